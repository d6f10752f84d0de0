"""Series: one to twelve lines over years, with axes.

Lines are told apart by their dashes, by the shape of their points and by their names at their ends:
colour only adds to it. An absence leaves a gap, a break in the series a dashed upright and no line over
it; what is provisional or estimated is hollow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from portal.kernel.figures import Status
from portal.kernel.french import format_number, join_words
from portal.ui.charts.axes import (
    Scale,
    build_scale,
    choose_magnitude,
    choose_years,
    count_decimals,
    write_ticks,
    write_unit,
)
from portal.ui.charts.bands import Band, write_band
from portal.ui.charts.points import DatedFigure, Known, split_runs
from portal.ui.charts.shapes import COUNT, write_mark
from portal.ui.charts.sparkline import describe_series
from portal.ui.charts.svg import open_image, write_coordinate, write_title
from portal.ui.charts.text import LINE, measure, spread, wrap, write_text

WIDTH: Final = 440
_PLOT: Final = 180.0  # height between the first tick and the last
_TOP: Final = 34.0
_LABELS_AT_MOST: Final = 128.0
_HOLLOW: Final = frozenset({Status.PROVISIONAL, Status.ESTIMATED})
_BREAK: Final = "rupture de série"
_BANDS: Final = ("oc-chart__band", "oc-chart__band oc-chart__band--half")
_FEW: Final = 8


@dataclass(frozen=True, slots=True)
class Line:
    """``points`` by increasing year. ``is_main`` draws it heavier: the territory the page is about."""

    label: str
    points: Sequence[DatedFigure]
    is_main: bool = False


def draw_series(
    lines: Sequence[Line],
    *,
    title: str,
    unit: str = "",
    decimals: int = 0,
    bands: Sequence[Band] = (),
) -> Markup:
    """The drawing, or empty markup when no line has two known points.

    ``unit`` is the symbol; ``bands`` go behind the lines, the widest first, two at most. Raises ValueError
    beyond twelve lines: no one can follow them, and already few can follow more than eight.
    """
    if len(lines) > COUNT:
        raise ValueError(f"draw_series: {len(lines)} lines, {COUNT} at most; leave some out or draw two.")
    drawn = [_Drawn(rank, line, split_runs(line.points)) for rank, line in enumerate(lines)]
    if not any(len(one.known) > 1 for one in drawn):
        return Markup("")
    frame = _build_frame(drawn, bands, unit)
    rows = _list_legend(drawn, bands)
    height = frame.y.start + 26 + LINE * sum(len(words) for _, words in rows)
    words = describe_lines(lines, unit=unit, decimals=decimals)
    parts = [
        open_image("oc-chart", WIDTH, height),
        write_title(title, words),
        _draw_axes(frame, unit),
        *_draw_bands(frame, bands, {one.year for line in drawn for one in line.known}),
        *_draw_breaks(frame, drawn),
        *(_draw_line(frame, one) for one in drawn),
        *_draw_ends(frame, [one for one in drawn if one.known], unit, decimals),
        *_draw_legend(rows, frame.y.start + 26),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text was escaped where it was written


def describe_lines(lines: Sequence[Line], *, unit: str = "", decimals: int = 0) -> str:
    """The drawing in words: each line from its first year to its last, its extremes, gaps and breaks."""
    told = [(line.label, describe_series(line.points, unit=unit, decimals=decimals)) for line in lines]
    if len(told) == 1:
        return told[0][1]
    return " ".join(f"{label}\u00a0: {words[:1].lower()}{words[1:]}" for label, words in told)


class _Drawn(NamedTuple):
    rank: int
    line: Line
    runs: list[list[Known]]

    @property
    def known(self) -> list[Known]:
        return [one for run in self.runs for one in run]


@dataclass(frozen=True, slots=True)
class _Frame:
    x: Scale
    y: Scale
    right: float
    """Where the names of the lines begin."""


def _build_frame(drawn: Sequence[_Drawn], bands: Sequence[Band], unit: str) -> _Frame:
    values = [one.value for line in drawn for one in line.known]
    years = [one.year for line in drawn for one in line.known]
    for band in bands:
        bounds = [bound for bound in band.bounds if min(years) <= bound[0] <= max(years)]
        values += [value for _, low, high in bounds for value in (low, high)]
    plot = max(_PLOT, LINE * sum(len(_wrap_name(one.line.label, len(drawn))) for one in drawn))
    y = build_scale(values, _TOP + plot, _TOP)
    ticks = [words for _, words in write_ticks(y, choose_magnitude(y, unit))]
    left = 8 + max(map(measure, ticks))
    names = max(measure(one.line.label) for one in drawn) if len(drawn) > 1 else 7 * 6.7
    right = WIDTH - 12 - min(names, _LABELS_AT_MOST)
    x = Scale(min(years), max(*years, min(years) + 1), left + 6, right - 6, ())
    return _Frame(x, y, right)


def _draw_axes(frame: _Frame, unit: str) -> str:
    magnitude = choose_magnitude(frame.y, unit)
    left, right = write_coordinate(frame.x.start - 6), write_coordinate(frame.x.end + 6)
    written = write_ticks(frame.y, magnitude)
    grid = "".join(f"M{left} {write_coordinate(y)}H{right}" for y, _ in written)
    labels = "".join(
        write_text("oc-chart__tick", frame.x.start - 12, y + 4, words, "end") for y, words in written
    )
    first, last = int(frame.x.low), int(frame.x.high)
    room = int((frame.x.end - frame.x.start) / 38) + 1
    years = "".join(
        write_text("oc-chart__tick", frame.x.place(year), frame.y.start + 18, str(year), "middle")
        for year in choose_years(first, last, room)
    )
    heading = write_unit(frame.y, magnitude)
    above = write_text("oc-chart__tick", 0, 12, heading) if heading else ""
    zero = ""
    if frame.y.low < 0 < frame.y.high:
        zero = f'<path class="oc-chart__zero" d="M{left} {write_coordinate(frame.y.place(0))}H{right}"/>'
    return f'<path class="oc-chart__grid" d="{grid}"/>{zero}{labels}{years}{above}'


def _draw_bands(frame: _Frame, bands: Sequence[Band], years: set[int]) -> Iterator[str]:
    """The widest first; a narrower one over it is darker."""
    for rank, band in enumerate(bands):
        path = write_band(band, years, lambda year, value: _write_point(frame, year, value))
        if path:
            yield f'<path class="{_BANDS[rank]}" d="{path}"/>'


def _write_point(frame: _Frame, year: float, value: float) -> str:
    return _join(frame.x.place(year), frame.y.place(value))


def _join(x: float, y: float) -> str:
    return f"{write_coordinate(x)} {write_coordinate(y)}"


def _draw_breaks(frame: _Frame, drawn: Sequence[_Drawn]) -> Iterator[str]:
    """An upright between the last year before a break and the first after it."""
    years = {one.year for line in drawn for one in line.known[1:] if one.is_break}
    places = [frame.x.place(year - 0.5) for year in sorted(years)]
    free_from = 0.0
    for x in places:
        upright = f"M{_join(x, _TOP - 8)}V{write_coordinate(frame.y.start)}"
        yield f'<path class="oc-chart__break" d="{upright}"/>'
        # Its name ends at the upright when it would leave the drawing on the right.
        width = measure(_BREAK)
        start = x - 4 if x + width < WIDTH else x + 4 - width
        if start >= free_from:
            yield write_text("oc-chart__note", start, _TOP - 11, _BREAK)
            free_from = start + width + 8


def _draw_line(frame: _Frame, drawn: _Drawn) -> str:
    number = drawn.rank + 1
    path = "".join(
        f"M{'L'.join(_write_point(frame, one.year, one.value) for one in run)}"
        for run in drawn.runs
        if len(run) > 1
    )
    firm, hollow = "", ""
    for one in drawn.known:
        mark = write_mark(drawn.rank, frame.x.place(one.year), frame.y.place(one.value))
        if one.status in _HOLLOW:
            hollow += mark
        else:
            firm += mark
    main = " oc-chart__line--main" if drawn.line.is_main else ""
    return "".join(
        f'<path class="{css_class} oc-line-{number}{extra}" d="{d}"/>'
        for css_class, extra, d in (
            ("oc-chart__line", main, path),
            ("oc-chart__mark", "", firm),
            ("oc-chart__mark oc-chart__mark--hollow", "", hollow),
        )
        if d
    )


def _draw_ends(frame: _Frame, drawn: Sequence[_Drawn], unit: str, decimals: int) -> Iterator[str]:
    """The name of each line at its end, moved up or down so that none covers another."""
    words = []
    for one in drawn:
        last = one.known[-1]
        name = (
            _wrap_name(one.line.label, len(drawn))
            if len(drawn) > 1
            else [_write_end(last.value, frame, unit, decimals)]
        )
        words.append((frame.y.place(last.value), frame.x.place(last.year), one, name))
    words.sort(key=lambda entry: entry[0])
    tops = spread([(y, LINE * len(name)) for y, _, _, name in words], _TOP - 6, frame.y.start + 8)
    for top, (y, x, one, name) in zip(tops, words, strict=True):
        middle = top + LINE * len(name) / 2
        if abs(middle - y) > 8 or frame.x.end - x > 8:
            start, end = _join(x + 5, y), _join(frame.right + 1, middle)
            yield f'<path class="oc-chart__lead" d="M{start}L{end}"/>'
        for rank, text in enumerate(name):
            row = top + LINE * (rank + 0.5) + 4
            css_class = f"oc-chart__name oc-line-{one.rank + 1}"
            yield write_text(css_class, frame.right + 4, row, text)


def _wrap_name(label: str, lines: int) -> list[str]:
    """On two rows, or one where lines are many."""
    return wrap(label, _LABELS_AT_MOST, 2 if lines <= _FEW else 1)


def _write_end(value: float, frame: _Frame, unit: str, decimals: int) -> str:
    """As precise as the ticks when they are in millions: « 2,55 » between 2,54 and 2,56."""
    magnitude = choose_magnitude(frame.y, unit)
    if magnitude.size > 1:
        return format_number(value / magnitude.size, max(1, count_decimals(frame.y, magnitude)))
    return format_number(value, decimals)


def _list_legend(drawn: Sequence[_Drawn], bands: Sequence[Band]) -> list[tuple[str, list[str]]]:
    """(class of the sample, lines of words) of what has no name in the drawing itself."""
    rows = [(_BANDS[rank], wrap(band.label, WIDTH - 30)) for rank, band in enumerate(bands)]
    statuses = {one.status for line in drawn for one in line.known} & _HOLLOW
    if statuses:
        names = {Status.PROVISIONAL: "provisoire", Status.ESTIMATED: "estimé"}
        words = join_words([names[one] for one in names if one in statuses], "ou")
        rows.append(("oc-chart__mark oc-chart__mark--hollow oc-line-1", [words]))
    return rows


def _draw_legend(rows: Sequence[tuple[str, list[str]]], y: float) -> Iterator[str]:
    for css_class, words in rows:
        middle = y + LINE / 2
        if "mark" in css_class:
            yield f'<path class="{escape(css_class)}" d="{write_mark(0, 10, middle)}"/>'
        else:
            yield f'<path class="{escape(css_class)}" d="M0 {write_coordinate(middle - 5)}h20v10h-20z"/>'
        for rank, text in enumerate(words):
            yield write_text("oc-chart__note", 26, y + LINE * rank + 11, text)
        y += LINE * len(words)
