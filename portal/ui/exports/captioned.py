"""A drawing that leaves the portal with what the page said around it: title, place, years, source,
licence and address, written in the image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import escape

from portal.ui.charts.svg import write_coordinate
from portal.ui.exports.drawings import find_colour, find_size, write_alternative, write_standalone

FONT: Final = "Source Sans Pro"
_FAMILIES: Final = f"{FONT}, Arial, Helvetica, sans-serif"
_MARGIN: Final = 20.0
_NARROWEST: Final = 440.0
_TITLE: Final = (17.0, "700", 0.5)
_SUBTITLE: Final = (13.0, "400", 0.48)
_NOTE: Final = (10.5, "400", 0.48)
_KEY: Final = (12.0, "400", 0.48)
"""Size, weight, mean width of a character in sizes."""

_INDENT: Final = 28.0
"""Room of a swatch and the space after it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A line of a legend. ``swatch`` is what a drawing of 20 by 12 holds: the look that ``text`` explains."""

    swatch: str
    text: str


@dataclass(frozen=True, slots=True)
class Caption:
    """``title``: the figure; ``subtitle``: territory and years; ``notes``: source, licence, address.

    In words already set for French. Each note begins a line. ``legend`` is between the drawing and them.
    """

    title: str
    subtitle: str
    notes: Sequence[str]
    legend: Sequence[Key] = ()


def write_captioned(drawing: str, caption: Caption, *, room: tuple[float, float] | None = None) -> str:
    """A whole SVG document: ``drawing``, in the light theme, between its title and its legend and notes.

    ``room``: the width and the height, in pixels, that the drawing is fitted to; else it keeps its own size.
    """
    width, height = find_size(drawing)
    scale = min(room[0] / width, room[1] / height) if room else 1.0
    wide, high = width * scale, height * scale
    outer = max(wide, room[0] if room else 0, _NARROWEST) + 2 * _MARGIN
    ink, grey = find_colour("--text-title-grey"), find_colour("--text-mention-grey")
    head, top = "", 16.0
    for text, look in ((caption.title, _TITLE), (caption.subtitle, _SUBTITLE)):
        written, top = _write_lines(text, look, outer, top, ink)
        head += written
    top += 16
    legend, bottom = _write_legend(caption.legend, outer, top + high + 10, ink)
    foot = ""
    for note in caption.notes:
        written, bottom = _write_lines(note, _NOTE, outer, bottom, grey)
        foot += written
    styled = write_standalone(drawing, width_px=wide, family=_FAMILIES)
    if room:
        styled = styled.replace("<svg", f'<svg width="{wide:.1f}" height="{high:.1f}"', 1)
    size = f'width="{write_coordinate(outer)}" height="{write_coordinate(bottom + 16)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {write_coordinate(outer)}'
        f' {write_coordinate(bottom + 16)}" {size} role="img" font-family="{_FAMILIES}">'
        f"<title>{escape(caption.title)}</title><desc>{escape(write_alternative(drawing))}</desc>"
        f'<rect {size} fill="#fff"/>{head}'
        f'<g transform="translate({write_coordinate((outer - wide) / 2 if room else _MARGIN)}'
        f' {write_coordinate(top)})">{styled}</g>{legend}{foot}</svg>\n'
    )


def _write_legend(legend: Sequence[Key], outer: float, top: float, colour: str) -> tuple[str, float]:
    """Swatches and words in as many columns as there is room for, read from top to bottom; and their end."""
    if not legend:
        return "", top
    size, weight, narrowness = _KEY
    longest = max(len(key.text) for key in legend) * size * narrowness + _INDENT + 20
    columns = max(1, min(int((outer - 2 * _MARGIN) / longest), 3))
    column, rows = (outer - 2 * _MARGIN) / columns, -(-len(legend) // columns)
    look, drawn, ends = (size, weight, narrowness), "", [top]
    for rank in range(columns):
        end = top
        for key in legend[rank * rows : (rank + 1) * rows]:
            x = _MARGIN + rank * column
            swatch = write_standalone(f'<svg viewBox="0 0 20 12" width="20" height="12">{key.swatch}</svg>')
            drawn += (
                f'<g transform="translate({write_coordinate(x)} {write_coordinate(end + 7)})">{swatch}</g>'
            )
            written, end = _write_lines(
                key.text, look, column + 2 * _MARGIN - _INDENT, end, colour, x + _INDENT
            )
            drawn += written
            end += 4
        ends.append(end)
    return drawn, max(ends) + 8


def _write_lines(
    text: str,
    look: tuple[float, str, float],
    outer: float,
    top: float,
    colour: str,
    left: float = _MARGIN,
) -> tuple[str, float]:
    """The text on as many lines as it takes, and where they end."""
    size, weight, narrowness = look
    drawn = ""
    for line in _fold(text, int((outer - 2 * _MARGIN) / (size * narrowness))):
        top += size * 1.3
        drawn += (
            f'<text x="{write_coordinate(left)}" y="{write_coordinate(top)}" font-size="{size:g}"'
            f' font-weight="{weight}" fill="{colour}">{escape(line)}</text>'
        )
    return drawn, top


def _fold(text: str, room: int) -> list[str]:
    """Lines of about ``room`` characters, cut at ordinary spaces; addresses too long are cut anywhere."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines += [word[start : start + room] for start in range(0, len(word), room)]
    return lines
