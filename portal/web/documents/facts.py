"""The metadata of a document, in words: one line of the definition list each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_date, format_period, typeset
from portal.library.addresses import KIND_WORDS, library_path
from portal.library.models import Document, Identifier
from portal.library.queries.producers import name_producer
from portal.library.search.asked import Facet
from portal.library.words import UNDATED, word_kind, word_language, word_moment
from portal.references.shelf import get_references
from portal.web.documents.facets import FACETS, name_place

_PLACES_SEEN: Final = 20
_KEYWORDS_SEEN: Final = 20

_SCHEMES: Final = {
    "ark": ("Ark", "https://gallica.bnf.fr/"),
    "doi": ("DOI", "https://doi.org/"),
    "datagouv": ("data.gouv.fr", "https://www.data.gouv.fr/datasets/"),
    "isbn": ("ISBN", ""),
    "issn": ("ISSN", ""),
}
"""Scheme of an identifier → its name, and the address that resolves it."""


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of what a fact says; ``href`` is empty for plain text."""

    text: str
    href: str = ""

    @property
    def is_external(self) -> bool:
        return "://" in self.href


@dataclass(frozen=True, slots=True)
class Fact:
    """One line; ``note`` is said after the words, smaller. ``is_first``: the one above the title."""

    label: str
    words: tuple[Word, ...]
    note: str = ""
    is_first: bool = False

    @property
    def text(self) -> str:
        return ", ".join(word.text for word in self.words)


def list_facts(document: Document, identifiers: Sequence[Identifier]) -> list[Fact]:
    """All that is known, in the order of the page; what is not known of a date or a licence is said."""
    kind = library_path(type=KIND_WORDS.get(document.kind, ""))
    facts = [
        Fact("Type de ressource", (Word(word_kind(document.kind), kind),), is_first=True),
        *_list_producers(document),
        _tell_date(document),
        *_list_content(document),
        *_list_places(document),
        *_list_terms(document),
        Fact("Identifiants", tuple(map(_word_identifier, identifiers))),
    ]
    return [fact for fact in facts if fact.words]


def _list_producers(document: Document) -> Iterator[Fact]:
    """Each producer with those it is a service of."""
    line = get_references().list_line
    for rank, slug in enumerate(document.producers):
        names = [name_producer(one) for one in line(slug)]
        words = tuple(Word(typeset(one.name), library_path(producteur=one.slug)) for one in names[:1])
        parents = ", ".join(typeset(one.name) for one in names[1:])
        label = "Producteur" if not rank else "Autre producteur"
        yield Fact(label, words, note=f"Rattachement : {parents}" if parents else "")
    if not document.producers and document.publisher_words:
        yield Fact("Producteur", (Word(typeset(document.publisher_words)),), note="Tel que la source l’écrit")


def _tell_date(document: Document) -> Fact:
    moment = word_moment(document.published_on, document.published_precision)
    said = document.published_words.strip()
    note = f"La source écrit « {said} »" if said and said not in (moment, str(document.published_on)) else ""
    if not moment:
        return Fact("Publié", (Word(UNDATED),), note=note)
    year = library_path(annee=str(document.published_on.year)) if document.published_on else ""
    return Fact("Publié", (Word(moment, year),), note=note)


def _list_content(document: Document) -> Iterator[Fact]:
    if document.modified_on:
        yield Fact("Mis à jour par le producteur", (Word(format_date(document.modified_on)),))
    if document.frequency:
        yield Fact("Périodicité", (Word(typeset(document.frequency)),))
    if document.years:
        yield Fact("Années étudiées", (Word(_word_years(document.years)),))
    subjects, levels = FACETS[Facet.SUBJECT], FACETS[Facet.LEVEL]
    yield Fact(
        "Thématiques",
        tuple(Word(subjects.name(slug), library_path(theme=slug)) for slug in document.subjects),
    )
    yield Fact(
        "Types de collectivité",
        tuple(Word(levels.name(code), library_path(collectivite=code)) for code in document.levels),
    )


def _list_places(document: Document) -> Iterator[Fact]:
    places = [name_place(key) for key in document.territories[:_PLACES_SEEN]]
    left = len(document.territories) - len(places)
    words = tuple(Word(typeset(place.label), place.path) for place in places)
    yield Fact("Territoires", words, note=f"et {left} autres" if left else "")


def _list_terms(document: Document) -> Iterator[Fact]:
    if document.language:
        yield Fact("Langue", (Word(word_language(document.language)),))
    yield _tell_licence(document)
    formats = tuple(Word(one.upper(), library_path(format=one)) for one in document.formats)
    yield Fact("Formats", formats)
    keywords = tuple(Word(typeset(one), library_path(q=one)) for one in document.keywords[:_KEYWORDS_SEEN])
    yield Fact("Mots-clés", keywords)


def _tell_licence(document: Document) -> Fact:
    known = get_references().licences.get(document.licence)
    if known is not None:
        return Fact("Licence", (Word(typeset(known.title), known.page),))
    if document.licence_words:
        return Fact("Licence", (Word(typeset(document.licence_words)),), note="Telle que la source l’écrit")
    return Fact("Licence", (Word("non précisée par la source"),))


def _word_years(years: Sequence[int]) -> str:
    """« 2019-2023 » for years that follow one another, « 2015, 2018 » for others."""
    ordered = sorted(set(years))
    if ordered[-1] - ordered[0] == len(ordered) - 1:
        return format_period(ordered[0], ordered[-1])
    return ", ".join(map(str, ordered))


def _word_identifier(identifier: Identifier) -> Word:
    label, resolver = _SCHEMES.get(identifier.scheme, (identifier.scheme, ""))
    value = identifier.value
    return Word(f"{label} {value}", resolver + value.removeprefix(resolver) if resolver else "")
