"""oEmbed: how a site that is given the address of a page of ours learns how to show it.

Source: the specification of oEmbed 1.0 (oembed.com, sections 2.2 to 2.3), type « rich ».
"""

from __future__ import annotations

from typing import Any, Final
from xml.sax.saxutils import escape

from django.conf import settings

from portal.ui.embedding import Embed, write_iframe

FORMATS: Final = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
_CACHE_AGE_S: Final = 86400


def describe_embed(embed: Embed, *, most_wide: int | None, most_high: int | None) -> dict[str, Any]:
    """The fields of the answer; the frame is never larger than what the site has room for, in pixels."""
    width = min(embed.width_px, most_wide or embed.width_px)
    height = min(embed.height_px, most_high or embed.height_px)
    return {
        "type": "rich",
        "version": "1.0",
        "title": embed.title,
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "cache_age": _CACHE_AGE_S,
        "width": width,
        "height": height,
        "html": str(write_iframe(embed, width_px=width, height_px=height)),
    }


def write_xml(fields: dict[str, Any]) -> str:
    """The same fields as XML."""
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{inner}</oembed>\n'
