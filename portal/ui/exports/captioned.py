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
"""Size, weight, mean width of a character in sizes."""


@dataclass(frozen=True, slots=True)
class Caption:
    """``title``: the figure; ``subtitle``: territory and years; ``notes``: source, licence, address.

    In words already set for French. Each note begins a line.
    """

    title: str
    subtitle: str
    notes: Sequence[str]


def write_captioned(drawing: str, caption: Caption) -> str:
    """A whole SVG document: ``drawing``, in the light theme, between its title and its notes."""
    width, height = find_size(drawing)
    outer = max(width, _NARROWEST) + 2 * _MARGIN
    ink, grey = find_colour("--text-title-grey"), find_colour("--text-mention-grey")
    head, top = "", 16.0
    for text, look in ((caption.title, _TITLE), (caption.subtitle, _SUBTITLE)):
        written, top = _write_lines(text, look, outer, top, ink)
        head += written
    top += 16
    foot, bottom = "", top + height + 10
    for note in caption.notes:
        written, bottom = _write_lines(note, _NOTE, outer, bottom, grey)
        foot += written
    wide, high = write_coordinate(outer), write_coordinate(bottom + 16)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        f' role="img" font-family="{_FAMILIES}"><title>{escape(caption.title)}</title>'
        f"<desc>{escape(write_alternative(drawing))}</desc>"
        f'<rect width="{wide}" height="{high}" fill="#fff"/>{head}'
        f'<g transform="translate({write_coordinate(_MARGIN)} {write_coordinate(top)})">'
        f"{write_standalone(drawing, family=_FAMILIES)}</g>{foot}</svg>\n"
    )


def _write_lines(
    text: str, look: tuple[float, str, float], outer: float, top: float, colour: str
) -> tuple[str, float]:
    """The text on as many lines as it takes, and where they end."""
    size, weight, narrowness = look
    drawn = ""
    for line in _fold(text, int((outer - 2 * _MARGIN) / (size * narrowness))):
        top += size * 1.3
        drawn += (
            f'<text x="{write_coordinate(_MARGIN)}" y="{write_coordinate(top)}" font-size="{size:g}"'
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
