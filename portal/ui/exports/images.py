"""Drawings as files: SVG as it is, PNG from the same SVG, with a font that comes with the portal."""

from __future__ import annotations

import importlib.util
import io
from functools import cache
from pathlib import Path
from typing import Final, Literal

import resvg_py
from django.http import HttpResponse
from PIL import Image

from portal.ui.exports.captioned import FONT, Caption, write_captioned

ImageFormat = Literal["svg", "png"]
FORMATS: Final[tuple[ImageFormat, ...]] = ("svg", "png")
_TYPES: Final = {"svg": "image/svg+xml", "png": "image/png"}
_ZOOM: Final = 2.0
"""Sharp on screens of twice the density and at 20 cm on paper."""

_PACKAGE: Final = "font_source_sans_pro"
_WEIGHTS: Final = ("Regular", "Bold")


class FontError(Exception):
    """The font of the images is not installed."""


@cache
def list_fonts() -> list[str]:
    """Files of the font of the images (SIL OFL 1.1), never those of the machine: the same image everywhere.

    Not Marianne, which belongs to the State's own sites: an image is made to leave ours. Raises FontError.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    files = [
        Path(folder) / "files" / f"SourceSansPro-{weight}.ttf" for folder in folders for weight in _WEIGHTS
    ]
    if not files or not all(path.is_file() for path in files):
        raise FontError(
            f"{_PACKAGE}: found {files or 'no package'}, expected its fonts: run « make install »."
        )
    return [str(path) for path in files]


def render_png(svg: str, *, zoom: float = _ZOOM) -> bytes:
    """The SVG document as PNG, without any font or file of the machine."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=list_fonts(),
            font_family=FONT,
            sans_serif_family=FONT,
        )
    )


def shrink_png(content: bytes, *, colours: int = 64) -> bytes:
    """The same picture with a palette: four times lighter for drawings of few colours, without dithering.

    ``colours``: at most, 2 to 256; those that are left are the nearest.
    """
    with Image.open(io.BytesIO(content)) as picture:
        flat = picture.convert("RGB")
    reduced = flat.quantize(colours, dither=Image.Dither.NONE)
    written = io.BytesIO()
    reduced.save(written, "PNG", optimize=True)
    return written.getvalue()


def build_image_response(
    image: ImageFormat,
    drawing: str,
    caption: Caption,
    *,
    file_name: str,
    room: tuple[float, float] | None = None,
) -> HttpResponse:
    """The drawing with its caption, as an attachment called ``file_name`` and its extension.

    ``room``: see ``write_captioned``; the PNG has twice as many pixels.
    """
    svg = write_captioned(drawing, caption, room=room)
    content = svg.encode() if image == "svg" else render_png(svg)
    response = HttpResponse(content, content_type=_TYPES[image])
    response["Content-Disposition"] = f'attachment; filename="{file_name}.{image}"'
    return response
