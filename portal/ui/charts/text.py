"""Words inside drawings, which SVG neither wraps nor measures: both are done here, with some margin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import escape

from portal.ui.charts.svg import write_coordinate

LINE: Final = 14.0
"""Height of a line of text on a phone, where text is largest in the units of the drawing."""

_CHARACTER: Final = 6.7
"""Mean width of a character there, a little more than that of the fonts we know."""


def measure(text: str) -> float:
    """Width that this text takes at most, or nearly."""
    return _CHARACTER * len(text)


def wrap(text: str, width: float, lines: int = 2) -> list[str]:
    """Cut at ordinary spaces into lines that fit; what does not fit at all ends with « … »."""
    room = max(int(width / _CHARACTER), 4)
    found: list[str] = []
    for word in text.split(" "):
        if found and len(found[-1]) + 1 + len(word) <= room:
            found[-1] += f" {word}"
        else:
            found.append(word)
    kept = [line if len(line) <= room else line[: room - 1].rstrip() + "…" for line in found[:lines]]
    if len(found) > lines and not kept[-1].endswith("…"):
        kept[-1] = (kept[-1] if len(kept[-1]) < room else kept[-1][: room - 1].rstrip()) + "…"
    return kept


def write_text(css_class: str, x: float, y: float, text: str, anchor: str = "") -> str:
    """``anchor``: « middle » or « end », the start when empty."""
    placed = f' text-anchor="{anchor}"' if anchor else ""
    return (
        f'<text class="{css_class}" x="{write_coordinate(x)}" y="{write_coordinate(y)}"{placed}>'
        f"{escape(text)}</text>"
    )


def spread(boxes: Sequence[tuple[float, float]], low: float, high: float) -> list[float]:
    """Starts of boxes (centre, size) given in order: near their centres, without overlap."""
    tops: list[float] = []
    free_from = low
    for centre, height in boxes:
        tops.append(max(centre - height / 2, free_from))
        free_from = tops[-1] + height
    limit = max(high, low + sum(height for _, height in boxes))
    for rank in range(len(boxes) - 1, -1, -1):
        tops[rank] = min(tops[rank], limit - boxes[rank][1])
        limit = tops[rank]
    return tops
