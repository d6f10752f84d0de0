"""Shares of a whole: « pour 100 € », one bar or several to compare.

Each part has its number, its name and a hatching of its own: colour only adds to it. The numbers written
add up to exactly 100 (largest remainders). What is no share is refused: a negative part, an unknown one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from portal.kernel.french import format_number, join_words
from portal.ui.charts.svg import open_image, write_box, write_title
from portal.ui.charts.text import LINE, measure, wrap, write_text

WIDTH: Final = 440
PARTS_AT_MOST: Final = 8
_BAR: Final = 34.0
_ROW: Final = 22.0
_LETTERS: Final = "ABCDEFGHIJKL"
"""Of the bars, which head the columns of the numbers."""
_REFUSED: Final = "La répartition ne peut être dessinée"
_HATCHES: Final = (
    "",
    "M-1 9L9 -1M3 13L13 3M-1 1L1 -1",
    "M-1 -1L9 9M-1 7L1 9M7 -1L9 1",
    "M0 4H8",
    "M4 0V8",
    "M0 4H8M4 0V8",
    "M-1 9L9 -1M-1 -1L9 9",
    "M2 2h.1M6 6h.1",
)
"""Of a tile of 8 by 8, by rank of the part."""


@dataclass(frozen=True, slots=True)
class Part:
    """``value`` in any unit, the same for all parts; None when it is not known."""

    label: str
    value: float | None

    @property
    def known(self) -> float:
        """Raises ValueError without a value: ``find_refusal`` is asked first."""
        if self.value is None:
            raise ValueError(f"{self.label}: no value is known.")
        return self.value


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar. ``label`` names it (« Rennes, 2024 »); empty for the only one. Parts in the order drawn."""

    label: str
    parts: Sequence[Part]


def find_refusal(stacks: Sequence[Stack]) -> str:
    """Why these are no shares, as a sentence for readers; empty when they can be drawn."""
    for stack in stacks:
        where = f" ({stack.label})" if stack.label else ""
        unknown = [part.label for part in stack.parts if part.value is None or not math.isfinite(part.value)]
        if unknown:
            return f"{_REFUSED}{where}\u00a0: valeur inconnue pour {join_words(unknown)}."
        negative = [part.label for part in stack.parts if part.known < 0]
        if negative:
            return f"{_REFUSED}{where}\u00a0: valeur négative pour {join_words(negative)}."
        if not sum(part.known for part in stack.parts):
            return f"Il n’y a rien à répartir{where}."
    return "" if stacks else "Il n’y a rien à répartir."


def compute_hundred(values: Sequence[float], decimals: int = 0) -> list[float]:
    """Shares of 100 that add up to exactly 100 once rounded: what is left by rounding down goes to the
    largest remainders (Hamilton's method), to the first ones when equal.

    Values are not negative and not all zero.
    """
    unit = 10**decimals
    exact = [100 * unit * value / math.fsum(values) for value in values]
    whole = [math.floor(share + 1e-9) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda rank: (whole[rank] - exact[rank], rank))
    for rank in by_remainder[: 100 * unit - sum(whole)]:
        whole[rank] += 1
    return [share / unit for share in whole]


def group_small(parts: Sequence[Part], *, at_most: int = PARTS_AT_MOST, label: str = "Autres") -> list[Part]:
    """The largest parts in their order, the others added up at the end under ``label``.

    Nothing is grouped when a part is not known: such parts are refused as they are.
    """
    if len(parts) <= at_most or any(part.value is None for part in parts):
        return list(parts)
    largest = sorted(parts, key=lambda part: -part.known)[: at_most - 1]
    kept = [part for part in parts if part in largest]
    rest = [part.known for part in parts if part not in largest]
    return [*kept, Part(label, math.fsum(rest))]


def draw_shares(
    stacks: Sequence[Stack], *, chart_id: str, title: str, whole: str = "100\u00a0€", symbol: str = "€"
) -> Markup:
    """The drawing. All stacks have the same parts in the same order, at most eight (``group_small``).

    ``chart_id`` is unique in the page. Numbers are of ``whole``, followed by ``symbol``. Raises
    ValueError where ``find_refusal`` has something to say, or for stacks that do not match.
    """
    labels = [part.label for part in stacks[0].parts] if stacks else []
    refusal = find_refusal(stacks)
    if refusal:
        raise ValueError(f"draw_shares: {refusal} Ask find_refusal first, and show its sentence instead.")
    if len(labels) > PARTS_AT_MOST or any([p.label for p in stack.parts] != labels for stack in stacks):
        raise ValueError(
            f"draw_shares: parts {labels}: expected the same in each stack, {PARTS_AT_MOST} at most;"
            " use group_small."
        )
    shares = [compute_hundred([part.known for part in stack.parts]) for stack in stacks]
    bars, y = "", 0.0
    for letter, stack, one in zip(_LETTERS, stacks, shares, strict=False):
        if stack.label:
            mark = f"{letter}. " if len(stacks) > 1 else ""
            [name] = wrap(mark + stack.label, WIDTH, 1)
            bars += write_text("oc-chart__label", 0, y + 13, name)
            y += 20
        bars += "".join(_draw_bar(chart_id, stack, one, y))
        y += _BAR + 14
    legend, height = _draw_legend(chart_id, stacks, shares, symbol, y)
    words = describe_shares(stacks, whole=whole, symbol=symbol)
    return Markup(  # noqa: S704 - every text was escaped where it was written
        f"{open_image('oc-chart', WIDTH, height)}{write_title(title, words)}"
        f"{_define_hatches(chart_id, len(labels))}{bars}{legend}</svg>"
    )


def describe_shares(stacks: Sequence[Stack], *, whole: str = "100\u00a0€", symbol: str = "€") -> str:
    """« Sur 100 € : Personnel 55 €, Achats 25 €… », a sentence a bar."""
    told = []
    for stack in stacks:
        shares = compute_hundred([part.known for part in stack.parts])
        words = ", ".join(
            f"{part.label} {_write_share(part.known, share, symbol)}"
            for part, share in zip(stack.parts, shares, strict=True)
        )
        told.append(f"{stack.label + ', s' if stack.label else 'S'}ur {whole}\u00a0: {words}.")
    return " ".join(told)


def _write_share(value: float, share: float, symbol: str) -> str:
    """« moins de 1 € » for a part that rounding brings to nothing."""
    if value and not share:
        return f"moins de 1\u00a0{symbol}"
    return f"{format_number(share)}\u00a0{symbol}"


def _define_hatches(chart_id: str, count: int) -> str:
    patterns = "".join(
        f'<pattern id="{escape(chart_id)}-{rank}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path class="oc-chart__hatch" d="{path}"/></pattern>'
        for rank, path in enumerate(_HATCHES[:count])
        if path
    )
    return f"<defs>{patterns}</defs>" if patterns else ""


def _draw_part(chart_id: str, rank: int, x: float, y: float, width: float, height: float) -> str:
    box = write_box(x, y, width, height)
    hatch = f'<rect fill="url(#{escape(chart_id)}-{rank})" {box}/>' if _HATCHES[rank] else ""
    return f'<rect class="oc-part oc-part-{rank + 1}" {box}/>{hatch}'


def _draw_bar(chart_id: str, stack: Stack, shares: Sequence[float], y: float) -> Iterator[str]:
    total = math.fsum(part.known for part in stack.parts)
    x = 0.5
    for rank, (part, share) in enumerate(zip(stack.parts, shares, strict=True)):
        width = (WIDTH - 1) * part.known / total
        if width > 0.2:
            yield _draw_part(chart_id, rank, x, y + 0.5, width, _BAR)
        number = format_number(share)
        if width > measure(number) + 8:
            yield write_text("oc-chart__inside", x + width / 2, y + _BAR / 2 + 5, number, "middle")
        x += width


def _draw_legend(
    chart_id: str, stacks: Sequence[Stack], shares: Sequence[Sequence[float]], symbol: str, y: float
) -> tuple[str, float]:
    """The names of the parts below the bars, with their numbers at the right; and where it ends."""
    drawn = ""
    places = [WIDTH - 52 * (len(shares) - 1 - column) for column in range(len(shares))]
    if len(shares) > 1:
        for letter, right in zip(_LETTERS, places, strict=False):
            drawn += write_text("oc-chart__tick", right, y + 10, letter, "end")
        y += 14
    room = WIDTH - 34 - 52 * len(shares)
    for rank, part in enumerate(stacks[0].parts):
        words = wrap(part.label, room)
        drawn += _draw_part(chart_id, rank, 0.5, y + 2, 22, 15)
        for line, text in enumerate(words):
            drawn += write_text("oc-chart__note", 32, y + 14 + LINE * line, text)
        for right, stack, one in zip(places, stacks, shares, strict=True):
            is_tiny = stack.parts[rank].value and not one[rank]
            number = "<\u00a01" if is_tiny else format_number(one[rank])
            drawn += write_text("oc-chart__value", right, y + 14, f"{number}\u00a0{symbol}", "end")
        y += _ROW + LINE * (len(words) - 1)
    return drawn, y
