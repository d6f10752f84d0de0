"""The map of thousands of territories as a picture: drawn once for a version of the figures.

A few are kept in memory. One takes up to a second of a core: it is drawn in its turn, as documents are
(``portal.ui.exports.pdf``), and those who ask for the very picture that is being drawn wait for it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from portal.ui.exports.captioned import FONT
from portal.ui.exports.drawings import find_size, write_standalone
from portal.ui.exports.images import render_png, shrink_png
from portal.ui.exports.turns import get_turns
from portal.ui.frozen import get_version_key
from portal.web.explore.mapping.drawing import draw_explored, paint_explored
from portal.web.explore.reading import Explored

WIDTH_PX: Final = 1130
"""Nearly twice the widest that a page shows it: sharp on dense screens, smoothed by the browser on others.
Under 150 kB for what is most scattered."""
TALLEST_PX: Final = 1400
COLOURS: Final = 32
KEPT: Final = 48
WAIT_S: Final = 10.0
"""For the same picture, drawn for somebody else; nobody waits for another one."""


class _Kept:
    """The pictures used last, by what they show."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._drawn: dict[tuple[str, ...], threading.Event] = {}
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], draw: Callable[[], bytes]) -> bytes:
        """The picture of this key, drawn when it is not kept. Raises BusyError."""
        found = self._find(key)
        if found is not None:
            return found
        with self._lock:
            others = self._drawn.get(key)
            mine = self._drawn.setdefault(key, threading.Event())
        if others is not None and others.wait(WAIT_S) and (found := self._find(key)) is not None:
            return found
        try:
            with get_turns().take():
                found = draw()
            self._keep(key, found)
        finally:
            with self._lock:
                self._drawn.pop(key, None)
            mine.set()
        return found

    def _keep(self, key: tuple[str, ...], picture: bytes) -> None:
        with self._lock:
            self._pictures[key] = picture
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._pictures.clear()

    def _find(self, key: tuple[str, ...]) -> bytes | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)


_kept: Final = _Kept()


def forget_pictures() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _kept.forget()


def draw_picture(explored: Explored) -> bytes:
    """The map as PNG, without title nor legend: the page has them in words; empty when no contour is known.

    Raises BusyError.
    """
    return _kept.get(_write_key(explored), lambda: render_picture(explored))


def render_picture(explored: Explored) -> bytes:
    """The map as PNG in the light colours, on white; empty when no contour is known."""
    drawing = draw_explored(explored, paint_explored(explored), title="", description="")
    if not drawing:
        return b""
    width, height = find_size(drawing)
    scale = min(WIDTH_PX / width, TALLEST_PX / height)
    size = f'width="{width * scale:.0f}" height="{height * scale:.0f}"'
    # Without smoothing, shapes that touch leave no seam, and few colours make a light file.
    svg = write_standalone(drawing, width_px=width * scale / 2, family=FONT).replace(
        "<svg", f'<svg {size} shape-rendering="crispEdges"', 1
    )
    return shrink_png(render_png(svg, zoom=1.0), colours=COLOURS)


def _write_key(explored: Explored) -> tuple[str, ...]:
    """The version of the figures and all that changes the picture."""
    asked = explored.asked
    here = explored.get_member(explored.here).code if explored.here is not None else ""
    return (
        get_version_key(),
        asked.segment,
        asked.zone.key,
        asked.level,
        str(explored.year),
        f"{asked.method}-{asked.classes}",
        str(asked.has_patterns),
        here,
    )
