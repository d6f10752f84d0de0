"""Exports of an Opendatasoft portal (Explore v2.1): received whole, or not at all.

A failure in the middle of an export comes inside an answer of status 200, as a sentence or as JSON after
the lines that had gone; so the lines received are counted against what the portal says there are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from portal.kernel.http import Answer, Download, OutboundError, Reason, Session
from portal.kernel.http.receiving import describe_text
from portal.stats.descriptors.fetching import OpendatasoftFetch
from portal.stats.ingest.fetching.addresses import build_count_url, build_export_url

_INTERRUPTED: Final = b"Streaming interrupted"
_TAIL_BYTES: Final = 4096
_PIECE_BYTES: Final = 1024**2


def ask_opendatasoft(fetch: OpendatasoftFetch, folder: Path, session: Session) -> Download:
    """The export of a selection. Raises OutboundError: EMPTY when it has no line, TRUNCATED when some lack.

    Exports carry no validator: the hash says whether something changed.
    """
    expected = _ask_count(fetch, session)
    if expected == 0:
        raise OutboundError(
            Reason.EMPTY, f"{build_count_url(fetch)}: no line for this selection.", status=200
        )
    download = session.download(build_export_url(fetch), folder, packed=True)
    if download.path is None:
        raise OutboundError(Reason.BAD_ANSWER, f"{download.final_url}: HTTP 304 unasked.")
    try:
        _ensure_data(download, download.path)
        received = count_records(download.path)
        # The portal may have been updated between the two questions: the second count decides.
        if received != expected and received != (expected := _ask_count(fetch, session)):
            raise OutboundError(
                Reason.TRUNCATED,
                f"{download.final_url}: {received} lines received, {expected} expected.",
                url=download.final_url,
                status=download.status,
            )
    except OutboundError:
        download.path.unlink(missing_ok=True)
        raise
    return download


def _ask_count(fetch: OpendatasoftFetch, session: Session) -> int:
    answer = session.ask(build_count_url(fetch))
    try:
        count = json.loads(answer.content)["total_count"]
    # RecursionError: braces by the thousand (standards.md, 5.3 C 45).
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _build_unreadable(answer) from error
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise _build_unreadable(answer)
    return count


def _build_unreadable(answer: Answer) -> OutboundError:
    said = describe_text(answer.content[:600])
    return OutboundError(
        Reason.BAD_ANSWER,
        f"{answer.final_url}: expected JSON with total_count, found “{said}”.",
        url=answer.final_url,
        status=answer.status,
    )


def _ensure_data(download: Download, path: Path) -> None:
    """Refuse an error told in the place of lines, or after some of them."""
    with path.open("rb") as handle:
        start = handle.read(_TAIL_BYTES)
        handle.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        tail = handle.read()
    if start.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"{", b"[")):
        raise OutboundError(
            Reason.BAD_QUERY,
            f"{download.final_url}: expected CSV, found JSON: “{_describe_error(start)}”.",
            url=download.final_url,
            status=download.status,
        )
    place = tail.find(_INTERRUPTED)
    if place >= 0:
        raise OutboundError(
            Reason.TRUNCATED,
            f"{download.final_url}: “{describe_text(tail[place:])}”.",
            url=download.final_url,
            status=download.status,
        )


def _describe_error(start: bytes) -> str:
    try:
        told: Any = json.loads(start)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict) and told.get("message"):
        return describe_text(f"{told.get('error_code', '')} {told['message']}".encode("utf-8", "replace"))
    return describe_text(start[:600])


def count_records(path: Path) -> int:
    """Lines of a CSV less its header; a line feed between quotes ends no line."""
    count, quoted, last = 0, False, b""
    with path.open("rb") as handle:
        while piece := handle.read(_PIECE_BYTES):
            for place, part in enumerate(piece.split(b'"')):
                quoted = quoted != (place > 0)
                if not quoted:
                    count += part.count(b"\n")
            last = piece[-1:]
    return count + (last != b"\n") - 1
