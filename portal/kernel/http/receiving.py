"""The body of a reply: refused for its status, or written to disk within its bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from portal.kernel.http.errors import OutboundError, Reason
from portal.kernel.http.guard import Deadline
from portal.kernel.http.limits import Limits
from portal.kernel.http.pacing import parse_retry_after
from portal.kernel.http.partial import Partial, Start
from portal.kernel.http.wire import Reply

_REASONS: Final = {
    204: Reason.EMPTY,
    400: Reason.BAD_QUERY,
    404: Reason.NOT_FOUND,
    408: Reason.SERVER_ERROR,
    410: Reason.NOT_FOUND,
    422: Reason.BAD_QUERY,
    425: Reason.SERVER_ERROR,
    429: Reason.RATE_LIMITED,
}
_EXCERPT_BYTES: Final = 2048
_HTML: Final = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)?(?:<!doctype\s+html|<html|<head|<body)|<html[\s>]", re.IGNORECASE | re.DOTALL
)


def ensure_success(
    reply: Reply, limits: Limits, deadline: Deadline, expected: frozenset[int] = frozenset({200})
) -> None:
    """Raise OutboundError unless the status is one of ``expected``; the message of the server is quoted."""
    status = reply.status
    if status in expected:
        return
    reason = _REASONS.get(status)
    if reason is None:
        reason = (
            Reason.SERVER_ERROR if status >= 500 else Reason.REFUSED if status >= 400 else Reason.BAD_ANSWER
        )
    wait_s = parse_retry_after(reply.headers, deadline.clock.now()) if status in {429, 503} else None
    if status == 503 and wait_s is not None:
        reason = Reason.RATE_LIMITED
    said = describe_text(read_excerpt(reply, limits, deadline, _EXCERPT_BYTES)) if status >= 400 else ""
    raise OutboundError(
        reason,
        f"{reply.address}: HTTP {status}{f', “{said}”' if said else ''}.",
        url=str(reply.address),
        status=status,
        wait_s=wait_s,
    )


def read_excerpt(reply: Reply, limits: Limits, deadline: Deadline, count: int) -> bytes:
    """At most ``count`` bytes of the body."""
    content = bytearray()
    for chunk in reply.iter_body(limits, deadline):
        content += chunk
        if len(content) >= count:
            break
    return bytes(content[:count])


def describe_text(content: bytes) -> str:
    """What a server said, in one line of printable characters: for agents."""
    text = re.sub(r"<[^>]*>", " ", content.decode("utf-8", "replace"))
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())[:300]


def looks_like_html(start: bytes) -> bool:
    """Whether a file begins as a web page (an error, a maintenance, a form to log in)."""
    return _HTML.search(start.removeprefix(b"\xef\xbb\xbf")[:_EXCERPT_BYTES]) is not None


def receive(reply: Reply, partial: Partial, start: Start | None, limits: Limits, deadline: Deadline) -> Path:
    """Write the body to the partial file, from where it was; the whole file, or OutboundError."""
    offset, total = _find_offset(reply, partial, start, limits, deadline)
    declared = reply.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and offset + int(declared[:19]) > limits.body_bytes:
        raise OutboundError(
            Reason.TOO_LARGE, f"{reply.address}: {declared} bytes declared.", status=reply.status
        )
    if not offset:
        partial.describe(_find_validator(reply))
    try:
        size = _write(reply, partial.path, offset, limits, deadline)
        if total is not None and size != total:
            raise OutboundError(Reason.TRUNCATED, f"{reply.address}: {size} bytes of {total}.")
        _ensure_content(reply, partial.path)
    except OutboundError as error:
        error.status = error.status or reply.status
        error.url = error.url or str(reply.address)
        partial.settle(error.reason)
        raise
    except OSError as error:  # the disk is full, or no longer there
        partial.discard()
        raise OutboundError(Reason.NOT_KEPT, f"{reply.address}: not written ({error}).") from error
    return partial.finish()


def _find_offset(
    reply: Reply, partial: Partial, start: Start | None, limits: Limits, deadline: Deadline
) -> tuple[int, int | None]:
    """Where the body goes in the file, and the size of the whole if the server says it."""
    if start is None or reply.status == 200:
        ensure_success(reply, limits, deadline)
        return 0, None
    if reply.status != 206:
        partial.discard()
        if reply.status == 416:  # the file became shorter: the next attempt asks for all of it
            raise OutboundError(Reason.TRUNCATED, f"{reply.address}: HTTP 416.", status=416, wait_s=0)
        ensure_success(reply, limits, deadline)
    found = re.fullmatch(
        r"bytes (\d{1,19})-\d{1,19}/(\d{1,19}|\*)", reply.headers.get("content-range", "").strip()
    )
    if found is None or int(found.group(1)) != start.size or reply.headers.get("content-encoding"):
        partial.discard()
        raise OutboundError(
            Reason.BAD_ANSWER,
            f"{reply.address}: asked from byte {start.size}, found {reply.headers.get('content-range')!r}.",
        )
    return start.size, None if found.group(2) == "*" else int(found.group(2))


def _find_validator(reply: Reply) -> str:
    """The strong validator that lets this body be taken up; empty when there is none."""
    if reply.headers.get("content-encoding") or reply.headers.get("accept-ranges", "").lower() == "none":
        return ""
    etag = reply.headers.get("etag", "")
    return etag if etag.startswith('"') else reply.headers.get("last-modified", "")


def _write(reply: Reply, path: Path, offset: int, limits: Limits, deadline: Deadline) -> int:
    size = offset
    with path.open("ab" if offset else "wb") as target:
        for chunk in _ensure_data(reply.iter_body(limits, deadline), reply, offset):
            size += len(chunk)
            if size > limits.body_bytes:
                raise OutboundError(
                    Reason.TOO_LARGE, f"{reply.address}: more than {limits.body_bytes} bytes."
                )
            target.write(chunk)
    return size


def _ensure_data(chunks: Iterator[bytes], reply: Reply, offset: int) -> Iterator[bytes]:
    """Stop at the first piece of a web page: there is no need for the rest."""
    for place, chunk in enumerate(chunks):
        if place == 0 and not offset and looks_like_html(chunk):
            raise _build_html_error(reply, chunk)
        yield chunk


def _ensure_content(reply: Reply, path: Path) -> None:
    with path.open("rb") as handle:
        start = handle.read(_EXCERPT_BYTES)
    if not start.strip():
        raise OutboundError(Reason.EMPTY, f"{reply.address}: nothing in the body.")
    if looks_like_html(start):
        raise _build_html_error(reply, start)


def _build_html_error(reply: Reply, start: bytes) -> OutboundError:
    return OutboundError(
        Reason.HTML_INSTEAD_OF_DATA, f"{reply.address}: a web page, “{describe_text(start[:600])}”."
    )
