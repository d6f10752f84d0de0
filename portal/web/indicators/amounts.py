"""How much of an indicator there is, and how it is spread: two tables of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Absence
from portal.kernel.french import format_number, format_percent, format_with_unit, plural
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.coverage import Coverage, Extent, Spread, list_coverage, list_spreads
from portal.ui.charts.strip import Distribution, draw_strip
from portal.ui.words import ABSENCES, LEVELS

_ADJECTIVES: Final = frozenset(
    {Absence.NOT_AVAILABLE, Absence.NOT_SIGNIFICANT, Absence.NOT_COMPARABLE, Absence.INCOMPLETE}
)
_WORDED: Final = {
    Absence.SECRET: ("couverte par le secret statistique", "couvertes par le secret statistique")
}
"""Reasons that no territory *is*: it is its value that they tell of, one or several."""

SMALLEST_SPREAD: Final = 10
"""Below this number of territories, quartiles and deciles only repeat a few of them."""


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """« 34 875 » with a value, and the reasons of the others: « 94 non disponibles »."""

    count: str
    share: str
    absences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Years from the latest to the oldest, levels from the widest to the finest.

    ``rows``: year, then a cell a level, None where nothing was published.
    """

    headers: tuple[tuple[str, str], ...]
    rows: tuple[tuple[int, tuple[CoverageCell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """Quantiles of the territories of a level, in words, and the drawing of them.

    ``quantiles`` is empty, and nothing is drawn, when too few territories have a value.
    """

    level: str
    year: int
    count: str
    quantiles: tuple[str, ...]
    drawing: Markup
    is_extract: bool


def build_coverage_table(indicator: str, extents: Sequence[Extent]) -> CoverageTable | None:
    """None when nothing is online. Years without any value at any level are left out."""
    kinds = [extent.kind for extent in extents]
    found = [one for one in list_coverage(indicator) if one.kind in kinds]
    if not found:
        return None
    cells = {(one.year, one.kind): one for one in found}
    years = sorted({one.year for one in found if one.values}, reverse=True)
    sizes = {one.kind: one.size for one in found}
    headers = tuple(
        (LEVELS[kind].capitalize(), "" if kind == "france" else f"sur {format_number(sizes[kind])}")
        for kind in kinds
    )
    rows = tuple((year, tuple(_write_cell(cells.get((year, kind))) for kind in kinds)) for year in years)
    return CoverageTable(headers, rows)


def _write_cell(coverage: Coverage | None) -> CoverageCell | None:
    if coverage is None:
        return None
    reasons = sorted(coverage.absences.items(), key=lambda pair: -pair[1])
    if coverage.size == 1:
        return CoverageCell(
            "oui" if coverage.values else "non", "", tuple(ABSENCES[one].label for one, _ in reasons)
        )
    return CoverageCell(
        format_number(coverage.values),
        _write_share(coverage.values, coverage.size),
        tuple(f"{format_number(count)} {_word_several(one, count)}" for one, count in reasons),
    )


def _word_several(reason: Absence, count: int) -> str:
    """« non disponibles », « couvertes par le secret statistique »; « sans objet » has no plural."""
    if reason in _WORDED:
        return plural(count, *_WORDED[reason])
    label = ABSENCES[reason].label
    return plural(count, label) if reason in _ADJECTIVES else label


def _write_share(part: int, total: int) -> str:
    """Never « 100 % » when one is missing, never « 0 % » when there is one."""
    if part == total:
        return "100 %"
    share = 100 * part / total
    if share > 99.9:
        return "> 99,9 %"
    return format_percent(share)


def build_spread_table(indicator: Indicator) -> list[SpreadRow]:
    """By level; nothing for categories, nor when every level has too few territories with a value."""
    symbol = get_catalogue().units[indicator.unit].symbol
    rows = [_build_row(indicator, one, symbol) for one in list_spreads(indicator.slug)]
    return rows if any(row.quantiles for row in rows) else []


def _build_row(indicator: Indicator, spread: Spread, symbol: str) -> SpreadRow:
    summary = spread.summary
    numbers = [
        number
        for number in (summary.q10, summary.q25, summary.median, summary.q75, summary.q90)
        if number is not None and summary.n >= SMALLEST_SPREAD
    ]
    group = f"les {LEVELS[spread.kind]} {'de l’extrait' if spread.is_extract else 'de France'}"
    drawing = Markup("")
    if len(numbers) == 5:
        shape = Distribution(*numbers)
        drawing = draw_strip(shape, None, place="", group=group, unit=symbol, decimals=indicator.decimals)
    return SpreadRow(
        level=LEVELS[spread.kind].capitalize(),
        year=spread.year,
        count=format_number(summary.n),
        quantiles=tuple(format_with_unit(number, "", indicator.decimals) for number in numbers),
        drawing=drawing,
        is_extract=spread.is_extract,
    )
