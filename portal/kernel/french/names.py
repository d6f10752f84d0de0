"""Articles and prepositions of the names of territories.

INSEE's TNCC (« type de nom en clair », 0 to 8) says which article a name takes. The names of
communes come with it (« Le Havre », 2), those of départements and régions without (« Var », 2).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from portal.kernel.french.typography import APOSTROPHE

PLAIN, ELIDED, LE, LA, LES, L_, AUX, LAS, LOS = range(9)

_ARTICLES: Final = {
    LE: "le ", LA: "la ", LES: "les ", L_: f"l{APOSTROPHE}", AUX: "aux ", LAS: "las ", LOS: "los ",
}  # fmt: skip
_LEADING: Final = re.compile(rf"^(le |la |les |l{APOSTROPHE}|aux |las |los )", re.IGNORECASE)
_LEADING_KINDS: Final = {
    "le ": LE, "la ": LA, "les ": LES, f"l{APOSTROPHE}": L_, "aux ": AUX, "las ": LAS, "los ": LOS,
}  # fmt: skip
_VOWELS: Final = frozenset("aeiouyAEIOUY")
_BROAD: Final = frozenset({"departement", "region"})
"""Kinds one is « dans » or « en », not « à »."""

# Usage rather than rule: islands and cities said with « à », feminine names said with « en ».
_SAID_WITH_A: Final = frozenset(
    {"Paris", "Mayotte", "La Réunion", "Saint-Pierre-et-Miquelon", "Saint-Barthélemy", "Saint-Martin",
     "Wallis-et-Futuna", "Wallis et Futuna"}
)  # fmt: skip
_SAID_WITH_EN: Final = frozenset({"Guadeloupe", "Martinique", "Guyane", "Centre-Val de Loire"})
_PLURAL_WITHOUT_ARTICLE: Final = frozenset({"Terres australes et antarctiques françaises"})


def fix_name(name: str) -> str:
    """The name with the typographic apostrophe: « L’Haÿ-les-Roses »."""
    return name.replace("'", APOSTROPHE)


def of_place(name: str, article_kind: int, kind: str = "commune") -> str:
    """« de Rennes », « d’Amiens », « du Mans », « de La Rochelle », « des Lilas », « de l’Ain ».

    Names that hold no article of their own (départements, régions) take the one of their TNCC.
    An intercommunality goes by its full name: « de Rennes Métropole », « de la CC des Aspres ».
    """
    name = fix_name(name)
    if kind == "france":
        return "de la France"
    if kind == "epci":
        article_kind, name = _guess_group(name)
    if kind not in _BROAD and kind != "epci":
        return _of_commune(name, article_kind)
    return _of_article(name, article_kind)


def _of_commune(name: str, article_kind: int) -> str:
    bare, kind = _split_article(name, article_kind)
    if kind in (LE, LES, AUX):
        return f"{'du' if kind == LE else 'des'} {bare}"
    if kind in (LA, L_, LAS, LOS):
        return f"de {name}"
    return f"d{APOSTROPHE}{name}" if kind == ELIDED else f"de {name}"


def _of_article(name: str, article_kind: int) -> str:
    if article_kind == LE:
        return f"du {name}"
    if article_kind in (LES, AUX):
        return f"des {name}"
    if article_kind == ELIDED:
        return f"d{APOSTROPHE}{name}"
    return f"de {_ARTICLES.get(article_kind, '')}{name}"


def at_place(name: str, article_kind: int, kind: str = "commune") -> str:
    """« à Rennes », « au Havre », « à La Rochelle », « aux Abymes », « dans l’Ain », « en Bretagne »."""
    name = fix_name(name)
    if kind == "france":
        return "en France"
    if kind == "epci":
        article_kind, name = _guess_group(name)
        return f"dans {_ARTICLES.get(article_kind, '')}{name}"
    if kind in _BROAD:
        return _at_broad(name, article_kind)
    bare, found = _split_article(name, article_kind)
    if found in (LE, LES, AUX):
        return f"{'au' if found == LE else 'aux'} {bare}"
    return f"à {name}"


def _at_broad(name: str, article_kind: int) -> str:
    if name in _SAID_WITH_A:
        return f"à {name}"
    if name in _PLURAL_WITHOUT_ARTICLE:
        return f"dans les {name}"
    feminine_compound = article_kind == LA and "-" in name
    if article_kind in (PLAIN, ELIDED) or feminine_compound or name in _SAID_WITH_EN or "-et-" in name:
        return f"en {name}"
    return f"dans {_ARTICLES.get(article_kind, '')}{name}"


def add_article(name: str, article_kind: int, kind: str = "commune") -> str:
    """The name as the subject of a sentence: « Rennes », « Le Havre », « l’Ain », « le Var »."""
    name = fix_name(name)
    if kind == "france":
        return "la France"
    if kind == "epci":
        article_kind, name = _guess_group(name)
    elif kind not in _BROAD:
        return name
    return f"{_ARTICLES.get(article_kind, '')}{name}"


def _split_article(name: str, article_kind: int) -> tuple[str, int]:
    """The name without its own article, and the article it really holds.

    A TNCC that announces an article which the name does not hold is not believed.
    """
    if article_kind in (PLAIN, ELIDED):
        return name, article_kind
    match = _LEADING.match(name)
    if match is None:
        return name, ELIDED if _starts_with_vowel(name) else PLAIN
    return name[match.end() :], _LEADING_KINDS[match.group(1).lower()]


def _guess_group(name: str) -> tuple[int, str]:
    """Article of the name of an intercommunality, for which nobody publishes a TNCC."""
    first = name.split(" ", 1)[0]
    if first in {"CC", "CA", "CU", "Métropole", "Communauté", "Eurométropole"}:
        lowered = name[0].lower() + name[1:] if first[1:].islower() else name
        return (L_ if first == "Eurométropole" else LA), lowered
    return (ELIDED if _starts_with_vowel(name) else PLAIN), name


def _starts_with_vowel(name: str) -> bool:
    return unicodedata.normalize("NFD", name)[:1] in _VOWELS


def sort_key(name: str) -> str:
    """For lists in French order: no accent, no case, no hyphen, œ as oe; articles stay."""
    text = name.lower().replace("œ", "oe").replace("æ", "ae")
    text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return re.sub(r"[^0-9a-z]+", " ", text).strip()
