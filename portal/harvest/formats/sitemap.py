"""Sitemaps and indexes of sitemaps, in XML, in plain text, compressed or not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

from portal.harvest.formats.answers import refuse
from portal.harvest.pages import Content
from portal.kernel.markup import MarkupError
from portal.kernel.markup.text import clean_url
from portal.kernel.markup.xml import get_name, list_texts, open_xml

MOST_BYTES: Final = 50 * 1024**2
"""Uncompressed: the bound of the protocol (sitemaps.org)."""
MOST_URLS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, and when its site says it changed (its words)."""

    url: str
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """``maps``: other sitemaps that it leads to; ``rejected``: addresses that are none."""

    pages: tuple[Listed, ...] = ()
    maps: tuple[Listed, ...] = ()
    rejected: int = 0


def read_sitemap(content: Content) -> Sitemap:
    """What a sitemap lists. Raises PartialHarvest when it cannot be read to its end."""
    body = _inflate(content)
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _read_lines(body, content)
    pages: list[Listed] = []
    maps: list[Listed] = []
    rejected = 0
    try:
        document = open_xml(body, charset=content.charset, recover=True)
        for element in document.iterate_elements("url", "sitemap"):
            url = clean_url(next(iter(list_texts(element, "loc")), ""), base=content.url)
            if url is None:
                rejected += 1
                continue
            held = pages if get_name(element) == "url" else maps
            held.append(Listed(url, next(iter(list_texts(element, "lastmod")), "")[:40]))
            if len(held) > MOST_URLS:
                raise refuse(content, f"au plus {MOST_URLS} adresses étaient attendues dans un plan de site.")
    except MarkupError as error:
        raise refuse(content, f"le plan de site est illisible. {error}") from error
    if document.is_damaged or not (pages or maps or b"urlset" in body or b"sitemapindex" in body):
        raise refuse(content, "un plan de site (urlset, sitemapindex) entier était attendu.")
    return Sitemap(tuple(pages), tuple(maps), rejected)


def _read_lines(body: bytes, content: Content) -> Sitemap:
    """One address a line."""
    lines = body.decode("utf-8", "replace").split()
    found = [url for one in lines[:MOST_URLS] if (url := clean_url(one))]
    if not found:
        raise refuse(content, "un plan de site était attendu.")
    return Sitemap(tuple(map(Listed, found)), (), len(lines) - len(found))


def _inflate(content: Content) -> bytes:
    if not content.body.startswith(b"\x1f\x8b"):
        return content.body
    reading = zlib.decompressobj(wbits=31)
    try:
        body = reading.decompress(content.body, MOST_BYTES + 1)
    except zlib.error as error:
        raise refuse(content, f"le plan de site compressé est abîmé ({error}).") from error
    if len(body) > MOST_BYTES:
        raise refuse(content, f"le plan de site dépasse {MOST_BYTES // 1024**2} Mo une fois décompressé.")
    if not reading.eof:
        raise refuse(content, "le plan de site compressé est coupé.")
    return body
