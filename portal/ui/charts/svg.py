"""The little SVG our drawings need: text, never a style attribute (the content policy forbids them)."""

from __future__ import annotations

from markupsafe import Markup, escape


def write_coordinate(value: float) -> str:
    """One decimal at most: a tenth of a pixel is more than any screen shows."""
    text = f"{value:.1f}"
    if not text.endswith(".0"):
        return text
    return text[:-2] if text != "-0.0" else "0"


def write_title(title: str, description: str = "") -> Markup:
    """Accessible name and description of a drawing; the title also shows under the pointer."""
    # Formatted as text, then marked: Markup.format is twenty times slower, and a page has thirty of these.
    described = f"<desc>{escape(description)}</desc>" if description else ""
    return Markup(f"<title>{escape(title)}</title>{described}")  # noqa: S704


def open_image(css_class: str, width: float, height: float) -> Markup:
    """Start of a drawing that is one image for assistive tools, and not a tab stop."""
    wide, high = write_coordinate(width), write_coordinate(height)
    return Markup(  # noqa: S704
        f'<svg class="{escape(css_class)}" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        ' role="img" focusable="false">'
    )


def write_box(x: float, y: float, width: float, height: float) -> str:
    """The attributes of a rectangle, at least a unit wide so that a tiny value is still seen."""
    left, top, wide, high = map(write_coordinate, (x, y, max(width, 1.0), height))
    return f'x="{left}" y="{top}" width="{wide}" height="{high}"'
