"""What a row of a comparison says: values, differences with the column compared with, extremes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from markupsafe import escape

from portal.kernel.french import (
    NARROW_SPACE,
    NO_BREAK_SPACE,
    format_count,
    format_number,
    format_with_unit,
    typeset,
)
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import find_category, get_data_version
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.sentences import Measure, word_gap
from portal.web.comparison.asked import Selection

HIGHEST, LOWEST = "le plus haut", "le plus bas"
_MARKED_FROM = 3
_FAST_BELOW: Final = 10**12
_NEAR_A_TIE: Final = 1e-3
"""Of two columns the gap says it all."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How an indicator is written, worked out once: ``label`` is escaped."""

    measure: Measure
    label: str
    segment: str
    grows: bool
    is_categorical: bool
    write: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a page share: ``compared`` is the rank of the column that the others are told
    beside, ``marked`` the ranks among which the highest and the lowest are sought (no median, no mean).

    ``kinds``: the level of each column, for amounts of different levels do not compare. ``query`` ends the
    addresses of the pages of one indicator. ``sizes``: number and noun of the members of the groups of
    medians and means, by rank.
    """

    compared: int
    marked: tuple[int, ...]
    kinds: tuple[str, ...]
    query: str
    sizes: dict[int, tuple[int, str]]


_manners: dict[str, Manner] = {}
_catalogue_of_manners: Catalogue | None = None


def find_manner(indicator: Indicator) -> Manner:
    global _catalogue_of_manners  # noqa: PLW0603 - one value per process: safe between threads
    catalogue = get_catalogue()
    if _catalogue_of_manners is not catalogue:
        _manners.clear()
        _catalogue_of_manners = catalogue
    found = _manners.get(indicator.slug)
    if found is None:
        found = _manners[indicator.slug] = _build_manner(indicator, catalogue)
    return found


def _build_manner(indicator: Indicator, catalogue: Catalogue) -> Manner:
    unit = catalogue.units[indicator.unit]
    measure = Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)
    return Manner(
        measure,
        str(escape(typeset(indicator.label))),
        write_segment(indicator.slug),
        unit.grows_with_size,
        indicator.is_categorical,
        _make_writer(unit.symbol, indicator.decimals),
    )


def _make_writer(symbol: str, decimals: int) -> Callable[[float], str]:
    """« 12,5 % »: as ``format_with_unit`` does, looked up once for an indicator."""
    scale = 10**decimals
    pattern = f",.{decimals}f"
    tail = f"{NO_BREAK_SPACE}{symbol}" if symbol else ""
    if symbol in {"an", "ans"}:
        return partial(format_with_unit, unit=symbol, decimals=decimals)

    def write(value: float) -> str:
        scaled = value * scale
        if 1 <= scaled < _FAST_BELOW and abs(scaled % 1 - 0.5) > _NEAR_A_TIE:
            # Positive and far from a tie: the way of ``format_number``, without its calls.
            return format(value, pattern).replace(",", NARROW_SPACE).replace(".", ",") + tail
        return format_number(value, decimals) + tail

    return write


def build_frame(selection: Selection, sizes: dict[int, tuple[int, str]]) -> Frame:
    marked = tuple(rank for rank, one in enumerate(selection.columns) if not one.stat)
    query = selection.build_address("", theme="", indicators=(), has_charts=False)
    return Frame(
        selection.reference,
        marked if len(marked) >= _MARKED_FROM else (),
        tuple(one.kind for one in selection.columns),
        str(escape(query)),
        sizes,
    )


def write_value(indicator: Indicator, manner: Manner, figure: SideFigure) -> str:
    """« 12,5 % », or the label of a category. ``figure`` has a value."""
    value = figure.value
    if value is None:
        return ""
    if manner.is_categorical:
        return _name_category(get_data_version(), indicator.slug, value)
    return manner.write(value)


def write_values(indicator: Indicator, manner: Manner, row: Sequence[SideFigure]) -> list[str]:
    """The texts of a row; empty where there is no value."""
    if manner.is_categorical:
        return [write_value(indicator, manner, figure) for figure in row]
    write = manner.write
    return ["" if figure[1] is None else write(figure[1]) for figure in row]


@lru_cache(maxsize=4096)
def _name_category(version: str, slug: str, value: float) -> str:
    """The same until ``version`` changes."""
    found = find_category(slug, value)
    return found.label if found else format_number(value)


def word_gaps(manner: Manner, row: Sequence[SideFigure], frame: Frame) -> list[str]:
    """What each column is beside the one compared with, the same year; empty when nothing honest is said."""
    year, reference = row[frame.compared][:2]
    if reference is None or manner.is_categorical:
        return [""] * len(row)
    measure, kinds = manner.measure, frame.kinds
    kind = kinds[frame.compared] if manner.grows else ""
    gaps = [
        word_gap(figure[1], reference, measure)
        if figure[1] is not None and figure[0] == year and (not kind or kinds[rank] == kind)
        else ""
        for rank, figure in enumerate(row)
    ]
    gaps[frame.compared] = ""
    return gaps


def find_extremes(
    manner: Manner, row: Sequence[SideFigure], texts: Sequence[str], frame: Frame
) -> dict[int, tuple[str, str]]:
    """Rank → « high » or « low », and the words for it, of figures of one year. Values written alike are
    tied."""
    if manner.is_categorical:
        return {}
    if manner.grows and len({frame.kinds[rank] for rank in frame.marked}) > 1:
        return {}
    known = [rank for rank in frame.marked if row[rank][1] is not None]
    if len(known) < _MARKED_FROM or len({row[rank][0] for rank in known}) > 1:
        return {}
    values = [row[rank][1] for rank in known]
    low, high = texts[known[values.index(min(values))]], texts[known[values.index(max(values))]]  # type: ignore[type-var]
    if low == high:
        return {}
    found: dict[int, tuple[str, str]] = {}
    for side, words, text in (("high", HIGHEST, high), ("low", LOWEST, low)):
        ranks = [rank for rank in known if texts[rank] == text]
        if len(ranks) > len(known) // 2:
            continue
        tie = f"{NO_BREAK_SPACE}(ex æquo)" if len(ranks) > 1 else ""
        found |= dict.fromkeys(ranks, (side, f"{words}{tie}"))
    return found


def word_size(members: int, size: int, noun: str) -> list[str]:
    """Said when the median or the mean is of far fewer territories than the group has."""
    return [] if members * 10 >= size * 9 else [f"sur {format_count(members, noun)}"]
