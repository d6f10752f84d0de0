"""Drawings of pages as a printed document places them: what to draw, and what it says."""

from __future__ import annotations

from portal.ui.exports.drawings import write_alternative, write_standalone
from portal.ui.exports.fonts import get_typeface

Drawn = dict[str, str]


def print_drawing(drawing: str, *, width_px: float | None = None) -> Drawn | None:
    """``{svg, alt}``, or None when nothing was drawn. ``width_px``: that of the drawing on the page."""
    if not drawing:
        return None
    return {
        "svg": write_standalone(drawing, width_px=width_px, family=get_typeface().family),
        "alt": write_alternative(drawing),
    }
