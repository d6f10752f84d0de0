"""What a figure has become since a year, in words: between two dates, and as a direction."""

from __future__ import annotations

from typing import Final

from portal.kernel.french import APOSTROPHE, format_percent
from portal.ui.sentences.measure import Measure, Register

_PERCENT_BELOW: Final = 1.85
"""From there a percentage is harder to grasp than « doubler »."""
_VERBS: Final = (
    # From that ratio on.
    (2.95, "a triplé"),
    (2.05, "a plus que doublé"),
    (1.95, "a doublé"),
    (1.85, "a presque doublé"),
)
_TOO_MUCH: Final = 3.05
_FEW_COUNTED: Final = 100
"""Below that many, the two numbers say more than a percentage: « 12 habitants, contre 15 »."""
_DIRECTIONS: Final = {"rising": "tendance à la hausse", "falling": "tendance à la baisse"}


def write_evolution(
    first: float, last: float, measure: Measure, *, since: int, until: int, has_break: bool = False
) -> str:
    """« en hausse de 4,2 % depuis 2017 », « stable depuis 2017 », « a doublé depuis 2017 »,
    « passe de 0 € en 2017 à 120 € en 2023 ».

    By difference for shares, ages and indices. A base of zero, a change of sign, negative amounts and
    small counts have no percentage: both values are said. Empty for categories, and across a break of
    series (``has_break``), where nothing honest can be said.
    """
    if has_break or measure.register is Register.NONE or since >= until:
        return ""
    start, end = measure.show(first), measure.show(last)
    if start == end:
        return f"stable depuis {since}"
    if measure.register is Register.DIFFERENCE:
        return f"{_word_side(end - start)} de {measure.write_gap(end - start)} depuis {since}"
    few = _FEW_COUNTED * measure.scale if measure.dimension == "count" else measure.few
    if min(start, end) < few or last / first >= _TOO_MUCH:
        return f"passe de {measure.write(first)} en {since} à {measure.write(last)} en {until}"
    ratio = last / first
    for bound, verb in _VERBS:
        if ratio >= bound:
            return f"{verb} depuis {since}"
    percent = _write_percent(first, last)
    return f"{_word_side(end - start)} de {percent} depuis {since}" if percent else f"stable depuis {since}"


def write_since(first: float, last: float, since: int, measure: Measure) -> str:
    """After a number of people or things: « soit 4,2 % de plus qu’en 2017 », « contre 15 en 2013 »,
    « autant qu’en 2013 ».

    Empty when both are zero, and for what is no count.
    """
    if measure.register is not Register.RATIO or min(first, last) < 0:
        return ""
    start, end = measure.show(first), measure.show(last)
    if start == end:
        return f"autant qu{APOSTROPHE}en {since}" if end else ""
    few = _FEW_COUNTED * measure.scale
    if start < few or end < few or last / first >= _PERCENT_BELOW:
        amount = Measure(measure.dimension, "", measure.decimals).write(first)
        return f"contre {amount} en {since}"
    percent = _write_percent(first, last)
    if not percent:
        return f"presque autant qu{APOSTROPHE}en {since}"
    return f"soit {percent} de {'plus' if end > start else 'moins'} qu{APOSTROPHE}en {since}"


def _write_percent(first: float, last: float) -> str:
    """To a tenth under 10 %, in whole numbers above; empty when that is zero."""
    percent = abs(100.0 * (last - first) / first)
    text = format_percent(percent, 0 if percent >= 9.95 else 1)
    return "" if text.startswith("<") else text


def _word_side(change: int) -> str:
    return "en hausse" if change > 0 else "en baisse"


def write_trend(kind: str, *, since: int, slope: float, slope_pct: float | None, measure: Measure) -> str:
    """« tendance à la hausse depuis 2012, d’environ 1,2 % par an », « sans tendance nette depuis 2012 ».

    ``kind``: rising, falling, stable or unclear; ``slope`` in the unit of the figure a year, and
    ``slope_pct`` in percent of its middle value, as ``portal.stats.compute.trend`` gives them. Empty for
    an unknown kind and for categories.
    """
    if measure.register is Register.NONE:
        return ""
    if kind == "stable":
        return f"stable depuis {since}"
    if kind == "unclear":
        return f"sans tendance nette depuis {since}"
    direction = _DIRECTIONS.get(kind)
    if direction is None:
        return ""
    rate = _word_rate(slope, slope_pct, measure)
    return f"{direction} depuis {since}{rate}"


def _word_rate(slope: float, slope_pct: float | None, measure: Measure) -> str:
    if measure.register is Register.DIFFERENCE:
        steps = measure.show(abs(slope))
        return f", d{APOSTROPHE}environ {measure.write_gap(steps)} par an" if steps else ""
    if slope_pct is None:
        return ""
    return f", d{APOSTROPHE}environ {format_percent(abs(slope_pct), 1)} par an"
