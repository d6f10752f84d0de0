"""What one look at an address saw, as values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from portal.kernel.http import Hop, Reason

HTML_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What was served. ``fingerprint``: of the text, in hexadecimal, empty for a file or for too few words.

    ``length``: Content-Length in bytes, None when the server does not say. ``excerpt``: first words of the
    page, for whoever must judge it. ``digest``: of the start of the body, empty when only the head came.
    ``read_at``: when the body was read, in ISO format.
    """

    final_url: str = ""
    media_type: str = ""
    length: int | None = None
    title: str = ""
    fingerprint: str = ""
    words: int = 0
    excerpt: str = ""
    digest: str = ""
    etag: str = ""
    last_modified: str = ""
    read_at: str = ""

    @property
    def is_page(self) -> bool:
        return self.media_type in HTML_TYPES

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def parse_facts(kept: dict[str, Any] | None) -> Facts | None:
    """Facts from their form in the database."""
    return Facts(**kept) if kept else None


@dataclass(frozen=True, slots=True)
class Seen:
    """One look. ``status`` is that of the last answer, ``reason`` why it was cut short: one may be without
    the other. ``is_unknown_host``: the name does not exist, for sure. ``is_challenge``: the answer is that of
    a protection against robots. ``facts`` is None when nothing new was learnt (unchanged, or a failure)."""

    url: str
    at: datetime
    run: int
    status: int | None = None
    reason: Reason | None = None
    detail: str = ""
    is_unknown_host: bool = False
    is_challenge: bool = False
    hops: tuple[Hop, ...] = ()
    final_url: str = ""
    facts: Facts | None = None
    elapsed_ms: int = 0

    @property
    def answered(self) -> bool:
        """Whether any server said anything: then this machine has a network."""
        return self.status is not None
