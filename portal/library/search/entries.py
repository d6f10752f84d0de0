"""What the index is given of a document: columns from a row, and from what is known around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import tantivy

from portal.kernel.french import sort_key
from portal.library.kinds import DocumentState
from portal.library.links.reading import read_states
from portal.library.models import Document, Identifier, Organization
from portal.library.search import schema
from portal.library.search.asked import Facet, LinkState
from portal.library.search.territories import BROAD, list_line, name_territory
from portal.library.search.ways import Way, build_ways, list_other_ways
from portal.library.search.words import MOST_WORDS, STOP_MARK, analyse, split_surfaces, split_words
from portal.library.search.worth import compute_worth, weigh
from portal.references.handbook import get_handbook
from portal.references.shelf import References, get_references

MOST_TERRITORIES: Final = 300
"""Territories of one document that count, ancestors aside: a longer list is « the whole country »."""

_NAMED_TERRITORIES: Final = 20
_GAP: Final = f"{STOP_MARK} " * MOST_WORDS
"""Keeps quoted words from being found half in a title, half in an abstract."""

_TITLE_LETTERS: Final = 80
_OWN_SCHEMES: Final = ("url", "title", "edition")
"""Identifiers by which twins are found: nobody types them."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the rows of a batch do not hold themselves."""

    references: References
    organizations: Mapping[str, str]
    """Slug of a producer that the catalogue does not describe → its name."""
    identifiers: Mapping[int, Sequence[str]]
    links: Mapping[int, str]
    ways: Sequence[Way] = ()


def read_around(documents: Sequence[Document]) -> Around:
    """Three statements for any number of documents."""
    ids = [document.pk for document in documents]
    references = get_references()
    slugs = {slug for document in documents for slug in document.producers} - references.producers.keys()
    names = Organization.objects.filter(slug__in=slugs).values_list("slug", "name") if slugs else ()
    identifiers: dict[int, list[str]] = defaultdict(list)
    rows = Identifier.objects.filter(document__in=ids).exclude(scheme__in=_OWN_SCHEMES)
    for pk, value in rows.order_by("pk").values_list("document_id", "value"):
        identifiers[pk].append(value)
    links = {pk: str(state.value) for pk, state in read_states(ids).items()}
    return Around(references, dict(names), identifiers, links, build_ways(get_handbook()))


def build_entry(document: Document, around: Around) -> tantivy.Document:
    """Every column of one document that readers can open."""
    entry = tantivy.Document()
    day = document.published_on.toordinal() if document.published_on else 0
    _add_words(entry, document, around)
    entry.add_unsigned(schema.ID, document.pk)
    entry.add_unsigned(schema.DAY, day)
    entry.add_unsigned(schema.BY_DATE, (day << schema.NUMBER_BITS) | document.pk)
    entry.add_unsigned(schema.SERIES, document.series_id or document.pk)
    key = sort_key(document.title)[:_TITLE_LETTERS]
    entry.add_text(schema.BY_TITLE, f"{key}{schema.SEPARATOR}{document.pk:012d}")
    entry.add_text(schema.LABEL, f"{document.title}{schema.SEPARATOR}{document.slug}")
    values = list_values(document, around)
    is_gone = document.state == DocumentState.ARCHIVED or LinkState.DEAD in values[Facet.LINK]
    worth = compute_worth(document.pk, day, document.weight, is_gone=is_gone)
    entry.add_float(schema.WORTH, weigh(worth))
    for facet in Facet:
        _add_values(entry, facet, values[facet])
    for one in document.territories[:MOST_TERRITORIES]:
        entry.add_text(schema.ABOUT, one)
    return entry


def list_values(document: Document, around: Around) -> dict[Facet, list[str]]:
    """What a document answers to in each facet; empty when nothing is known."""
    territories = document.territories[:MOST_TERRITORIES]
    found: dict[Facet, Iterable[str]] = {
        Facet.KIND: [document.kind],
        Facet.SUBJECT: document.subjects,
        Facet.LEVEL: document.levels,
        Facet.TERRITORY: [one for own in territories for one in list_line(own)],
        Facet.PRODUCER: [one for own in document.producers for one in around.references.list_line(own)],
        Facet.YEAR: [str(document.published_on.year)] if document.published_on else [],
        Facet.SOURCE: document.sources,
        Facet.LICENCE: [document.licence],
        Facet.FORMAT: document.formats,
        Facet.LINK: [around.links.get(document.pk, LinkState.UNKNOWN.value)],
    }
    return {facet: _clean(values) for facet, values in found.items()}


def _clean(values: Iterable[str]) -> list[str]:
    """Once each, in their order, without the empty ones."""
    return list(dict.fromkeys(value[: schema.LONGEST_VALUE] for value in values if value))


def _add_values(entry: tantivy.Document, facet: Facet, values: Collection[str]) -> None:
    for value in values:
        entry.add_text(facet.value, value)
    if facet in schema.COUNTED_ONE_BY_ONE:
        return
    counted = sorted(values)
    if facet is Facet.TERRITORY:
        for value in counted:
            if value.partition(":")[0] not in BROAD:
                entry.add_text(schema.NEAR, value)
        counted = [value for value in counted if value.partition(":")[0] in BROAD]
    if counted:
        entry.add_text(schema.name_set(facet), schema.SEPARATOR.join(counted))


def _add_words(entry: tantivy.Document, document: Document, around: Around) -> None:
    producers = list(_list_producer_names(document, around))
    entry.add_text(schema.TITLE, analyse(document.title))
    told = (
        document.title,
        *document.keywords,
        *producers,
        document.abstract,
        *around.identifiers.get(document.pk, ()),
        *(str(year) for year in _list_years(document)),
        *(name_territory(one) for one in document.territories[:_NAMED_TERRITORIES]),
    )
    texts = [analyse(text) for text in told if text]
    for text in (*texts, *list_other_ways(texts, around.ways)):
        entry.add_text(schema.HEAD, f"{_GAP}{text}")
    if document.text:
        entry.add_text(schema.BODY, analyse(document.text))
    written = " ".join((document.title, *document.keywords, *producers))
    entry.add_text(schema.SPELLINGS, " ".join(surface for surface, _ in split_surfaces(written)))
    entry.add_text(schema.TITLE_WORDS, " ".join(split_words(document.title)))


def _list_producer_names(document: Document, around: Around) -> Iterator[str]:
    """Names, acronyms and other spellings of producers, then what the source says when none is known."""
    for slug in document.producers:
        known = around.references.producers.get(slug)
        if known is not None:
            yield from dict.fromkeys((known.name, known.acronym, *known.aliases))
        elif slug in around.organizations:
            yield around.organizations[slug]
    if document.publisher_words:
        yield document.publisher_words


def _list_years(document: Document) -> list[int]:
    """Those its content is about, and that of its publication."""
    own = [document.published_on.year] if document.published_on else []
    return sorted({*document.years, *own})
