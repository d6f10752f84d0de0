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
_VOWELS: Final = frozenset("aeiouyAEIOUYœŒæÆ")
_BROAD: Final = frozenset({"departement", "region"})
"""Kinds one is « dans » or « en », not « à »."""

# Usage rather than rule: islands and cities said with « à », feminine names said with « en ».
_SAID_WITH_A: Final = frozenset(
    {"Paris", "Mayotte", "La Réunion", "Saint-Pierre-et-Miquelon", "Saint-Barthélemy", "Saint-Martin",
     "Wallis-et-Futuna", "Wallis et Futuna"}
)  # fmt: skip
_SAID_WITH_EN: Final = frozenset({"Guadeloupe", "Martinique", "Guyane", "Centre-Val de Loire"})
_USED_WITH: Final = {
    "Auvergne-Rhône-Alpes": L_, "Bourgogne-Franche-Comté": LA, "Bretagne": LA, "Corse": LA,
    "Île-de-France": L_, "Normandie": LA, "Occitanie": L_,
    "Eure-et-Loir": L_, "Ille-et-Vilaine": L_, "Indre-et-Loire": L_, "Maine-et-Loire": LE,
    "Meurthe-et-Moselle": LA, "Saône-et-Loire": LA, "Seine-et-Marne": LA,
}  # fmt: skip
"""Articles of subjects that the TNCC leaves out: it is made for « région de Bretagne »."""
_OVERSEAS_ARTICLES: Final = {
    "Terres australes et antarctiques françaises": LES, "Polynésie française": LA,
    "Nouvelle-Calédonie": LA, "Île de Clipperton": L_,
}  # fmt: skip
"""Articles of collectivités that the COG publishes without a TNCC of their own."""

_COMMON_NOUN: Final = re.compile(r"^(Archipel|Îles?) (?=[^-])")
"""Districts named after what they are: « l’archipel des Kerguelen »; not « Île-de-Bréhat »."""
_COMMON_ARTICLES: Final = {"Archipel": L_, "Île": L_, "Îles": LES}
_LOST_APOSTROPHE: Final = re.compile(r"(?<=\b[cdlnsCDLNS])\?(?=\w)")
_ACRONYM: Final = re.compile(r"\s+\((?=[^)]*[A-Z0-9]{2})[A-Z0-9 ]+\)$")
_GROUP_WORDS: Final = {"CC", "CA", "CU", "Métropole", "Communauté", "Agglomération", "Eurométropole"}
_GROUPS: Final = frozenset({"epci", "ept"})


def fix_name(name: str) -> str:
    """The name with the typographic apostrophe: « L’Haÿ-les-Roses ».

    A question mark that a change of encoding left in its place is mended too: « Terre d?Émeraude »; and
    spaces typed twice.
    """
    if "?" in name:
        name = _LOST_APOSTROPHE.sub(APOSTROPHE, name)
    if "  " in name:
        name = " ".join(name.split())
    return name.replace("'", APOSTROPHE)


def of_place(name: str, article_kind: int, kind: str = "commune") -> str:
    """« de Rennes », « d’Amiens », « du Mans », « de La Rochelle », « des Lilas », « de l’Ain ».

    Names that hold no article of their own (départements, régions) take the one of their TNCC.
    An intercommunality goes by its full name: « de Rennes Métropole », « de la CC des Aspres ».
    """
    name = fix_name(name)
    if kind == "france":
        return "de la France"
    if kind in _GROUPS:
        return _of_article(*_guess_group(name))
    if kind in _BROAD:
        return _of_article(*_name_overseas(name, article_kind))
    if _COMMON_NOUN.match(name):
        return _of_article(*_name_district(name))
    return _of_commune(name, article_kind)


def _of_commune(name: str, article_kind: int) -> str:
    bare, kind = _split_article(name, article_kind)
    if kind in (LE, LES, AUX):
        return f"{'du' if kind == LE else 'des'} {bare}"
    if kind in (LA, L_, LAS, LOS):
        return f"de {name}"
    elided = kind == ELIDED or (_starts_with_vowel(name) and not name.startswith("Y"))
    return f"d{APOSTROPHE}{name}" if elided else f"de {name}"


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
    if kind in _GROUPS:
        name, article_kind = _guess_group(name)
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
    if name in _OVERSEAS_ARTICLES and name.startswith(("Île ", "Terres ")):
        name, article_kind = _name_overseas(name, article_kind)
        return f"{'dans' if article_kind == LES else 'sur'} {_ARTICLES[article_kind]}{name}"
    feminine_compound = article_kind == LA and "-" in name
    if article_kind in (PLAIN, ELIDED) or feminine_compound or name in _SAID_WITH_EN or "-et-" in name:
        return f"en {name}"
    return f"dans {_ARTICLES.get(article_kind, '')}{name}"


def add_article(name: str, article_kind: int, kind: str = "commune") -> str:
    """The name as the subject of a sentence: « Rennes », « Le Havre », « l’Ain », « la Bretagne »."""
    name = fix_name(name)
    if kind == "france":
        return "la France"
    if kind in _GROUPS:
        name, article_kind = _guess_group(name)
    elif kind in _BROAD:
        name, article_kind = _name_overseas(name, _USED_WITH.get(name, article_kind))
    elif _COMMON_NOUN.match(name):
        name, article_kind = _name_district(name)
    else:
        return name
    return f"{_ARTICLES.get(article_kind, '')}{name}"


def than_place(name: str, article_kind: int, kind: str = "commune") -> str:
    """After a comparison: « que Rennes », « qu’Amiens », « que Le Mans », « que l’Ain »."""
    subject = add_article(name, article_kind, kind)
    # The names said with « d’ » and without an article: « Hirson », « Yvetot ».
    is_mute = of_place(name, article_kind, kind) == f"d{APOSTROPHE}{subject}"
    if is_mute or (_starts_with_vowel(subject) and not subject.startswith("Y")):
        return f"qu{APOSTROPHE}{subject}"
    return f"que {subject}"


def to_place(name: str, article_kind: int, kind: str = "commune") -> str:
    """What is compared « à »: « à Rennes », « au Mans », « au Var », « aux Ardennes », « à la Bretagne »."""
    if kind not in _BROAD | _GROUPS and kind != "france":
        return at_place(name, article_kind, kind)
    subject = add_article(name, article_kind, kind)
    for article, contracted in (("le ", "au "), ("les ", "aux ")):
        if subject.startswith(article):
            return contracted + subject.removeprefix(article)
    return f"à {subject}"


def is_plural(name: str, article_kind: int, kind: str = "commune") -> bool:
    """Whether the subject takes a plural verb: « Les Ardennes sont », but « Les Lilas est une commune »."""
    if kind not in _BROAD:
        return kind == "commune" and name.startswith("Îles ")
    return _name_overseas(fix_name(name), article_kind)[1] in (LES, AUX)


def _split_article(name: str, article_kind: int) -> tuple[str, int]:
    """The name without its own article, and the article it really holds.

    A TNCC that announces an article which the name does not hold is not believed, nor one that leaves out
    that of a new name (« Le Vernet-Chaméane »).
    """
    if article_kind == ELIDED or (article_kind == PLAIN and not name.startswith(("Le ", "Les "))):
        return name, article_kind
    match = _LEADING.match(name)
    if match is None:
        return name, ELIDED if _starts_with_vowel(name) else PLAIN
    return name[match.end() :], _LEADING_KINDS[match.group(1).lower()]


def _name_overseas(name: str, article_kind: int) -> tuple[str, int]:
    """A département or région as it follows its article: « l’île de Clipperton »."""
    article_kind = _OVERSEAS_ARTICLES.get(name, article_kind)
    return (f"î{name[1:]}" if name.startswith("Île ") else name), article_kind


def _name_district(name: str) -> tuple[str, int]:
    return name[0].lower() + name[1:], _COMMON_ARTICLES[name.partition(" ")[0]]


def _guess_group(name: str) -> tuple[str, int]:
    """Name in a sentence and article of an intercommunality, for which nobody publishes a TNCC.

    The acronym that some add to their name is left out: « Communauté de communes du Pays Houdanais (CCPH) ».
    """
    name = _ACRONYM.sub("", name)
    first = name.split(" ", 1)[0]
    if first not in _GROUP_WORDS:
        return name, ELIDED if _starts_with_vowel(name) else PLAIN
    if first == "Eurométropole":
        return name, L_  # a name of its own, with its capital
    if name.startswith("Métropole Européenne"):
        return name.replace("Européenne", "européenne", 1), LA
    lowered = name[0].lower() + name[1:] if first[1:].islower() else name
    return lowered, L_ if first == "Agglomération" else LA


def _starts_with_vowel(name: str) -> bool:
    return unicodedata.normalize("NFD", name)[:1] in _VOWELS


def sort_key(name: str) -> str:
    """For lists in French order: no accent, no case, no hyphen, œ as oe; articles stay."""
    text = name.lower().replace("œ", "oe").replace("æ", "ae")
    text = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    return re.sub(r"[^0-9a-z]+", " ", text).strip()
