"""What documents are sorted by, in the words of readers and of addresses.

The order is that of the page (product.md, section 6): the type of resource comes first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.harvest.platforms import find_known_source
from portal.kernel.french import fix_name, join_words, typeset
from portal.kernel.levels import LEVELS
from portal.library.addresses import KIND_WORDS, KINDS_OF_WORDS
from portal.library.links.states import Facet as LinkState
from portal.library.queries.producers import find_producer, name_producer
from portal.library.search.asked import Facet
from portal.library.words import word_kind
from portal.references.shelf import get_references
from portal.territories.addresses import FRANCE_PATH, path_of
from portal.territories.queries.named import find_named
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.search.labels import build_label
from portal.ui import words as ui_words

_YEAR: Final = re.compile(r"[12][0-9]{3}")
_FORMAT: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,39}")
_KEY: Final = re.compile(r"([a-z_]{3,30}):([0-9A-Za-z]{1,12})")
_FRANCE_KEY: Final = "france:FR"


@dataclass(frozen=True, slots=True)
class FacetWords:
    """``name``: code → label. ``parse``: word of an address → code, None when it names nothing.
    ``write``: code → word of an address. ``expected`` tells what the address may hold."""

    facet: Facet
    title: str
    name: Callable[[str], str]
    parse: Callable[[str], str | None]
    expected: str
    write: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Place:
    """A territory that documents are about: ``path`` is empty for one that has no page today."""

    key: str
    label: str
    path: str


def name_place(key: str) -> Place:
    """« commune:35238 » → « Rennes (35) », with its page. The code stands for a name that is not known."""
    kind, _, code = key.partition(":")
    if kind == "france":
        return Place(key, "France", FRANCE_PATH)
    found = get_directory().by_code.get((kind, code))
    if found is not None:
        return Place(key, _label(found), path_of(kind, code, found.slug))
    past = find_named([(kind, code)]).get((kind, code))
    return Place(key, f"{fix_name(past.name)} (ancien territoire)" if past else key, "")


def _label(place: Relative) -> str:
    departement = place.code[:3] if place.code.startswith(("97", "98")) else place.code[:2]
    is_inside = place.kind in {"commune", "commune_deleguee", "arrondissement_municipal"}
    name = fix_name(place.name)
    return build_label(place.kind, place.code, name, departement if is_inside else "", place.type)


def _parse_place(text: str) -> str | None:
    """A territory of today or of the past; « france » is a whole key."""
    if text.lower() in ("france", _FRANCE_KEY.lower()):
        return _FRANCE_KEY
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    key = (match[1], match[2].upper())
    is_known = key in get_directory().by_code or key in find_named([key])
    return f"{key[0]}:{key[1]}" if is_known else None


def _parse_year(text: str) -> str | None:
    return text if _YEAR.fullmatch(text) else None


def _parse_format(text: str) -> str | None:
    return text.lower() if _FORMAT.fullmatch(text.lower()) else None


def _name_subject(slug: str) -> str:
    known = get_references().subjects.get(slug)
    return typeset(known.label) if known else slug


def _name_licence(slug: str) -> str:
    known = get_references().licences.get(slug)
    return typeset(known.title) if known else slug


def _name_source(slug: str) -> str:
    known = find_known_source(slug)
    return typeset(known.title) if known else slug


def _name_producer(slug: str) -> str:
    return typeset(name_producer(slug).acronym)


def _name_level(level: str) -> str:
    label = ui_words.LEVELS.get(level, level)
    return label[:1].upper() + label[1:]


def _is_in(words: Callable[[], Mapping[str, object]]) -> Callable[[str], str | None]:
    """Keeps the words of a vocabulary."""
    return lambda text: text if text in words() else None


_ALL: Final = (
    FacetWords(
        Facet.KIND,
        "Type de ressource",
        word_kind,
        KINDS_OF_WORDS.get,
        f"Les types sont {join_words(list(KINDS_OF_WORDS))}.",
        lambda code: KIND_WORDS.get(code, code),
    ),
    FacetWords(
        Facet.SUBJECT,
        "Thématique",
        _name_subject,
        _is_in(lambda: get_references().subjects),
        "Une thématique de la liste est attendue.",
    ),
    FacetWords(
        Facet.LEVEL,
        "Type de collectivité",
        _name_level,
        lambda text: text if text in LEVELS else None,
        f"Les types de collectivité sont {join_words(LEVELS)}.",
    ),
    FacetWords(
        Facet.TERRITORY,
        "Territoire",
        lambda key: name_place(key).label,
        _parse_place,
        "Un territoire s’écrit avec sa nature et son code : commune:35238, epci:243500139, departement:35.",
    ),
    FacetWords(
        Facet.PRODUCER,
        "Auteur ou producteur",
        _name_producer,
        lambda text: text if find_producer(text) else None,
        "Un producteur de la liste est attendu.",
    ),
    FacetWords(Facet.YEAR, "Année de publication", str, _parse_year, "Une année s’écrit 2024."),
    FacetWords(
        Facet.SOURCE,
        "Source",
        _name_source,
        lambda text: text if find_known_source(text) else None,
        "Une source de la liste est attendue.",
    ),
    FacetWords(
        Facet.LICENCE,
        "Licence",
        _name_licence,
        _is_in(lambda: get_references().licences),
        "Une licence de la liste est attendue.",
    ),
    FacetWords(Facet.FORMAT, "Format", str.upper, _parse_format, "Un format s’écrit csv, pdf, xlsx…"),
    FacetWords(
        Facet.LINK,
        "État du lien",
        lambda code: LinkState(code).label if code in LinkState.values else code,
        lambda text: text if text in LinkState.values else None,
        f"Les états sont {join_words(LinkState.values)}.",
    ),
)

FACETS: Final[Mapping[Facet, FacetWords]] = {one.facet: one for one in _ALL}
"""In the order of the page."""
