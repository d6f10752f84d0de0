"""Sparkline: the evolution of a figure in the space of two words.

Time is to scale, from the first year with a value to the last; the vertical scale is the series'
own, which is why no axis is drawn and why the description says the numbers. An absence leaves a gap,
a break in the series a dashed line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from portal.kernel import french
from portal.ui.charts.points import DatedFigure, Known, has_value, split_runs
from portal.ui.charts.svg import open_image, write_coordinate, write_title
from portal.ui.words import word_absence

_TOO_MUCH = 10  # « +4 000 % » says less than the two values
_MARGIN = 6.0
_LABELS = 16.0
_WIDTH, _HEIGHT = 240, 64
_COMPACT_WIDTH, _COMPACT_HEIGHT = 120, 32
_OPEN: Final = open_image("oc-spark", _WIDTH, _HEIGHT)
_OPEN_COMPACT: Final = open_image("oc-spark oc-spark--compact", _COMPACT_WIDTH, _COMPACT_HEIGHT)
_NOTHING: Final = Markup("")
_SEMICOLON: Final = f"{french.NARROW_SPACE}; "


class _Spot(NamedTuple):
    """Where a known value is drawn, as the drawing writes it."""

    x: str
    y: str


def draw_sparkline(
    points: Sequence[DatedFigure],
    *,
    label: str,
    unit: str = "",
    decimals: int = 0,
    compact: bool = False,
    described: bool = True,
) -> Markup:
    """The drawing, or empty markup when fewer than two points have a value.

    ``points`` are in order of years. ``label`` names the figure in the drawing's title. ``compact``
    is for the row of a table: smaller, without the years, half the nodes. Not
    ``described`` where sentences beside it already tell the value and its evolution.
    """
    runs = split_runs(points)
    known = runs[0] if len(runs) == 1 else [one for run in runs for one in run]
    if len(known) < 2:
        return _NOTHING
    first, last = known[0], known[-1]
    bottom = (_COMPACT_HEIGHT if compact else _HEIGHT - _LABELS) - _MARGIN
    spots = _place(known, _COMPACT_WIDTH if compact else _WIDTH, bottom)
    title = f"{label}, évolution de {first.year} à {last.year}"
    drawn = _draw_breaks(known, spots, bottom) + _draw_runs(runs, spots) + _draw_end(spots[-1])
    # What is text is escaped, the rest is made of numbers: marked once, a page has thirty of these.
    if compact:
        ends = describe_ends(first, last, unit=unit, decimals=decimals)
        return Markup(f"{_OPEN_COMPACT}<title>{escape(f'{title}. {ends}')}</title>{drawn}</svg>")  # noqa: S704
    words = _describe(points, known, unit, decimals) if described else ""
    return Markup(f"{_OPEN}{write_title(title, words)}{drawn}{_draw_years(first, last, spots)}</svg>")  # noqa: S704


def _place(known: Sequence[Known], width: float, bottom: float) -> list[_Spot]:
    """Years and values to coordinates. A flat series lies in the middle."""
    values = [one.value for one in known]
    low, first = min(values), known[0].year
    span, years = max(values) - low, max(known[-1].year - first, 1)
    wide, high = width - 2 * _MARGIN, bottom - _MARGIN
    return [
        _Spot(
            write_coordinate(_MARGIN + wide * (one.year - first) / years),
            write_coordinate(bottom - high * ((one.value - low) / span if span > 0 else 0.5)),
        )
        for one in known
    ]


def _draw_runs(runs: Sequence[Sequence[Known]], spots: Sequence[_Spot]) -> str:
    """Lines, and points without a neighbour as dots: lines of no length with thick round ends."""
    lines = dots = ""
    start = 0
    for run in runs:
        drawn = [f"{x} {y}" for x, y in spots[start : start + len(run)]]
        start += len(run)
        if len(run) > 1:
            lines += f"M{'L'.join(drawn)}"
        else:
            dots += f"M{drawn[0]}h0"
    line = f'<path class="oc-spark__line" d="{lines}"/>' if lines else ""
    return f'{line}<path class="oc-spark__dots" d="{dots}"/>' if dots else line


def _draw_breaks(known: Sequence[Known], spots: Sequence[_Spot], bottom: float) -> str:
    low = write_coordinate(bottom + 4)
    broken = [spot for one, spot in zip(known[1:], spots[1:], strict=True) if one.is_break]
    return "".join(f'<path class="oc-spark__break" d="M{spot.x} 2V{low}"/>' for spot in broken)


def _draw_end(last: _Spot) -> str:
    return f'<circle class="oc-spark__end" cx="{last.x}" cy="{last.y}" r="4"/>'


def _draw_years(first: Known, last: Known, spots: Sequence[_Spot]) -> str:
    row, left = write_coordinate(_HEIGHT - 3), write_coordinate(_MARGIN - 4)
    right = write_coordinate(float(spots[-1].x) + 4)
    return (
        f'<text class="oc-spark__year" x="{left}" y="{row}">{first.year}</text>'
        f'<text class="oc-spark__year oc-spark__year--last" x="{right}" y="{row}">{last.year}</text>'
    )


def describe_ends(first: Known, last: Known, *, unit: str, decimals: int) -> str:
    """The drawing of a table's row in a few words: the rest is in the file of the sheet."""
    start = french.format_with_unit(first.value, unit, decimals)
    end = french.format_with_unit(last.value, unit, decimals)
    return f"De {start} en {first.year} à {end} en {last.year}."


def describe_series(points: Sequence[DatedFigure], *, unit: str = "", decimals: int = 0) -> str:
    """The drawing in one sentence: ends, change, extremes, and the years without a value.

    « De 208 033 hab. en 2012 à 225 081 hab. en 2022, soit +8,2 %. Maximum : … »
    """
    known = [one for run in split_runs(points) for one in run]
    return _describe(points, known, unit, decimals) if known else "Aucune valeur connue."


def _describe(points: Sequence[DatedFigure], known: Sequence[Known], unit: str, decimals: int) -> str:
    # Typed with its own spaces rather than set afterwards: a dozen regular expressions a drawing.
    def words(one: Known) -> str:
        return f"{french.format_with_unit(one.value, unit, decimals)} en {one.year}"

    first, last = known[0], known[-1]
    sentences = [f"{words(first)}."]
    if last is not first:
        sentences = [f"De {words(first)} à {words(last)}{_word_change(first, last, unit, decimals)}."]
        top, low = max(known, key=lambda one: one.value), min(known, key=lambda one: one.value)
        inner = [
            f"{name}{french.NO_BREAK_SPACE}: {words(one)}"
            for name, one in (("maximum", top), ("minimum", low))
            if one.value not in (first.value, last.value)
        ]
        if inner:
            text = _SEMICOLON.join(inner)
            sentences.append(text[0].upper() + text[1:] + ".")
    breaks = [str(one.year) for one in known[1:] if one.is_break]
    if breaks:
        sentences.append(f"Rupture de série en {french.join_words(breaks)}.")
    sentences += _word_gaps(points)
    return " ".join(sentences)


def _word_change(first: Known, last: Known, unit: str, decimals: int) -> str:
    """« , soit +8,2 % », in points for rates; nothing when a ratio would mean nothing."""
    change = last.value - first.value
    if not change:
        return ", sans changement"
    if unit.startswith("%"):  # « % par an » too: of the values as shown, so that the reader finds the same
        gap = french.round_half_up(last.value, decimals) - french.round_half_up(first.value, decimals)
        if not gap:
            return ", presque sans changement"
        size = french.format_number(float(gap), decimals if gap % 1 else 0, sign=True)
        return f", soit {size}{french.NO_BREAK_SPACE}{french.plural(float(gap), 'point')}"
    if first.value <= 0 or last.value < 0 or change > _TOO_MUCH * first.value:
        return ""
    percent = 100 * change / first.value
    if not french.round_half_up(percent, 1):
        return ", presque sans changement"
    return f", soit {french.format_percent(percent, 1, sign=True)}"


def _word_gaps(points: Sequence[DatedFigure]) -> list[str]:
    absent = [point for point in points if not has_value(point)]
    if not absent:
        return []
    by_reason: dict[str, list[str]] = {}
    for point in absent:
        by_reason.setdefault(word_absence(point.figure.absence).label, []).append(str(point.year))
    reasons = [f"{french.join_words(years)} ({reason})" for reason, years in by_reason.items()]
    return [f"Sans valeur{french.NO_BREAK_SPACE}: {_SEMICOLON.join(reasons)}."]
