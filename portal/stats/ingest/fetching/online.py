"""Brings originals from their producers: the network, or a file that an agent hands over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from portal.kernel.http import Download, OutboundError, Reason, Session, Validators
from portal.kernel.http.pacing import parse_http_date
from portal.kernel.packages import compute_sha256
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.fetching import HttpFetch, OpendatasoftFetch
from portal.stats.ingest.fetching.addresses import HANDED, describe_address
from portal.stats.ingest.fetching.contents import ensure_usable
from portal.stats.ingest.fetching.datagouv import ask_datagouv
from portal.stats.ingest.fetching.opendatasoft import ask_opendatasoft
from portal.stats.ingest.fetching.originals import (
    Origin,
    Original,
    confirm_original,
    find_original,
    keep_original,
    list_originals,
    prepare_folder,
)

TRUSTED_DAYS: Final = 7
"""How long a server is believed when it says “unchanged”: then all is asked again, and the hash decides."""


@dataclass(frozen=True, slots=True)
class Received:
    """What a source gave. ``status`` is that of HTTP, None for a file handed over or copied."""

    outcome: Literal["new", "unchanged"]
    original: Original
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the versions of one file are kept, by whom and when one more is."""

    originals: Path
    dataset: str
    file: SourceFileSpec
    by: str
    now: datetime

    @property
    def folder(self) -> Path:
        return prepare_folder(self.originals, self.dataset, self.file.name)

    @property
    def instant(self) -> str:
        return self.now.isoformat(timespec="microseconds")

    def find_current(self) -> Original | None:
        return find_original(self.originals, self.dataset, self.file.name)


def fetch_original(shelf: Shelf, session: Session) -> Received:
    """Ask the producer for a file and keep it, unless it is what is kept already. Raises OutboundError.

    A version is never overwritten; what is kept stays as it was after a failure.
    """
    fetch = shelf.file.fetch
    current = shelf.find_current()
    known = _find_validators(current, shelf.now)
    download = _ASKERS[fetch.kind](fetch, shelf.folder, known, session)
    if download.path is None:
        if current is None:  # nothing was said to be known: no server may answer “unchanged”
            raise OutboundError(Reason.BAD_ANSWER, f"{download.final_url}: HTTP 304 unasked.")
        origin = replace(current.origin, confirmed_at=shelf.instant, final_url=download.final_url)
        return Received("unchanged", confirm_original(current, origin), download.status)
    origin = Origin(
        name=download.name,
        url=describe_address(fetch),  # type: ignore[arg-type]
        sha256=download.sha256,
        bytes=download.bytes,
        fetched_at=shelf.instant,
        confirmed_at=shelf.instant,
        final_url=download.final_url,
        etag=download.headers.get("etag", ""),
        last_modified=download.headers.get("last-modified", ""),
        content_type=download.headers.get("content-type", ""),
        by=shelf.by,
    )
    return replace(_keep(download.path, shelf, origin), status=download.status)


def hand_original(path: Path, shelf: Shelf) -> Received:
    """Copy a file that an agent gives among the originals, as if the producer had. Raises OutboundError."""
    draft = shelf.folder / ".part-handed"
    try:
        shutil.copyfile(path, draft)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutboundError(Reason.NOT_KEPT, f"{path} cannot be copied: {error}.") from error
    origin = Origin(
        name=path.name,
        url=HANDED,
        sha256=compute_sha256(draft),
        bytes=draft.stat().st_size,
        fetched_at=shelf.instant,
        confirmed_at=shelf.instant,
        by=shelf.by,
    )
    return _keep(draft, shelf, origin)


def copy_original(original: Original, shelf: Shelf) -> Received:
    """Another file of the catalogue is read from what has just come: it is not asked for twice."""
    draft = shelf.folder / ".part-copied"
    shutil.copyfile(original.path, draft)
    return _keep(draft, shelf, original.origin)


def _keep(received: Path, shelf: Shelf, origin: Origin) -> Received:
    """Keep a received file if it is usable and new; ``received`` is gone in any case."""
    try:
        ensure_usable(received, shelf.file, origin.name)
        current = shelf.find_current()
        kept = list_originals(shelf.originals, shelf.dataset, shelf.file.name)
        known = next((one for one in kept if one.origin.sha256 == origin.sha256), None)
        if known is None:
            return Received("new", keep_original(received, shelf.folder, origin))
        is_current = current is not None and current.origin.sha256 == origin.sha256
        confirmed = confirm_original(known, replace(origin, name=known.origin.name))
        return Received("unchanged" if is_current else "new", confirmed)
    finally:
        received.unlink(missing_ok=True)


def _find_validators(current: Original | None, now: datetime) -> Validators | None:
    """What to tell the server of the version at hand: nothing when its word is to be verified.

    Some servers never change an ETag, others date files in the future (standards.md, 5.3 C 48).
    """
    if current is None:
        return None
    if now - datetime.fromisoformat(current.origin.fetched_at) > timedelta(days=TRUSTED_DAYS):
        return None
    modified = parse_http_date(current.origin.last_modified)
    is_dated = modified is not None and modified <= now
    return Validators(current.origin.etag, current.origin.last_modified if is_dated else "")


def _ask_http(fetch: HttpFetch, folder: Path, known: Validators | None, session: Session) -> Download:
    return session.download(fetch.url, folder, known=known)


def _ask_export(
    fetch: OpendatasoftFetch, folder: Path, known: Validators | None, session: Session
) -> Download:
    return ask_opendatasoft(fetch, folder, session)


_ASKERS: Final[dict[str, Callable[[Any, Path, Validators | None, Session], Download]]] = {
    "http": _ask_http,
    "datagouv": ask_datagouv,
    "opendatasoft": _ask_export,
}
