"""Bins of a distribution: round bounds, few of them, long tails gathered at the ends.

Width by Freedman and Diaconis ("On the histogram as a density estimator", 1981: twice the interquartile
range over the cube root of the number of values), rounded to 1, 2 or 5, for eight to forty bins. Where
forty bins of that width cannot hold everything, the lowest and the highest fiftieth are gathered.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import format_number, format_with_unit

Floats = NDArray[np.float64]
FEWEST: Final = 8
MOST: Final = 40
_TAIL: Final = 0.02
_NEAR: Final = 4
"""A tail that this many bins would hold is shown whole."""
_ROUND: Final = (1, 2, 5)
_SLACK: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """Values from ``low`` to ``high``, which is left to the next bin; the last bin holds its own ``high``.

    A gathered end is infinite on its side. ``is_single``: of one value only, ``low``.
    """

    low: float
    high: float
    count: int
    is_single: bool = False

    @property
    def is_gathered(self) -> bool:
        return math.isinf(self.low) or math.isinf(self.high)


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins by increasing value, ``step`` wide but for gathered ends; none without a value, and one of a
    single value when all are equal. ``decimals`` is what their bounds need."""

    bins: tuple[Bin, ...]
    step: float
    decimals: int

    @property
    def total(self) -> int:
        return sum(one.count for one in self.bins)

    def find(self, value: float) -> int:
        """Rank of the bin of a value that was counted."""
        starts = [one.low for one in self.bins[1:]]
        return int(np.searchsorted(starts, value, side="right"))


def cut_bins(values: Floats, decimals: int = 0) -> Bins:
    """The bins of these values; NaN and infinities are absent. ``decimals``: those that values show, for
    no bin is finer than what is shown."""
    known = np.sort(values[np.isfinite(values)])
    if not len(known):
        return Bins((), 0.0, decimals)
    least, most = float(known[0]), float(known[-1])
    if least == most:
        return Bins((Bin(least, most, len(known), is_single=True),), 0.0, decimals)
    frame = _choose_frame(known, 10.0**-decimals)
    places = max(0, -math.floor(math.log10(frame.step) + _SLACK))
    bounds = [round(rank * frame.step, places) for rank in range(frame.first, frame.last + 1)]
    starts = [-math.inf] * frame.gathers_low + bounds[:-1] + [bounds[-1]] * frame.gathers_high
    ends = [bounds[0]] * frame.gathers_low + bounds[1:] + [math.inf] * frame.gathers_high
    # What is on a bound belongs to the bin above it, in spite of the last digits of floats.
    places_of = np.searchsorted(np.array(starts[1:]), known + _SLACK * frame.step, side="right")
    counts = np.bincount(places_of, minlength=len(starts))
    found = zip(starts, ends, counts.tolist(), strict=True)
    return Bins(tuple(Bin(*one, is_single=frame.is_discrete) for one in found), frame.step, places)


@dataclass(frozen=True, slots=True)
class _Frame:
    """Bins from ``first`` to ``last`` steps, and what is gathered beyond them."""

    step: float
    first: int
    last: int
    gathers_low: bool
    gathers_high: bool
    is_discrete: bool

    @property
    def count(self) -> int:
        return self.last - self.first + self.gathers_low + self.gathers_high


def _choose_frame(known: Floats, finest: float) -> _Frame:
    """Among round steps that make eight to forty bins, the nearest to that of Freedman and Diaconis."""
    low, lower, upper, high = np.quantile(known, (_TAIL, 0.25, 0.75, 1 - _TAIL)).tolist()
    core = (high - low) or float(known[-1] - known[0])
    ideal = 2 * (upper - lower) / len(known) ** (1 / 3) or core / 20
    ends = (low, high) if high > low else (float(known[0]), float(known[-1]))
    frames = [_build_frame(known, ends, step, finest) for step in _list_steps(core, finest)]
    fitting = [one for one in frames if FEWEST <= one.count <= MOST]
    if fitting:
        return min(fitting, key=lambda one: abs(math.log(one.step / ideal)))
    few = [one for one in frames if one.count <= MOST]  # no finer than what is shown
    return max(few, key=lambda one: one.count) if few else frames[-1]


def _list_steps(core: float, finest: float) -> Iterator[float]:
    """Round steps around those that part ``core`` in eight to forty, none under ``finest``."""
    power = math.floor(math.log10(core / MOST)) - 1
    listed = [factor * 10.0**exponent for exponent in range(power, power + 4) for factor in _ROUND]
    yield from [step for step in listed if step >= finest * (1 - _SLACK)] or [finest]


def _build_frame(known: Floats, ends: tuple[float, float], step: float, finest: float) -> _Frame:
    is_discrete = math.isclose(step, finest) and bool(
        np.all(np.abs(known / step - np.round(known / step)) < 1e-6)
    )
    first, last = _floor(float(known[0]), step), _close(float(known[-1]), step, is_discrete)
    low, high = _floor(ends[0], step), _close(ends[1], step, is_discrete)
    is_wide = last - first > MOST
    cuts_low, cuts_high = is_wide and low - first > _NEAR, is_wide and last - high > _NEAR
    return _Frame(
        step, low if cuts_low else first, high if cuts_high else last, cuts_low, cuts_high, is_discrete
    )


def _floor(value: float, step: float) -> int:
    return math.floor(value / step + _SLACK)


def _close(value: float, step: float, is_discrete: bool) -> int:
    """The bound at or above a value; above it where each bin is one value."""
    return round(value / step) + 1 if is_discrete else math.ceil(value / step - _SLACK)


def word_bin(bins: Bins, rank: int, unit: str = "") -> str:
    """« de 100 à moins de 200 hab. », « moins de 0 € », « 10 000 hab. et plus », « 3 »; the last one holds
    its upper bound: « de 90 à 100 % »."""
    one, places = bins.bins[rank], bins.decimals
    if one.is_single and not one.is_gathered:
        return format_with_unit(one.low, unit, places)
    if math.isinf(one.low):
        return f"moins de {format_with_unit(one.high, unit, places)}"
    if math.isinf(one.high):
        return f"{format_with_unit(one.low, unit, places)} et plus"
    until = "" if rank == len(bins.bins) - 1 else "moins de "
    return f"de {format_number(one.low, places)} à {until}{format_with_unit(one.high, unit, places)}"
