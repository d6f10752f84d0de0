"""The facets as a reader chooses in them: values, counts, what is chosen and how to take it off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_date, format_number
from portal.library.search.asked import Facet
from portal.library.search.found import Count, Found
from portal.references.shelf import get_references
from portal.web.documents.asked import Question
from portal.web.documents.facets import FACETS, FacetWords

SHOWN: Final = 8
"""Values seen at once; the others unfold."""
_OPEN: Final = frozenset({Facet.KIND, Facet.SUBJECT, Facet.LEVEL})
"""Facets that are open when nothing is chosen in them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value: ``word`` is what the address says, ``depth`` its rank below a value of the same list."""

    word: str
    label: str
    count: str
    is_chosen: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class FacetChoices:
    """``folded`` are those after the first ones. ``is_partial``: the index knows more of them."""

    parameter: str
    title: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]
    chosen: int
    is_open: bool
    is_partial: bool
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
    choices = [
        Choice(
            words.write(one.value),
            words.name(one.value),
            format_number(one.count),
            one.value in chosen,
            depth,
        )
        for one, depth in _arrange(words.facet, counts)
    ]
    # What is chosen is never folded away.
    shown = [one for rank, one in enumerate(choices) if rank < SHOWN or one.is_chosen]
    folded = [one for rank, one in enumerate(choices) if rank >= SHOWN and not one.is_chosen]
    return FacetChoices(
        parameter=words.facet.parameter,
        title=words.title,
        shown=tuple(shown),
        folded=tuple(folded),
        chosen=len(chosen),
        is_open=bool(chosen) or words.facet in _OPEN,
        is_partial=words.facet in found.more,
        is_place=words.facet == Facet.TERRITORY,
    )


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
