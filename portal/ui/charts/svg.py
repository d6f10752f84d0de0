"""The little SVG our drawings need: text, never a style attribute (the content policy forbids them)."""

from __future__ import annotations

from markupsafe import Markup, escape


def write_coordinate(value: float) -> str:
    """One decimal at most: a tenth of a pixel is more than any screen shows."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def write_title(title: str, description: str = "") -> Markup:
    """Accessible name and description of a drawing; the title also shows under the pointer."""
    described = Markup("<desc>{}</desc>").format(description) if description else ""
    return Markup("<title>{}</title>{}").format(title, described)


def open_image(css_class: str, width: float, height: float) -> Markup:
    """Start of a drawing that is one image for assistive tools, and not a tab stop."""
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" focusable="false">'
    ).format(*(escape(one) for one in (css_class, *map(write_coordinate, (width, height) * 2))))
