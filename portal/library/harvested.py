"""What a source says of one resource, as it says it: the meeting point of every connector.

Nothing is interpreted here: dates, licences, themes and territories are the words of the source, cleaned
to plain text only. ``portal.library.describing`` makes typed values of them.
"""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_ID = 500
LONGEST_TITLE = 500
LONGEST_ABSTRACT = 20_000
LONGEST_TEXT = 400_000


@dataclass(frozen=True, slots=True)
class HarvestedFile:
    """A file or service of a resource. ``url`` is absolute, http or https."""

    url: str
    title: str = ""
    format: str = ""
    size_bytes: int | None = None
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Harvested:
    """One resource. Texts are plain (no markup, NFC, no control character); lists keep their order.

    ``remote_id`` names it for ever within its source. ``url`` is the page to send a reader to: absolute,
    http or https, never empty. ``kind`` is a ``DocumentKind`` when the source tells, else empty.
    ``spatial`` holds names or codes of territories. ``identifiers``: « ark:/12148/… », « doi:10.… »,
    « datagouv:<id> », « isbn:… », « issn:… », or what the source gives. ``series``: title of the series of
    which it is an issue. ``notes``: in French, what had to be mended to read it.
    """

    remote_id: str
    title: str
    url: str
    kind: str = ""
    abstract: str = ""
    text: str = ""
    creators: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    issued: str = ""
    modified: str = ""
    period: str = ""
    keywords: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    language: str = ""
    licence: str = ""
    formats: tuple[str, ...] = ()
    frequency: str = ""
    identifiers: tuple[str, ...] = ()
    spatial: tuple[str, ...] = ()
    files: tuple[HarvestedFile, ...] = ()
    image_url: str = ""
    series: str = ""
    notes: tuple[str, ...] = ()
