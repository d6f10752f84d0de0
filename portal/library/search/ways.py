"""Two ways to write one thing: a document that says « dotation globale de fonctionnement » is one of the DGF.

They are those of the glossary: a word and its acronym or, when it has none, its other names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.library.search.words import analyse
from portal.references.handbook import Handbook

Way = tuple[str, ...]
"""The stems of each way to write one thing."""


def build_ways(handbook: Handbook) -> tuple[Way, ...]:
    """Every word of the glossary that is written in several ways."""
    told = (
        (one.term, *((one.acronym,) if one.acronym else one.aliases)) for one in handbook.glossary.values()
    )
    ways = (tuple(dict.fromkeys(map(analyse, forms))) for forms in told)
    return tuple(way for way in ways if len(way) > 1)


def list_other_ways(texts: Sequence[str], ways: Sequence[Way]) -> Iterator[str]:
    """What these texts, already analysed, might have said instead."""
    padded = [f" {text} " for text in texts]
    for way in ways:
        said = {form for form in way if any(f" {form} " in text for text in padded)}
        if said:
            yield from (form for form in way if form not in said)
