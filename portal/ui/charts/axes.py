"""Scales: where values go, which few of them are written beside the drawing, and in which unit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import NO_BREAK_SPACE, format_large, format_number

_STEPS: Final = (1, 2, 2.5, 5, 10)
_NEAR_ZERO: Final = 0.4
"""An axis whose lowest value is under this share of the highest starts from zero: it costs little."""


@dataclass(frozen=True, slots=True)
class Scale:
    """``place`` takes a value between ``low`` and ``high`` to a coordinate between ``start`` and ``end``."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    @property
    def has_zero(self) -> bool:
        return self.low <= 0 <= self.high


def build_scale(values: Iterable[float], start: float, end: float, *, from_zero: bool = False) -> Scale:
    """A scale with three to six round ticks that holds all these values (at least one).

    ``from_zero`` puts zero on it whatever they are, as the length of bars requires.
    """
    known = list(values)
    low, high = min(known), max(known)
    if from_zero or 0 <= low < _NEAR_ZERO * high or _NEAR_ZERO * low < high <= 0:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9 * max(abs(high), abs(low)) or high == low:
        room = abs(high) / 10 or 1.0
        low, high = (low if low == 0 else low - room), high + room
    step = _choose_step((high - low) / 4)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(rank * step for rank in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


class LogScale(Scale):
    """Each tick is ten times the one before; values are above zero."""

    def place(self, value: float) -> float:
        low = math.log10(self.low)
        part = (math.log10(max(value, self.low)) - low) / (math.log10(self.high) - low)
        return self.start + (self.end - self.start) * part


def build_log_scale(values: Iterable[float], start: float, end: float) -> LogScale:
    """A scale of whole decades that holds all these values. Raises ValueError for one that is not above
    zero."""
    known = list(values)
    if min(known) <= 0:
        raise ValueError(f"logarithmic scale: values above zero expected, {min(known)!r} found.")
    first, last = math.floor(math.log10(min(known)) + 1e-9), math.ceil(math.log10(max(known)) - 1e-9)
    ticks = tuple(10.0**power for power in range(first, max(last, first + 1) + 1))
    return LogScale(ticks[0], ticks[-1], start, end, ticks)


def _choose_step(rough: float) -> float:
    size = 10.0 ** math.floor(math.log10(rough))
    return float(next(size * step for step in _STEPS if size * step >= rough * 0.999))


@dataclass(frozen=True, slots=True)
class Magnitude:
    """In what the ticks are counted: « M€ », « milliers (hab.) »; ``size`` is 1 for the unit itself."""

    size: float
    unit: str


def choose_magnitude(scale: Scale, unit: str) -> Magnitude:
    """Large numbers are written in millions or milliards; a tick has five characters at most."""
    if isinstance(scale, LogScale):
        return Magnitude(1.0, unit)
    largest = max(abs(scale.low), abs(scale.high))
    for size, euros, words in ((1e9, "Md€", "milliards"), (1e6, "M€", "millions")):
        if largest >= size:
            return Magnitude(size, euros if unit == "€" else f"{words} ({unit})" if unit else words)
    return Magnitude(1.0, unit)


def write_ticks(scale: Scale, magnitude: Magnitude) -> list[tuple[float, str]]:
    """Coordinate and words of each tick."""
    if isinstance(scale, LogScale):
        return [(scale.place(tick), _write_power(tick)) for tick in scale.ticks]
    decimals = count_decimals(scale, magnitude)
    return [
        (scale.place(tick), format_number(round(tick / magnitude.size, 9), decimals)) for tick in scale.ticks
    ]


def _write_power(tick: float) -> str:
    """« 0,01 », « 1 000 », « 10 millions »: each tick in its own size."""
    return format_large(tick) if tick >= 1 else format_number(tick, -math.floor(math.log10(tick) + 1e-9))


def count_decimals(scale: Scale, magnitude: Magnitude) -> int:
    """As many as it takes to tell the ticks apart, four at most."""
    step = (scale.ticks[1] - scale.ticks[0]) / magnitude.size
    return next((count for count in range(5) if abs(step * 10**count - round(step * 10**count)) < 1e-6), 4)


def choose_years(first: int, last: int, room: int) -> list[int]:
    """At most ``room`` years to write under a drawing, the last one always, evenly spaced before it."""
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) // step < max(room, 1))
    return list(range(last, first - 1, -step))[::-1]


def write_unit(scale: Scale, magnitude: Magnitude) -> str:
    """Above the axis; a reader is warned of an axis that does not start from zero."""
    warning = "" if scale.has_zero else f"l’axe ne part pas de{NO_BREAK_SPACE}zéro"
    return ", ".join(filter(None, [magnitude.unit, warning]))
