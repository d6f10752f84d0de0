"""What a figure has become since a year, in the few words of a row."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from portal.kernel.french import format_number, format_percent
from portal.ui.sentences.measure import Measure, Register

_MOST_PERCENT: Final = 400.0
"""Beyond, a multiple is easier to grasp."""


def word_change(first: float, last: float, since: int, measure: Measure) -> str:
    """« +8,2 % depuis 2012 », « −1,3 point depuis 2017 », « stable depuis 2017 », « ×12 depuis 2012 ».

    Of the values as they are shown, so that the reader finds the same result. By difference for shares,
    ages and small counts, and where a value is negative; empty for categories.
    """
    if measure.register is Register.NONE:
        return ""
    start, end = measure.show(first), measure.show(last)
    if start == end:
        return _word_stable(since)
    if measure.register is Register.DIFFERENCE or start < measure.few or end < 0:
        return _word_difference(end - start, since, measure)
    change = 100.0 * (last - first) / first
    if change > _MOST_PERCENT:
        return f"×{format_number(last / first)} depuis {since}"
    tenths = math.floor(abs(change) * 10 + 0.5)
    return _word_percent(tenths if change > 0 else -tenths, since)


@lru_cache(maxsize=256)
def _word_stable(since: int) -> str:
    return f"stable depuis {since}"


@lru_cache(maxsize=32768)
def _word_percent(tenths: int, since: int) -> str:
    if not tenths:
        return f"presque stable depuis {since}"
    return f"{format_percent(tenths / 10, 1, sign=True)} depuis {since}"


@lru_cache(maxsize=32768)
def _word_difference(steps: int, since: int, measure: Measure) -> str:
    return f"{'+' if steps > 0 else '−'}{measure.write_gap(steps)} depuis {since}"
