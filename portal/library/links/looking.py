"""One look at an address through the network: HEAD when it can suffice, else GET cut at 64 kB (L-03)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from portal.kernel.http import Limits, Probe, Reason, Session, UnknownHost
from portal.library.links.rules.classing import classify, is_challenge
from portal.library.links.rules.doubting import are_alike
from portal.library.links.rules.pages import PageText, compute_fingerprint, read_page
from portal.library.links.rules.seen import HTML_TYPES, Facts, Seen
from portal.library.links.states import ALIVE, Outcome

LIMITS: Final = Limits(
    deadline_s=20, redirects=10, connect_s=8, read_s=15, stall_s=10, stall_bytes=1024, attempts=1, spacing_s=2
)
BODY_BYTES: Final = 65_536
HEADERS: Final = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr,en;q=0.5",
}
SMALL_PAGE: Final = 4096
"""Bytes: a web page announced smaller is often that of a protection, and has to be read (hydra)."""
READ_AGAIN: Final = timedelta(days=30)
_EXCERPT: Final = 300


@dataclass(frozen=True, slots=True)
class Target:
    """An address to look at. ``known``: what it served last, None when it must be read afresh.

    ``asks_bad``: whether the answer of its host to an invented address is to be asked, if it redirects;
    ``asks_https``: whether its secure twin is.
    """

    link_id: int
    url: str
    domain: str
    known: Facts | None = None
    asks_bad: bool = False
    asks_https: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen, with the page when it is one; ``bad``: what an invented address of the host served;
    ``https_url``: the secure twin, when it serves the same page."""

    target: Target
    seen: Seen
    page: PageText | None = None
    bad: Facts | None = None
    bad_asked: bool = False
    https_url: str = ""
    https_asked: bool = False

    @property
    def outcome(self) -> Outcome:
        return classify(self.seen)


def look_at(session: Session, target: Target, *, run: int, at: datetime) -> Look:
    """Look once. Raises nothing that a server can cause."""
    probe = _ask(session, target, at)
    seen, page = build_seen(probe, target.known, run=run, at=at)
    look = Look(target, seen, page)
    if look.outcome not in ALIVE:
        return look
    if seen.hops and target.asks_bad:
        bad = session.probe(invent_sibling(target.url), headers=HEADERS, body_bytes=BODY_BYTES)
        facts = build_facts(bad, at)[0] if bad.failure is None and bad.status == 200 else None
        look = replace(look, bad=facts, bad_asked=True)
    if target.asks_https and not seen.hops and seen.facts is not None:
        look = replace(look, https_url=_find_https(session, target.url, seen.facts, at), https_asked=True)
    return look


def _ask(session: Session, target: Target, at: datetime) -> Probe:
    known, left_s = target.known, session.limits.deadline_s
    # Where the body is to be read anyway, at first sight and for a page, asking twice would help nobody.
    if known is not None and known.read_at and not known.is_page:
        head = session.probe(target.url, method="HEAD", headers=HEADERS, within_s=left_s / 2)
        if isinstance(head.failure, UnknownHost) or head.status == 429 or suffices(head, known, at):
            return head
        left_s -= head.elapsed_s
    headers = dict(HEADERS)
    if known is not None and known.digest:
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        headers |= {name: value for name, value in asked.items() if value and value.isascii()}
    return session.probe(target.url, headers=headers, body_bytes=BODY_BYTES, within_s=left_s)


def suffices(head: Probe, known: Facts | None, at: datetime) -> bool:
    """Whether the head alone proves that the file is still the one that was read less than a month ago.

    It does not when the status is not a success, nothing dates nor sizes the file, or it may be the page
    of a protection: hydra's rules. A file never read is read, for some servers answer any HEAD.
    """
    if head.failure is not None or head.status != 200 or known is None or not known.read_at:
        return False
    facts = build_facts(head, at)[0]
    is_sized = facts.length is not None or bool(facts.last_modified)
    is_same = all(
        getattr(facts, name) == getattr(known, name)
        for name in ("media_type", "length", "etag", "last_modified", "final_url")
    )
    return is_sized and is_same and at - datetime.fromisoformat(known.read_at) < READ_AGAIN


def build_seen(probe: Probe, known: Facts | None, *, run: int, at: datetime) -> tuple[Seen, PageText | None]:
    """A probe as values; the page when a web page came."""
    facts, page = build_facts(probe, at)
    is_new = probe.failure is None and probe.status is not None and 200 <= probe.status < 300
    if is_new and not facts.digest:  # a head: what was read of the file stays true
        facts = replace(known, final_url=facts.final_url) if known is not None else facts
    failure = probe.failure
    seen = Seen(
        url=probe.url,
        at=at,
        run=run,
        status=probe.status,
        reason=failure.reason if failure else None,
        detail=str(failure)[:300] if failure else "",
        is_unknown_host=isinstance(failure, UnknownHost),
        is_challenge=is_challenge(probe.headers, page),
        hops=probe.hops,
        final_url=probe.final_url[:2000],
        facts=facts if is_new else None,
        elapsed_ms=round(probe.elapsed_s * 1000),
    )
    return seen, page


def build_facts(probe: Probe, at: datetime) -> tuple[Facts, PageText | None]:
    """What was served, and its text if it is a web page."""
    headers = probe.headers
    content_type = headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()[:100]
    declared = headers.get("content-length", "")
    page = None
    if probe.body and (
        media_type in HTML_TYPES or (not media_type and b"<html" in probe.body[:2048].lower())
    ):
        media_type, page = media_type or "text/html", read_page(probe.body, content_type)
    fingerprint = compute_fingerprint(page.text) if page else None
    facts = Facts(
        final_url=probe.final_url[:2000],
        media_type=media_type,
        length=int(declared) if declared.isascii() and declared.isdigit() and len(declared) < 16 else None,
        title=page.title if page else "",
        fingerprint=f"{fingerprint:016x}" if fingerprint is not None else "",
        words=page.text.count(" ") + 1 if page and page.text else 0,
        excerpt=page.text[:_EXCERPT] if page else "",
        digest=hashlib.sha256(probe.body).hexdigest() if probe.body else "",
        etag=_plain(headers.get("etag", "")),
        last_modified=_plain(headers.get("last-modified", "")),
        read_at=at.isoformat() if probe.body else "",
    )
    return facts, page


def _plain(value: str) -> str:
    """A header to be kept and sent again: short, printable, ASCII; else it is not kept."""
    return value if value.isascii() and value.isprintable() and len(value) <= 200 else ""


def invent_sibling(url: str) -> str:
    """An address beside this one that nobody has made."""
    parts = urlsplit(url)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/oc-{secrets.token_hex(6)}", "", ""))


def _find_https(session: Session, url: str, facts: Facts, at: datetime) -> str:
    """The secure twin of an address in clear, when it serves the same; empty otherwise (L-04)."""
    twin = "https:" + url.partition(":")[2]
    probe = session.probe(twin, headers=HEADERS, body_bytes=BODY_BYTES)
    other, _ = build_facts(probe, at)
    is_same = probe.failure is None and probe.status == 200 and not probe.hops
    return twin if is_same and other.title == facts.title and are_alike(facts, other) else ""


def is_silent(look: Look) -> bool:
    """Whether nobody answered, by name or by connection: this machine may be the one without network."""
    silent = {Reason.UNREACHABLE, Reason.TOO_SLOW}
    return not look.seen.answered and look.seen.reason in silent
