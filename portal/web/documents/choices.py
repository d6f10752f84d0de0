"""The facets as a reader chooses in them: values, counts, what is chosen and how to take it off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from portal.kernel.french import format_date, format_number
from portal.library.queries.versions import get_library_version
from portal.library.search.asked import Facet
from portal.library.search.found import Count, Found
from portal.references.shelf import get_references
from portal.web.documents.asked import Question
from portal.web.documents.facets import FACETS, FacetWords

SHOWN: Final = 8
"""Values seen at once; the others unfold."""
MOST: Final = 12
"""Values of the facets that have another way in: with two hundred producers and as many territories, they
were three quarters of the elements of the page."""
_ELSEWHERE: Final = {
    Facet.TERRITORY: "Pour un autre territoire, écrivez son nom ci-dessus.",
    Facet.PRODUCER: "Pour un autre producteur, écrivez son nom dans les mots à chercher.",
    Facet.YEAR: "Pour une année plus ancienne, choisissez des dates.",
}
"""That other way."""
_FREQUENT: Final = "Les valeurs les plus fréquentes seulement."
_OPEN: Final = frozenset({Facet.KIND, Facet.SUBJECT, Facet.LEVEL})
"""Facets that are open when nothing is chosen in them."""


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """``shown`` and ``folded``: values to tick; the second come after the first, and ``more`` counts them.
    ``elsewhere``: how to reach those that are not there, empty when there is none."""

    parameter: str
    title: str
    shown: Markup
    folded: Markup
    more: int
    chosen: int
    is_open: bool
    elsewhere: str
    is_place: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """Something chosen, and the address without it."""

    label: str
    title: str
    path: str


def list_facets(question: Question, found: Found) -> list[FacetChoices]:
    """Facets in their order; those that have nothing to choose are left out."""
    built = (_build_facet(FACETS[facet], question, found) for facet in FACETS)
    return [one for one in built if one.shown or one.is_place]


def _build_facet(words: FacetWords, question: Question, found: Found) -> FacetChoices:
    chosen = question.chosen.get(words.facet, ())
    counts = found.facets.get(words.facet, ())
    version = get_library_version()
    shown: list[str] = []
    folded: list[str] = []
    most = MOST if words.facet in _ELSEWHERE else len(counts)
    seen = [one for place, one in enumerate(counts) if place < most or one.value in chosen]
    is_partial = words.facet in found.more or len(seen) < len(counts)
    for rank, (one, depth) in enumerate(_arrange(words.facet, seen)):
        is_chosen = one.value in chosen
        # What is chosen is never folded away.
        kept = shown if rank < SHOWN or is_chosen else folded
        start, end = _write_choice(words.facet, one.value, depth > 0, version)
        kept.append(f"{start}{' checked' if is_chosen else ''}{end}{_write_count(one.count)})</span></label>")
    return FacetChoices(
        parameter=words.facet.parameter,
        title=words.title,
        shown=Markup("".join(shown)),  # noqa: S704 - words and labels were escaped
        folded=Markup("".join(folded)),  # noqa: S704
        more=len(folded),
        chosen=len(chosen),
        is_open=bool(chosen) or words.facet in _OPEN,
        elsewhere=_ELSEWHERE.get(words.facet, _FREQUENT) if is_partial else "",
        is_place=words.facet == Facet.TERRITORY,
    )


@lru_cache(maxsize=16384)
def _write_choice(facet: Facet, value: str, is_below: bool, version: int) -> tuple[str, str]:
    """A box to tick, before and after what says that it is ticked: a page has a hundred, often the same.

    ``version``: names of producers may change with the library.
    """
    words = FACETS[facet]
    label = '<label class="oc-facet__below">' if is_below else "<label>"
    box = f'<input type="checkbox" name="{facet.parameter}" value="{escape(words.write(value))}"'
    return f"{label}{box}", f"> {escape(words.name(value))} <span>("


_write_count = lru_cache(maxsize=4096)(format_number)


def forget_choices() -> None:
    """Forget what was written: for tests, whose libraries all begin at the same version."""
    _write_choice.cache_clear()


def _arrange(facet: Facet, counts: Sequence[Count]) -> Iterator[tuple[Count, int]]:
    """Values with their depth: services come below the producer that they are part of."""
    if facet != Facet.PRODUCER:
        yield from ((one, 0) for one in counts)
        return
    producers = get_references().producers
    by_slug = {one.value: one for one in counts}
    below: dict[str, list[Count]] = {}
    tops: list[Count] = []
    for one in counts:
        known = producers.get(one.value)
        parent = known.parent if known else None
        if parent is not None and parent in by_slug:
            below.setdefault(parent, []).append(one)
        else:
            tops.append(one)

    def walk(one: Count, depth: int) -> Iterator[tuple[Count, int]]:
        yield one, depth
        for child in below.get(one.value, ()):
            yield from walk(child, depth + 1)

    for top in tops:
        yield from walk(top, 0)


def list_tags(question: Question) -> list[Tag]:
    """Everything that narrows the results, each with the way to do without."""
    tags = [
        Tag(words.name(value), words.title, question.drop(facet, value))
        for facet, words in FACETS.items()
        for value in question.chosen.get(facet, ())
    ]
    if question.since:
        label = f"Depuis le {format_date(question.since)}"
        tags.append(Tag(label, "Date", question.address(since=None)))
    if question.until:
        label = f"Jusqu’au {format_date(question.until)}"
        tags.append(Tag(label, "Date", question.address(until=None)))
    return tags
