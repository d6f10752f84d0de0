"""Dashboards: what the catalogue refuses, with its letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.stats.descriptors.catalogue import load_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from portal.stats.descriptors.dashboard import Dashboard
from tests.stats.descriptors.catalogues import FILES, write_catalogue

_PEOPLE = FILES["indicators/people/inhabitants.yaml"].replace(
    "[commune, france]", "[commune, epci, departement, region, france]"
)
_MORE = {
    "indicators__people__inhabitants": _PEOPLE,
    "indicators__people__households": _PEOPLE.replace("Habitants", "Ménages"),
    "indicators__people__zone": (
        "label: Zone\nshort_label: Zone\nquestion: Quelle zone ?\nunit: inhabitants\nlevels: [commune]\n"
        "aggregate: none\nmethod: Arrêté.\ncategories: [{value: 1, key: A, label: A}]\n"
    ),
    "datasets__insee_people__dataset": FILES["datasets/insee_people/dataset.yaml"].replace(
        "rows:",
        "  households: {role: value, indicator: households, period: 2023}\n"
        "  zone: {role: value, indicator: zone, period: 2023}\nrows:",
    ),
}
SOUND = """
label: Les habitants
summary: Combien, où.
questions: ["Combien d’habitants ?"]
kind: theme
themes: [people]
zones: [france, departement]
default_zone: france
level: {france: region}
panels:
  - {kind: key_figures, indicators: [inhabitants, households]}
  - {kind: map, indicator: inhabitants}
  - {kind: categories, indicator: zone, levels: [commune]}
  - {kind: members, indicators: [inhabitants, households]}
  - {kind: text, title: Et puis, text: Une phrase.}
"""


def _list_letters(root: Path, text: str) -> list[str]:
    catalogue = load_catalogue(write_catalogue(root, **_MORE, dashboards__people=text))
    return [str(problem) for problem in catalogue.problems or check_catalogue(catalogue)]


def _read(root: Path, text: str = SOUND) -> Dashboard:
    return load_catalogue(write_catalogue(root, **_MORE, dashboards__people=text)).dashboards["people"]


def test_sound_dashboard_has_no_problem(tmp_path: Path) -> None:
    assert _list_letters(tmp_path, SOUND) == []


def test_dashboard_knows_its_indicators_once_and_its_levels(tmp_path: Path) -> None:
    found = _read(tmp_path)
    assert found.segment == "people"
    assert found.slugs == ("inhabitants", "households", "zone")
    assert found.find_level("france") == "region"
    assert found.find_level("departement") == "commune"
    assert found.find_level("voisins") is None
    assert found.member_levels == {"region", "commune"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("kind: theme\n", "kind: topic\n", "kind"),
        ("label: Les habitants\n", "", "label: Field required. Add the key “label”."),
        ("kind: map,", "kind: globe,", "Use one of the kinds listed."),
        ("kind: map,", "kind: map, colour: red,", "known keys: count, indicator, kind, level, levels"),
        ("themes: [people]", "themes: [money]", "themes: unknown theme “money”."),
        ("themes: [people]\n", "", "themes: missing; this dashboard is about a theme."),
        ("kind: theme\n", "kind: zone\n", "themes: this dashboard is about a kind of territory."),
        ("d’habitants ?", "d’habitants.", "is not a question."),
        ("[france, departement]", "[france, departement, france]", "zones: france given twice."),
        ("default_zone: france", "default_zone: region:53", "“region:53” is not one of its zones."),
        ("default_zone: france", "default_zone: departement", "“departement” is not one of its zones."),
        ("{france: region}", "{departement: region}", "departement cannot be divided into region here."),
        ("{france: region}", "{epci: commune}", "epci cannot be divided into commune here."),
        ("indicator: inhabitants}", "indicator: women}", "panel 2 (map): “women” is not an indicator that"),
        ("indicator: inhabitants}", "indicator: people}", "panel 2 (map): “people” is not an indicator that"),
        ("indicator: inhabitants}", "indicator: zone}", "panel 2 (map): “zone” does not exist at region."),
        ("indicator: zone, levels: [commune]", "indicator: inhabitants", "is not made of categories."),
        (
            "{kind: map, indicator: inhabitants}",
            "{kind: map, indicator: zone, level: commune}",
            "is not made of numbers.",
        ),
        ("levels: [commune]}", "levels: [epci]}", "it holds at no level of its dashboard."),
        (
            "[inhabitants, households]}\n  - {kind: map",
            "[inhabitants, inhabitants]}\n  - {kind: map",
            "twice",
        ),
        ("text: Une phrase.", "text: ''", "at least 1 character"),
    ],
)
def test_mistake_in_a_dashboard_is_a_letter(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in SOUND
    letters = _list_letters(tmp_path, SOUND.replace(before, after, 1))
    assert any(words in letter for letter in letters), letters
    assert all("people.yaml:" in letter for letter in letters)


def test_mistake_in_a_panel_is_told_with_its_line(tmp_path: Path) -> None:
    [letter] = _list_letters(tmp_path, SOUND.replace("count", "x").replace("map, ", "map, count: 9, "))
    assert "people.yaml:12:" in letter
    assert "less than or equal to 7" in letter
