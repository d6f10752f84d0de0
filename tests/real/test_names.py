"""The names of all current territories with their articles: no rule of French is broken by any of them."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict

import pytest
from django.conf import settings

from portal.kernel.french import add_article, at_place, of_place, than_place, to_place

_VOWEL = "aeiouyàâäéèêëîïôöùûüœAEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒ"
FORBIDDEN = (
    re.compile(r"^d[eu] l[ea]s? ", re.IGNORECASE),  # de le Mans; checked apart for « de la » and « de La »
    re.compile(r"^à (le|les) ", re.IGNORECASE),
    re.compile(rf"^(de|que) [{_VOWEL}]"),
    re.compile(rf"^(d|qu)’[^{_VOWEL}HYh]"),
    re.compile(r"['?]|  "),
)
ALLOWED = re.compile(r"^de la ", re.IGNORECASE)


@pytest.fixture(scope="module")
def names(real_portal: str) -> list[tuple[str, str, int]]:
    """Kind, name and TNCC of the current territories of the portal on the real data."""
    path = settings.REAL_DATA_DIR / "portal.sqlite3"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    found = connection.execute(
        "SELECT kind, name, article_kind FROM territories_territory WHERE is_current"
    ).fetchall()
    connection.close()
    return found


def test_real_names_take_their_article(names: list[tuple[str, str, int]]) -> None:
    broken = defaultdict(list)
    for kind, name, article_kind in names:
        place = (name, article_kind, kind)
        for words in (f(*place) for f in (of_place, at_place, than_place, to_place, add_article)):
            if any(rule.search(words) for rule in FORBIDDEN) and not ALLOWED.match(words):
                broken[kind].append((name, article_kind, words))
    assert not broken, dict(broken)
    assert len(names) > 35_000


@pytest.mark.parametrize(
    ("place", "of", "at"),
    [
        (("commune", "Le Mans"), "du Mans", "au Mans"),
        (("commune", "La Rochelle"), "de La Rochelle", "à La Rochelle"),
        (("commune", "Les Lilas"), "des Lilas", "aux Lilas"),
        (("commune", "Amiens"), "d’Amiens", "à Amiens"),
        (("commune", "Hirson"), "d’Hirson", "à Hirson"),
        (("commune", "Ham"), "de Ham", "à Ham"),
        (("commune", "Ygrande"), "d’Ygrande", "à Ygrande"),
        (("commune", "L'Haÿ-les-Roses"), "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses"),
        (("commune", "Aux Marais"), "des Marais", "aux Marais"),
        (("commune", "Los Masos"), "de Los Masos", "à Los Masos"),
        (("commune", "Le Vernet-Chaméane"), "du Vernet-Chaméane", "au Vernet-Chaméane"),
        (("departement", "Hauts-de-Seine"), "des Hauts-de-Seine", "dans les Hauts-de-Seine"),
        (("departement", "La Réunion"), "de La Réunion", "à La Réunion"),
        (("region", "Grand Est"), "du Grand Est", "dans le Grand Est"),
        (("region", "Corse"), "de Corse", "en Corse"),
    ],
)
def test_real_name_is_said_as_people_say_it(
    names: list[tuple[str, str, int]], place: tuple[str, str], of: str, at: str
) -> None:
    [article_kind] = {tncc for kind, name, tncc in names if (kind, name) == place}
    kind, name = place
    assert (of_place(name, article_kind, kind), at_place(name, article_kind, kind)) == (of, at)
