"""What a page of explanations promises about indicators: that they exist, hold there and add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from portal.kernel.descriptors import Problem
from portal.kernel.levels import Level
from portal.stats.descriptors.explanation import (
    AnyDrawing,
    Explanation,
    Gauge,
    Key,
    Lines,
    Part,
    Section,
    Shares,
    Waterfall,
)

if TYPE_CHECKING:
    from portal.stats.descriptors.entries import Catalogue

_CODE = "stats.E018"


def check_explanation(catalogue: Catalogue, one: Explanation) -> Iterator[Problem]:
    """Every incoherence of a page with the rest of the catalogue, and within itself."""
    path = catalogue.root / "explanations" / f"{one.slug}.yaml"
    population = [one.population] if one.population else []
    yield from _check_slugs(catalogue, path, "the page", [*one.needs, *population])
    for slug, count in Counter(section.slug for section in one.sections).items():
        if count > 1:
            yield Problem(_CODE, f"two sections are called “{slug}”.", "Rename one.", path, 1)
    for section in one.sections:
        yield from _check_section(catalogue, path, one, section)


def _check_section(
    catalogue: Catalogue, path: Path, page: Explanation, section: Section
) -> Iterator[Problem]:
    where = f"section “{section.slug}”"
    yield from _check_slugs(catalogue, path, where, section.needs)
    levels = frozenset(section.levels) & frozenset(page.levels)
    if not levels:
        yield Problem(_CODE, f"{where} holds at no level of its page.", "Correct “levels”.", path, 1)
    if section.needs and not section.without:
        yield Problem(
            _CODE,
            f"{where} may be left out without a reason.",
            "Say in “without” why its figures are absent.",
            path,
            1,
        )
    for key in section.keys:
        named = [
            key.indicator,
            *([key.compared] if key.compared else []),
            *(term.indicator for term in key.terms),
        ]
        yield from _check_slugs(catalogue, path, where, named)
        yield from _check_levels(catalogue, path, where, key, levels)
    for drawing in section.drawings:
        yield from _check_drawing(catalogue, path, f"{where}, “{drawing.title}”", drawing, levels)


def _check_drawing(
    catalogue: Catalogue, path: Path, where: str, drawing: AnyDrawing, levels: frozenset[Level]
) -> Iterator[Problem]:
    yield from _check_slugs(catalogue, path, where, [part.indicator for part in drawing.all_parts])
    held = levels & frozenset(drawing.levels)
    for part in drawing.all_parts:
        yield from _check_levels(catalogue, path, where, part, held)
    if isinstance(drawing, Shares | Waterfall | Lines):
        yield from _check_units(catalogue, path, where, drawing.all_parts)
    if isinstance(drawing, Waterfall):
        yield from _check_steps(path, where, drawing)
    if isinstance(drawing, Gauge) and held - set(drawing.thresholds):
        missing = ", ".join(sorted(held - set(drawing.thresholds)))
        yield Problem(
            _CODE, f"{where}: no threshold for {missing}.", "Add it, or restrict “levels”.", path, 1
        )


def _check_slugs(catalogue: Catalogue, path: Path, where: str, slugs: Iterable[str]) -> Iterator[Problem]:
    for slug in slugs:
        known = catalogue.indicators.get(slug)
        if known is None or known.internal:
            yield Problem(
                _CODE,
                f"{where}: “{slug}” is not an indicator that is shown.",
                "Correct the slug or add the indicator.",
                path,
                1,
            )


def _check_levels(
    catalogue: Catalogue, path: Path, where: str, named: Part | Key, levels: frozenset[Level]
) -> Iterator[Problem]:
    """At none of the levels it is named for: at some is enough, what is absent is left out."""
    known = catalogue.indicators.get(named.indicator)
    if known is not None and not levels & frozenset(named.levels) & frozenset(known.levels):
        yield Problem(
            _CODE,
            f"{where}: “{named.indicator}” does not exist at {', '.join(sorted(levels)) or 'these levels'}.",
            "Correct “levels”, or name another indicator.",
            path,
            1,
        )


def _check_units(catalogue: Catalogue, path: Path, where: str, parts: Iterable[Part]) -> Iterator[Problem]:
    units = {
        catalogue.indicators[part.indicator].unit for part in parts if part.indicator in catalogue.indicators
    }
    if len(units) > 1:
        yield Problem(
            _CODE,
            f"{where}: {', '.join(sorted(units))} are drawn together.",
            "Draw indicators of one unit.",
            path,
            1,
        )


def _check_steps(path: Path, where: str, drawing: Waterfall) -> Iterator[Problem]:
    roles = [step.role for step in drawing.steps]
    if roles[0] != "start" or "start" in roles[1:] or roles[-1] != "subtotal":
        yield Problem(
            _CODE,
            f"{where}: a waterfall has one start, its first step, and ends with a subtotal.",
            "Correct the roles of the steps.",
            path,
            1,
        )
