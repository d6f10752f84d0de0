"""The map of thousands of territories as a picture: drawn once for a version of the figures.

A few are kept in memory, and a few are drawn at a time: one takes half a second of a core.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from portal.ui.exports.captioned import FONT
from portal.ui.exports.drawings import find_size, write_standalone
from portal.ui.exports.images import render_png, shrink_png
from portal.ui.frozen import get_version_key
from portal.web.explore.mapping.drawing import draw_explored, paint_explored
from portal.web.explore.reading import Explored

WIDTH_PX: Final = 1130
"""Nearly twice the widest that a page shows it: sharp on dense screens, smoothed by the browser on others.
Under 150 kB for what is most scattered."""
TALLEST_PX: Final = 1400
COLOURS: Final = 32
KEPT: Final = 48
AT_ONCE: Final = 2
WAIT_S: Final = 20.0


class TooBusy(Exception):
    """Too many pictures are being drawn: ask again later."""


class _Kept:
    """The pictures used last, by what they show."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def get(self, key: tuple[str, ...], draw: Callable[[], bytes]) -> bytes:
        """The picture of this key, drawn when it is not kept. Raises TooBusy."""
        found = self._find(key)
        if found is not None:
            return found
        if not self._slots.acquire(timeout=WAIT_S):
            raise TooBusy
        try:
            found = self._find(key) or draw()  # another request may have drawn it meanwhile
        finally:
            self._slots.release()
        with self._lock:
            self._pictures[key] = found
            while len(self._pictures) > KEPT:
                self._pictures.popitem(last=False)
        return found

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
    """The map as PNG, without title nor legend: the page has them in words. Raises TooBusy."""
    return _kept.get(_write_key(explored), lambda: render_picture(explored))


def render_picture(explored: Explored) -> bytes:
    """The map as PNG in the light colours, on white."""
    drawing = draw_explored(explored, paint_explored(explored), title="", description="")
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
