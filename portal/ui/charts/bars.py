"""Bars: one value each for up to twenty territories, on one scale that has zero.

Name and value above each bar, so that both are read on a phone; an absence is written in words, and has
no bar; negative values go to the left of zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Figure
from portal.kernel.french import format_with_unit
from portal.ui.charts.axes import Scale
from portal.ui.charts.svg import open_image, write_box, write_coordinate, write_title
from portal.ui.charts.text import measure, wrap, write_text
from portal.ui.words import find_status_wording, word_absence

WIDTH: Final = 440
BARS_AT_MOST: Final = 20
_ROW: Final = 38.0
_BAR: Final = 13.0


@dataclass(frozen=True, slots=True)
class Bar:
    """``note`` follows the value: « 2022 » when years differ. ``is_main`` is the territory of the page;
    ``is_reference`` a median or a mean, drawn hollow."""

    label: str
    figure: Figure
    note: str = ""
    is_main: bool = False
    is_reference: bool = False


def draw_bars(bars: Sequence[Bar], *, title: str, unit: str = "", decimals: int = 0) -> Markup:
    """The drawing, or empty markup when no bar has a value. Raises ValueError beyond twenty bars."""
    if len(bars) > BARS_AT_MOST:
        raise ValueError(f"draw_bars: {len(bars)} bars, {BARS_AT_MOST} at most.")
    known = [value for bar in bars if (value := _find_value(bar)) is not None]
    if not known:
        return Markup("")
    low, high = min(0.0, *known), max(0.0, *known)
    scale = Scale(low, high if high > low else low + 1, 1, WIDTH - 1, ())
    rows = "".join(_draw_row(bar, scale, _ROW * rank, unit, decimals) for rank, bar in enumerate(bars))
    height = _ROW * len(bars)
    x = write_coordinate(scale.place(0))
    upright = "".join(f"M{x} {write_coordinate(_ROW * rank + 16)}v{_BAR + 6:g}" for rank in range(len(bars)))
    zero = f'<path class="oc-chart__zero" d="{upright}"/>'
    words = describe_bars(bars, unit=unit, decimals=decimals)
    return Markup(  # noqa: S704 - every text was escaped where it was written
        f"{open_image('oc-chart', WIDTH, height)}{write_title(title, words)}{zero}{rows}</svg>"
    )


def describe_bars(bars: Sequence[Bar], *, unit: str = "", decimals: int = 0) -> str:
    """« Rennes : 227 830 hab. ; Brest : secret statistique. »"""
    return "\u202f; ".join(f"{bar.label}\u00a0: {_write(bar, unit, decimals)}" for bar in bars) + "."


def _find_value(bar: Bar) -> float | None:
    value = bar.figure.value
    return value if value is not None and math.isfinite(value) else None


def _write(bar: Bar, unit: str, decimals: int) -> str:
    value = _find_value(bar)
    if value is None:
        return word_absence(bar.figure.absence).label
    status = find_status_wording(bar.figure.status)
    notes = ", ".join(filter(None, [bar.note, status.label if status else ""]))
    return format_with_unit(value, unit, decimals) + (f" ({notes})" if notes else "")


def _draw_row(bar: Bar, scale: Scale, top: float, unit: str, decimals: int) -> str:
    words, value = _write(bar, unit, decimals), _find_value(bar)
    [name] = wrap(bar.label, WIDTH - 12 - measure(words), 1)
    css_class = "oc-chart__label" if bar.is_main else "oc-chart__note"
    drawn = write_text(css_class, 0, top + 14, name) + write_text(
        "oc-chart__value" if value is not None else "oc-chart__note", WIDTH, top + 14, words, "end"
    )
    if value is None:
        return drawn
    left, right = sorted((scale.place(0), scale.place(value)))
    kind = "main" if bar.is_main else "reference" if bar.is_reference else "other"
    box = write_box(left, top + 19, right - left, _BAR)
    return f'{drawn}<rect class="oc-bar oc-bar--{kind}" {box}/>'
