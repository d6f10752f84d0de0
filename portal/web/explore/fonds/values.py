"""Values of an indicator in the order of the contours: what colours a map, and plays its years."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import typeset
from portal.stats.queries.categories import list_categories
from portal.stats.queries.exploring import ZoneYears, read_zone_years
from portal.stats.queries.versions import get_version_key
from portal.territories.queries.contours import order_by_place
from portal.ui.maps.classes import Method
from portal.ui.maps.painting import PaintedClass, paint, round_as_written
from portal.ui.words import ABSENCES, STATUSES
from portal.web.explore.reading import Explored

Floats = NDArray[np.float64]

CELLS_AT_ONCE: Final = 60_000
"""Values in one answer; beyond, one year of them."""


@dataclass(frozen=True, eq=False)
class OrderedYears:
    """Years of the territories of ``explored`` in the order of its contours; values as they are shown."""

    years: ZoneYears
    shown: Floats
    """[years, territories]."""


def present_values(explored: Explored) -> dict[str, Any]:
    """The object that JSON writes. Raises nothing for an indicator with no figure online: it has no year."""
    indicator = explored.indicator
    ordered = order_years(explored)
    every_year = ordered.years.years
    is_whole = ordered.shown.size <= CELLS_AT_ONCE
    wanted = [rank for rank, year in enumerate(every_year) if is_whole or year == explored.year]
    return {
        "indicator": indicator.slug,
        "label": typeset(indicator.label),
        "unit": explored.unit,
        "decimals": indicator.decimals,
        "zone": explored.zone.key,
        "level": explored.level,
        "nouns": explored.nouns,
        "version": get_version_key(),
        "year": explored.year,
        "years": every_year,
        "datasets": ordered.years.datasets,
        "classes": [[one.key, one.least, one.most] for one in cut_fixed(explored, ordered)],
        "categories": {str(one.value): typeset(one.label) for one in list_categories(indicator.slug)},
        "absences": {str(int(key)): words.label for key, words in ABSENCES.items()},
        "statuses": {str(int(key)): words.label for key, words in STATUSES.items()},
        "shown": [_write_year(ordered, rank, indicator.decimals) for rank in wanted],
    }


def cut_fixed(explored: Explored, ordered: OrderedYears) -> tuple[PaintedClass, ...]:
    """Classes of all the years together, so that a colour means the same in each; none for categories."""
    asked, indicator = explored.asked, explored.indicator
    if indicator.is_categorical:
        return ()
    painting = paint(
        ordered.years.values.ravel(),
        ordered.years.absence.ravel(),
        decimals=indicator.decimals,
        at_most=asked.classes,
        method=cast(Method, asked.method),
    )
    return painting.classes


def order_years(explored: Explored) -> OrderedYears:
    """All years of what is explored, in the order of the contours."""
    positions = order_by_place(explored.level, explored.positions)
    years = read_zone_years(explored.indicator.slug, explored.level, positions)
    is_coded = explored.indicator.is_categorical
    return OrderedYears(
        years, years.values if is_coded else round_values(years.values, explored.indicator.decimals)
    )


def round_values(values: Floats, decimals: int) -> Floats:
    """Values as people read them; NaN stays.

    What would be written « < 0,1 » becomes a tenth of that bound, with its sign: it is not zero.
    """
    rounded = round_as_written(values, decimals)
    is_tiny = (rounded == 0) & (values != 0)
    rounded[is_tiny] = np.copysign(10.0 ** -(decimals + 1), values[is_tiny])
    return rounded


def _write_year(ordered: OrderedYears, rank: int, decimals: int) -> dict[str, Any]:
    """``values``: null where ``absences`` has a digit other than 0, which ``absences`` above names; both
    texts have one digit a territory, and are empty where all are 0."""
    years = ordered.years
    return {
        "year": years.years[rank],
        "values": write_numbers(ordered.shown[rank], decimals),
        "absences": _write_digits(years.absence[rank]),
        "statuses": _write_digits(years.status[rank]),
    }


def write_numbers(values: Floats, decimals: int) -> list[float | None]:
    """Whole numbers without a fraction, None for NaN."""
    return [_write_number(value, decimals) for value in values.tolist()]


def _write_number(value: float, decimals: int) -> float | None:
    if isnan(value):
        return None
    return int(value) if value == int(value) else round(value, decimals + 1)


def _write_digits(codes: NDArray[np.uint8]) -> str:
    return "".join(map(str, codes.tolist())) if codes.any() else ""
