"""Archived copies of pages that are dead, asked of the Wayback Machine (standards.md, L-08).

Formats: https://archive.org/help/wayback_api.php for « availability », and the CDX server of
https://github.com/internetarchive/wayback, asked when the former knows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from portal.kernel.http import OutboundError, Session
from portal.kernel.http.addresses import parse_address

WAYBACK: Final = "https://archive.org/wayback/available"
CDX: Final = "https://web.archive.org/cdx/search/cdx"
REPLAY: Final = "https://web.archive.org/web"
_STAMP: Final = "%Y%m%d%H%M%S"
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Memento:
    """A copy of a page, and the instant it was taken at."""

    url: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Archive:
    """Where copies are asked for: the two services, and where copies are read."""

    available: str = WAYBACK
    cdx: str = CDX
    replay: str = REPLAY


INTERNET_ARCHIVE: Final = Archive()


def find_memento(
    session: Session, url: str, *, near: date | None, archive: Archive = INTERNET_ARCHIVE
) -> Memento | None:
    """The copy nearest to a day, of those that answered 200; None when there is none.

    Raises OutboundError when the archive cannot be asked.
    """
    asked = {"url": url} | ({"timestamp": f"{near:%Y%m%d}"} if near else {})
    found = parse_availability(session.ask(f"{archive.available}?{urlencode(asked)}").content)
    if found is not None:
        return found
    query = {
        "url": url,
        "output": "json",
        "fl": "timestamp,original,statuscode",
        "filter": "statuscode:200",
        "limit": str(_MOST),
    }
    mementos = parse_cdx(session.ask(f"{archive.cdx}?{urlencode(query)}").content, archive.replay)
    return choose_nearest(mementos, near)


def parse_availability(content: bytes) -> Memento | None:
    """The closest copy that the service names, when it answered 200."""
    said = _parse_json(content)
    snapshots = said.get("archived_snapshots") if isinstance(said, dict) else None
    closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
    if not isinstance(closest, dict) or closest.get("available") is not True:
        return None
    if str(closest.get("status", "200")) != "200":
        return None
    return _build(str(closest.get("url", "")), str(closest.get("timestamp", "")))


def parse_cdx(content: bytes, replay: str = REPLAY) -> list[Memento]:
    """The copies of a CDX answer in JSON: a row of names, then a row a copy."""
    rows = _parse_json(content)
    if not isinstance(rows, list) or not rows:
        return []
    found = []
    for row in rows[1 : _MOST + 1]:
        if isinstance(row, list) and len(row) == 3 and str(row[2]) == "200":
            memento = _build(f"{replay}/{row[0]}/{row[1]}", str(row[0]))
            found += [memento] if memento else []
    return found


def choose_nearest(mementos: Sequence[Memento], near: date | None) -> Memento | None:
    """The copy nearest to a day; the oldest when no day is known: the page was then as it was linked."""
    if not mementos:
        return None
    if near is None:
        return min(mementos, key=lambda one: one.taken_at)
    noon = datetime(near.year, near.month, near.day, 12, tzinfo=UTC)
    return min(mementos, key=lambda one: (abs(one.taken_at - noon), one.taken_at))


def _build(url: str, stamp: str) -> Memento | None:
    try:
        taken_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        parse_address(url)
    except (ValueError, OutboundError):
        return None
    secure = "https:" + url.removeprefix("http:") if url.startswith("http:") else url
    return Memento(secure, taken_at)


def _parse_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
