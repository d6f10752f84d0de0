"""Histogram: how many territories in each bin of values, with the quartiles and one territory on it.

Heights start from zero. Ends that gather a tail are hollow, dashed and said in words. Bars of one look are
one path: as many nodes for 35,000 communes as for twelve.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Figure
from portal.kernel.french import NO_BREAK_SPACE, format_number, format_percent, format_with_unit, join_words
from portal.ui.cells import write_cell
from portal.ui.charts.axes import Magnitude, Scale, build_scale, choose_magnitude, write_ticks
from portal.ui.charts.bins import Bins, Floats, word_bin
from portal.ui.charts.svg import open_image, write_coordinate, write_title
from portal.ui.charts.tables import Twin, write_value
from portal.ui.charts.text import measure, spread, wrap, write_text

WIDTH: Final = 440
_PLOT: Final = 170.0
_TOP: Final = 54.0
_GAP: Final = 5.0  # between a gathered end and the other bins
_TICKS: Final = 6
_NAMES: Final = ("1er quartile", "médiane", "3e quartile")

Quartiles = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """The territory of the reader: its name and its value."""

    label: str
    value: float


def find_quartiles(values: Floats) -> Quartiles | None:
    """Quartiles by numpy's default definition; None without any value."""
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    low, median, high = np.quantile(known, (0.25, 0.5, 0.75)).tolist()
    return low, median, high


def draw_histogram(
    bins: Bins,
    *,
    title: str,
    members: str,
    quartiles: Quartiles | None = None,
    unit: str = "",
    decimals: int = 0,
    here: Spot | None = None,
) -> Markup:
    """The drawing, or empty markup under two bins. ``members`` is the plural of what is counted:
    « communes »; ``quartiles`` those of the values, which ``decimals`` is for, none where they would not be
    those of the whole."""
    if len(bins.bins) < 2:
        return Markup("")
    frame = _build_frame(bins, is_marked=here is not None)
    words = describe_histogram(bins, members, quartiles, unit=unit, decimals=decimals, here=here)
    parts = [
        open_image("oc-chart", WIDTH, frame.row + (20 if _has_gathered(bins) else 4)),
        write_title(title, words),
        *_draw_heights(frame, members),
        *_draw_bars(frame, bins.find(here.value) if here else -1),
        *_draw_bounds(frame, unit),
        *(_draw_quartiles(frame, quartiles, unit, decimals) if quartiles else ()),
        *(_draw_here(frame, here, unit, decimals) if here else ()),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704 - every text was escaped where it was written


def describe_histogram(
    bins: Bins,
    members: str,
    quartiles: Quartiles | None,
    *,
    unit: str = "",
    decimals: int = 0,
    here: Spot | None = None,
) -> str:
    """« 333 communes. Valeurs les plus courantes : de 500 à moins de 1 000 hab. (80 communes). … »"""
    fullest = max(range(len(bins.bins)), key=lambda rank: bins.bins[rank].count)
    most = f"{word_bin(bins, fullest, unit)} ({format_number(bins.bins[fullest].count)} {members})"
    told = [f"{format_number(bins.total)} {members}. Valeurs les plus courantes{NO_BREAK_SPACE}: {most}."]
    if quartiles is not None:
        low, median, high = (format_with_unit(one, unit, decimals) for one in quartiles)
        told.append(
            f"Médiane{NO_BREAK_SPACE}: {median}\u202f; un quart au-dessous de {low}, "
            f"un quart au-dessus de {high}."
        )
    if here is not None:
        told.append(f"{here.label}{NO_BREAK_SPACE}: {format_with_unit(here.value, unit, decimals)}.")
    return " ".join(told)


def build_histogram_twin(bins: Bins, *, caption: str, heading: str, members: str, unit: str = "") -> Twin:
    """One row a bin: how many, and their share of all that have a value."""
    total = bins.total
    rows = tuple(
        (
            word_bin(bins, rank, unit),
            (write_cell(Figure(float(one.count))), write_value(format_percent(100 * one.count / total))),
        )
        for rank, one in enumerate(bins.bins)
    )
    return Twin(caption, heading, ((members[:1].upper() + members[1:], "nombre"), ("Part", "%")), rows)


@dataclass(frozen=True, slots=True)
class _Frame:
    bins: Bins
    left: float
    width: float
    """Of one bin."""
    y: Scale
    is_marked: bool
    """Whether the territory of the reader has its mark between the bars and their bounds."""

    @property
    def row(self) -> float:
        """Of the words under the bounds."""
        return self.y.start + (43 if self.is_marked else 32)

    @property
    def first(self) -> int:
        return int(math.isinf(self.bins.bins[0].low))

    def find_left(self, rank: int) -> float:
        """Where a bin begins; what is gathered is a little apart."""
        is_after = self.first and rank >= 1
        is_end = rank == len(self.bins.bins) - 1 and math.isinf(self.bins.bins[rank].high)
        return self.left + rank * self.width + _GAP * (bool(is_after) + is_end)

    def place(self, value: float) -> float:
        """Inside its bin, in proportion; in the middle of a gathered one or of one value."""
        rank = self.bins.find(value)
        one = self.bins.bins[rank]
        is_flat = one.is_gathered or one.is_single
        part = 0.5 if is_flat else min(max((value - one.low) / (one.high - one.low), 0.0), 1.0)
        return self.find_left(rank) + part * self.width


def _build_frame(bins: Bins, *, is_marked: bool) -> _Frame:
    y = build_scale([one.count for one in bins.bins], _TOP + _PLOT, _TOP, from_zero=True)
    left = 8 + max(measure(words) for _, words in write_ticks(y, Magnitude(1.0, "")))
    gaps = _GAP * sum(one.is_gathered for one in bins.bins)
    return _Frame(bins, left, (WIDTH - 6 - left - gaps) / len(bins.bins), y, is_marked)


def _has_gathered(bins: Bins) -> bool:
    return any(one.is_gathered for one in bins.bins)


def _draw_heights(frame: _Frame, members: str) -> Iterator[str]:
    """The axis of counts: whole numbers only."""
    written = [(y, words) for y, words in write_ticks(frame.y, Magnitude(1.0, "")) if "," not in words]
    left = write_coordinate(frame.left - 3)
    grid = "".join(f"M{left} {write_coordinate(y)}H{WIDTH}" for y, _ in written)
    yield f'<path class="oc-chart__grid" d="{grid}"/>'
    yield "".join(write_text("oc-chart__tick", frame.left - 7, y + 4, words, "end") for y, words in written)
    yield write_text("oc-chart__tick", 0, 12, f"nombre de {members}")


def _draw_bars(frame: _Frame, own: int) -> Iterator[str]:
    looks: dict[str, str] = {}
    for rank, one in enumerate(frame.bins.bins):
        if not one.count:
            continue
        look = "main" if rank == own else "reference" if one.is_gathered else "other"
        # A bin of one territory among thousands is still seen.
        height = max(frame.y.start - frame.y.place(one.count), 1.0)
        left, wide = write_coordinate(frame.find_left(rank)), write_coordinate(frame.width)
        tall, bottom = write_coordinate(height), write_coordinate(frame.y.start)
        looks[look] = looks.get(look, "") + f"M{left} {bottom}v-{tall}h{wide}v{tall}z"
    for look, path in looks.items():
        yield f'<path class="oc-bar oc-bar--{look}" d="{path}"/>'


def _draw_bounds(frame: _Frame, unit: str) -> Iterator[str]:
    """The axis of values: a few bounds, round ones first, then what is gathered, in words."""
    bins, row = frame.bins, frame.row - 16
    inner = bins.bins[frame.first :]
    inner = inner[:-1] if inner and math.isinf(inner[-1].high) else inner
    is_single = inner[0].is_single
    ticks = [one.low for one in inner] + ([] if is_single else [inner[-1].high])
    scale = Scale(min(ticks), max(ticks), 0, 1, tuple(ticks))
    magnitude = choose_magnitude(scale, unit)
    places = bins.decimals if magnitude.size == 1 else 1
    texts = [format_number(tick / magnitude.size, places) for tick in ticks]
    for rank in _choose_ticks(ticks, bins.step, max(map(measure, texts)) + 8, frame.width):
        last = rank == len(inner)
        x = frame.find_left(frame.first + rank - last) + frame.width * (0.5 if is_single else last)
        yield write_text("oc-chart__tick", min(x, WIDTH - measure(texts[rank]) / 2), row, texts[rank],
                         "middle")  # fmt: skip
    if math.isinf(bins.bins[0].low):
        yield write_text("oc-chart__note", frame.left, frame.row + 16, f"← {word_bin(bins, 0, unit)}")
    if math.isinf(bins.bins[-1].high):
        last_words = f"{word_bin(bins, len(bins.bins) - 1, unit)} →"
        yield write_text("oc-chart__note", WIDTH, frame.row + 16, last_words, "end")
    yield write_text("oc-chart__tick", WIDTH, frame.row, magnitude.unit, "end")


def _choose_ticks(ticks: list[float], step: float, room: float, width: float) -> list[int]:
    """Every bound, or every 2nd, 5th, 10th… counted from zero, so that their words do not touch."""
    for every in (1, 2, 5, 10, 20, 50):
        kept = [rank for rank, tick in enumerate(ticks) if round(tick / step) % every == 0]
        if kept and len(kept) <= _TICKS * 2 and every * width >= room:
            return kept
    return [0]


def _draw_quartiles(
    frame: _Frame, quartiles: tuple[float, float, float], unit: str, decimals: int
) -> Iterator[str]:
    """Name above value above an upright; quartiles that are written alike share one."""
    named: dict[str, list[int]] = {}
    for rank, value in enumerate(quartiles):
        named.setdefault(format_with_unit(value, unit, decimals), []).append(rank)
    texts = [(join_words([_NAMES[rank] for rank in ranks]), words) for words, ranks in named.items()]
    places = [frame.place(quartiles[ranks[0]]) for ranks in named.values()]
    widths = [max(map(measure, pair)) + 6 for pair in texts]
    starts = spread(list(zip(places, widths, strict=True)), 0.0, WIDTH)
    bottom = write_coordinate(frame.y.start)
    for place, start, wide, text, ranks in zip(places, starts, widths, texts, named.values(), strict=True):
        css_class = "oc-chart__zero" if 1 in ranks else "oc-chart__break"
        middle, x = write_coordinate(start + wide / 2), write_coordinate(place)
        yield f'<path class="{css_class}" d="M{middle} 46L{x} 54V{bottom}"/>'
        yield write_text("oc-chart__tick", start + wide / 2, 28, text[0], "middle")
        yield write_text("oc-chart__note", start + wide / 2, 42, text[1], "middle")


def _draw_here(frame: _Frame, here: Spot, unit: str, decimals: int) -> Iterator[str]:
    """An arrow under the bars, and the name under the bounds, clear of the unit."""
    amount = format_with_unit(here.value, unit, decimals)
    room = WIDTH - measure(unit) - 24
    [name] = wrap(here.label, room - measure(amount) - 20, 1)
    text = f"{name}{NO_BREAK_SPACE}: {amount}"
    half, x = measure(text) / 2, frame.place(here.value)
    tip = write_coordinate(frame.y.start + 2)
    yield f'<path class="oc-strip__value" d="M{write_coordinate(x)} {tip}l6 11h-12z"/>'
    yield write_text("oc-chart__label", min(max(x, half), room - half), frame.row, text, "middle")
