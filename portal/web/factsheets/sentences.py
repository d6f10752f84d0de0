"""Sentences that compare a figure with the middle of its group, in plain and careful French.

Two registers: what is a share, an age or an index is told by a difference (« 3,2 points de plus
que »); what is an amount or a count by a ratio (« environ 20 % de plus que », « près du double
de »), or plainly (« bien au-dessous de ») when no ratio means anything. When nothing is honest (no
reference, a reference of zero, too small a group), there is no sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_number, format_with_unit, plural, round_half_up

SMALLEST_GROUP: Final = 5
"""Below this number of territories, a median says nothing worth a sentence."""

_BY_DIFFERENCE: Final = frozenset({"share", "time", "index"})

_RATIOS: Final[tuple[tuple[float, str], ...]] = (
    # Lower bound of the ratio value / reference → the words, read « … la médiane ».
    (1.90, "environ le double de"),
    (1.80, "près du double de"),
    (1.55, "{percent}"),
    (1.45, "environ une fois et demie"),
    (1.08, "{percent}"),
    (1.02, "un peu plus que"),
    (0.98, "comparable à"),
    (0.92, "un peu moins que"),
    (0.55, "{percent}"),
    (0.45, "environ la moitié de"),
    (0.37, "{percent}"),
    (0.30, "environ un tiers de"),
    (0.28, "{percent}"),
    (0.22, "environ un quart de"),
)
_MANY_TIMES: Final = 2.2
_MANY_TIMES_LESS: Final = 0.22
_FAR: Final = 10.0
"""From that ratio on, either way, a multiple tells nothing more than « bien au-dessus »."""
_FEW: Final = 10
"""Below that many, a ratio of two counts is noise: 2 elected officials are not « 35 % fewer » than 3."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is written: ``dimension``, ``symbol`` and ``difference`` are its unit's."""

    dimension: str
    symbol: str
    decimals: int
    difference: str = ""


def write_comparison(
    value: float, reference: float | None, group: str, measure: Measure, *, size: int
) -> str:
    """« environ 20 % de plus que la médiane des communes du département (1 234 €) ».

    ``reference`` is the median of the ``size`` territories of ``group`` (« des communes du
    département ») for the same year as ``value``. Empty when nothing honest can be said.
    """
    if reference is None or size < SMALLEST_GROUP or measure.dimension == "code":
        return ""
    if not round_half_up(reference, measure.decimals):
        return ""
    words = _choose_words(value, reference, measure)
    middle = format_with_unit(reference, measure.symbol, measure.decimals)
    return f"{words} la médiane {group} ({middle})"


def _choose_words(value: float, reference: float, measure: Measure) -> str:
    if _look_equal(value, reference, measure.decimals):
        return "comparable à"
    if measure.dimension in _BY_DIFFERENCE or reference < 0 or value < 0:
        return _word_difference(value, reference, measure)
    ratio = value / reference
    if ratio >= _FAR:
        return "bien au-dessus de"
    if ratio <= 1 / _FAR:
        return "bien au-dessous de"
    if measure.dimension == "count" and min(value, reference) < _FEW:
        return "au-dessus de" if ratio > 1 else "au-dessous de"
    return _word_ratio(ratio)


def _look_equal(value: float, reference: float, decimals: int) -> bool:
    """Two values written the same way are not told apart."""
    return round_half_up(value, decimals) == round_half_up(reference, decimals)


def _word_difference(value: float, reference: float, measure: Measure) -> str:
    """Of the numbers as they are shown, so that the reader finds the same result."""
    shown = round_half_up(value, measure.decimals) - round_half_up(reference, measure.decimals)
    unit = measure.difference or measure.symbol
    gap = abs(float(shown))
    if unit == "points":
        unit = plural(gap, "point")
    amount = format_with_unit(gap, unit, measure.decimals)
    return f"{amount} de {'plus' if shown > 0 else 'moins'} que"


def _word_ratio(ratio: float) -> str:
    if ratio >= _MANY_TIMES:
        return f"environ {_write_times(ratio)} fois"
    if ratio < _MANY_TIMES_LESS:
        return f"environ {_write_times(1 / ratio)} fois moins que"
    words = next(words for bound, words in _RATIOS if ratio >= bound)
    return words.format(percent=_word_percent(ratio))


def _word_percent(ratio: float) -> str:
    """To the nearest 5 %: what is more precise is in the table."""
    rounded = int(round_half_up(abs(ratio - 1) * 20)) * 5
    return f"environ {format_with_unit(rounded, '%')} de {'plus' if ratio > 1 else 'moins'} que"


def _write_times(times: float) -> str:
    """« 2,5 », « 7 »: halves below 5, then units."""
    step = 2 if times < 5 else 1
    rounded = round_half_up(times * step) / step
    return format_number(float(rounded), 0 if rounded == rounded.to_integral_value() else 1)


def capitalise(sentence: str) -> str:
    """With a capital at its first letter, the rest as it was."""
    return sentence[:1].upper() + sentence[1:]
