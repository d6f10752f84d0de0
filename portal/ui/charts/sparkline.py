"""Sparkline: the evolution of a figure in the space of two words.

Time is to scale, from the first year with a value to the last; the vertical scale is the series'
own, which is why no axis is drawn and why the description says the numbers. An absence leaves a gap,
a break in the series a dashed line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from markupsafe import Markup

from portal.kernel import french
from portal.kernel.figures import Figure, Status
from portal.ui.charts.svg import open_image, write_coordinate, write_title
from portal.ui.words import word_absence

_TOO_MUCH = 10  # « +4 000 % » says less than the two values
_MARGIN = 6.0
_LABELS = 16.0


class DatedFigure(Protocol):
    """What a series is made of: the points of portal.stats fit."""

    @property
    def year(self) -> int: ...
    @property
    def figure(self) -> Figure: ...


@dataclass(frozen=True, slots=True)
class _Known:
    year: int
    value: float
    is_break: bool


def draw_sparkline(
    points: Sequence[DatedFigure],
    *,
    label: str,
    unit: str = "",
    decimals: int = 0,
    compact: bool = False,
) -> Markup:
    """The drawing, or empty markup when fewer than two points have a value.

    ``points`` are in order of years. ``label`` names the figure in the drawing's title. ``compact``
    is for the row of a table: smaller, without the years, half the nodes.
    """
    runs = _split_runs(points)
    known = [one for run in runs for one in run]
    if len(known) < 2:
        return Markup("")
    width, height = (120, 32) if compact else (240, 64)
    place = _Placing(known, width, height - (0 if compact else _LABELS))
    title = f"{label}, évolution de {known[0].year} à {known[-1].year}"
    words = (
        describe_ends(known[0], known[-1], unit=unit, decimals=decimals)
        if compact
        else describe_series(points, unit=unit, decimals=decimals)
    )
    parts = [
        open_image("oc-spark oc-spark--compact" if compact else "oc-spark", width, height),
        write_title(f"{title}. {words}") if compact else write_title(title, words),
        *_draw_breaks(known, place),
        *_draw_runs(runs, place),
        _draw_end(known[-1], place),
        "" if compact else _draw_years(known, place, height),
        "</svg>",
    ]
    # The title is escaped above, the rest is made of numbers: marked once, a page has thirty of these.
    return Markup("".join(parts))  # noqa: S704


def _split_runs(points: Sequence[DatedFigure]) -> list[list[_Known]]:
    """Stretches of points that may be joined by a line."""
    runs: list[list[_Known]] = []
    for has_value, group in groupby(points, key=_has_value):
        if not has_value:
            continue
        run: list[_Known] = []
        for point in group:
            value = point.figure.value
            if value is None:
                continue
            one = _Known(point.year, value, point.figure.status is Status.BREAK)
            if one.is_break and run:
                runs.append(run)
                run = []
            run.append(one)
        runs.append(run)
    return runs


def _has_value(point: DatedFigure) -> bool:
    return point.figure.value is not None and math.isfinite(point.figure.value)


class _Placing:
    """Years and values to coordinates. A flat series lies in the middle."""

    def __init__(self, known: Sequence[_Known], width: float, height: float) -> None:
        values = [one.value for one in known]
        self._first = known[0].year
        self._years = max(known[-1].year - self._first, 1)
        self._low, self._span = min(values), max(values) - min(values)
        self._width = width - 2 * _MARGIN
        self.bottom = height - _MARGIN
        self._height = self.bottom - _MARGIN

    def x(self, year: int) -> float:
        return _MARGIN + self._width * (year - self._first) / self._years

    def y(self, value: float) -> float:
        share = (value - self._low) / self._span if self._span > 0 else 0.5
        return self.bottom - self._height * share

    def write(self, one: _Known) -> str:
        return f"{write_coordinate(self.x(one.year))} {write_coordinate(self.y(one.value))}"


def _draw_runs(runs: Sequence[Sequence[_Known]], place: _Placing) -> list[str]:
    """Lines, and points without a neighbour as dots: lines of no length with thick round ends."""
    lines = "".join("M" + "L".join(map(place.write, run)) for run in runs if len(run) > 1)
    dots = "".join(f"M{place.write(run[0])}h0" for run in runs if len(run) == 1)
    return [
        f'<path class="oc-spark__{name}" d="{data}"/>'
        for name, data in (("line", lines), ("dots", dots))
        if data
    ]


def _draw_breaks(known: Sequence[_Known], place: _Placing) -> list[str]:
    bottom = write_coordinate(place.bottom + 4)
    return [
        f'<path class="oc-spark__break" d="M{write_coordinate(place.x(one.year))} 2V{bottom}"/>'
        for one in known[1:]
        if one.is_break
    ]


def _draw_end(last: _Known, place: _Placing) -> str:
    x, y = write_coordinate(place.x(last.year)), write_coordinate(place.y(last.value))
    return f'<circle class="oc-spark__end" cx="{x}" cy="{y}" r="4"/>'


def _draw_years(known: Sequence[_Known], place: _Placing, height: float) -> str:
    row = write_coordinate(height - 3)
    left, right = write_coordinate(_MARGIN - 4), write_coordinate(place.x(known[-1].year) + 4)
    return (
        f'<text class="oc-spark__year" x="{left}" y="{row}">{known[0].year}</text>'
        f'<text class="oc-spark__year oc-spark__year--last" x="{right}" y="{row}">{known[-1].year}</text>'
    )


def describe_ends(first: _Known, last: _Known, *, unit: str, decimals: int) -> str:
    """The drawing of a table's row in a few words: the rest is in the file of the sheet."""
    start, end = (french.format_with_unit(one.value, unit, decimals) for one in (first, last))
    return f"De {start} en {first.year} à {end} en {last.year}."


def describe_series(points: Sequence[DatedFigure], *, unit: str = "", decimals: int = 0) -> str:
    """The drawing in one sentence: ends, change, extremes, and the years without a value.

    « De 208 033 hab. en 2012 à 225 081 hab. en 2022, soit +8,2 %. Maximum : … »
    """
    known = [one for run in _split_runs(points) for one in run]
    if not known:
        return "Aucune valeur connue."

    def words(one: _Known) -> str:
        return f"{french.format_with_unit(one.value, unit, decimals)} en {one.year}"

    first, last = known[0], known[-1]
    sentences = [f"{words(first)}."]
    if last is not first:
        sentences = [f"De {words(first)} à {words(last)}{_word_change(first, last, unit, decimals)}."]
        top, low = max(known, key=lambda one: one.value), min(known, key=lambda one: one.value)
        inner = [
            f"{name} : {words(one)}"
            for name, one in (("maximum", top), ("minimum", low))
            if one.value not in (first.value, last.value)
        ]
        if inner:
            text = " ; ".join(inner)
            sentences.append(text[0].upper() + text[1:] + ".")
    breaks = [str(one.year) for one in known[1:] if one.is_break]
    if breaks:
        sentences.append(f"Rupture de série en {french.join_words(breaks)}.")
    sentences += _word_gaps(points)
    return french.typeset(" ".join(sentences))


def _word_change(first: _Known, last: _Known, unit: str, decimals: int) -> str:
    """« , soit +8,2 % », in points for rates; nothing when a ratio would mean nothing."""
    change = last.value - first.value
    if not change:
        return ", sans changement"
    if unit == "%":
        size = french.format_number(change, max(decimals, 1), sign=True)
        return f", soit {size}{french.NO_BREAK_SPACE}{french.plural(change, 'point')}"
    if first.value <= 0 or last.value < 0 or change > _TOO_MUCH * first.value:
        return ""
    return f", soit {french.format_percent(100 * change / first.value, 1, sign=True)}"


def _word_gaps(points: Sequence[DatedFigure]) -> list[str]:
    absent = [point for point in points if not _has_value(point)]
    if not absent:
        return []
    by_reason: dict[str, list[str]] = {}
    for point in absent:
        by_reason.setdefault(word_absence(point.figure.absence).label, []).append(str(point.year))
    reasons = [f"{french.join_words(years)} ({reason})" for reason, years in by_reason.items()]
    return [f"Sans valeur : {' ; '.join(reasons)}."]
