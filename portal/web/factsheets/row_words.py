"""What the rows of a kind of territory have in common: written once for a snapshot of the figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.boards import BoardPlan
from portal.ui.rows import start_row
from portal.ui.sentences import Measure
from portal.web.factsheets.figures import write_label

INDICATORS_SEGMENT: Final = "indicateurs"
"""Under the address of a sheet, the pages of its figures one by one."""

Floats = npt.NDArray[np.float64]


class RowWords(NamedTuple):
    """What the rows of an indicator share, whatever the territory. ``measure`` is None for categories.

    ``texts``: small values already written, by how they are shown; one for all indicators of a unit.
    """

    before: str
    after: str
    measure: Measure | None
    texts: dict[int, str]


@dataclass(frozen=True, eq=False)
class PlanWords:
    """What is written once for a plan: its indicators, the years of its cells, how values are scaled."""

    rows: list[RowWords]
    years: list[str]
    scales: Floats


@lru_cache(maxsize=8)
def get_plan_words(plan: BoardPlan) -> PlanWords:
    texts: dict[tuple[str, int], dict[int, str]] = {}
    rows = [_build_row_words(one, texts) for one in plan.indicators]
    scales = np.array([row.measure.scale if row.measure else 1.0 for row in rows])
    return PlanWords(rows, [f"{place.year}" for place in plan.places], scales)


def _build_row_words(indicator: Indicator, texts: dict[tuple[str, int], dict[int, str]]) -> RowWords:
    unit, segment = get_catalogue().units[indicator.unit], write_segment(indicator.slug)
    before, after = start_row(segment, write_label(indicator.label), f"/{INDICATORS_SEGMENT}/{segment}")
    measure = None
    if not indicator.is_categorical:
        measure = Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)
    return RowWords(before, after, measure, texts.setdefault((unit.symbol, indicator.decimals), {}))
