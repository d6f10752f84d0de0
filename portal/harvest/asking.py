"""The way of connectors to their sources: polite, guarded, bounded, and sparing of what has not changed.

Every request goes through ``portal.kernel.http.Session``: verified addresses, retries with back-off, waits
that the source asks for, one request at a time and a pause between two. In tests, give a session that has a
``Loopback``: ``Polite(Session("tests", loopback=Loopback(frozenset({server.port}))))``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from protego import Protego

from portal.harvest.pages import Content, PartialHarvest
from portal.kernel.http import Answer, Limits, OutboundError, Reason, Session, Validators
from portal.kernel.http.identity import PRODUCT, build_user_agent, ensure_no_proxy
from portal.kernel.http.receiving import describe_text, looks_like_html

LIMITS: Final = Limits(answer_bytes=64 * 1024**2, deadline_s=300, wait_s=120, spacing_s=1)
"""64 MB a body; a wait longer than two minutes ends the run, which goes on when the source allows."""
ROBOTS_BYTES: Final = 500 * 1024
LONGEST_DELAY_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Kept:
    """A body that we have, and by what its source tells whether it is still the one."""

    content: Content
    validators: Validators


class Memory(Protocol):
    """What was received of a source during the last runs."""

    def find(self, url: str) -> Kept | None:
        """The last body of this address, when it is still at hand."""
        ...

    def keep(self, url: str, kept: Kept) -> None:
        """Remember it for the next run."""
        ...


class NoMemory:
    """For previews and tests: everything is asked again."""

    def find(self, url: str) -> Kept | None:
        return None

    def keep(self, url: str, kept: Kept) -> None:
        return None


@dataclass
class Polite:
    """Implements ``portal.harvest.pages.Asking``.

    ``requests`` counts what was asked, ``unchanged`` what the source did not send again; ``moved`` says
    where the source has moved an address for good (asked → proposed by it): never followed silently.
    """

    session: Session
    memory: Memory = field(default_factory=NoMemory)
    requests: int = 0
    unchanged: int = 0
    moved: dict[str, str] = field(default_factory=dict)
    _robots: dict[str, Protego] = field(default_factory=dict)
    _asked_at: dict[str, float] = field(default_factory=dict)

    def get(self, url: str, *, accept: str = "*/*", is_page: bool = False) -> Content:
        """The body at an address. ``is_page``: a page for people, that robots.txt may refuse.

        Raises OutboundError; PartialHarvest where an HTML page came in the place of data.
        """
        if is_page:
            self._ensure_allowed(url)
        kept = self.memory.find(url)
        answer = self._ask(url, accept, kept)
        if answer.has_moved:
            self.moved[url] = answer.final_url
        if answer.status == 304 and kept is not None:
            self.unchanged += 1
            return kept.content
        content = _describe(answer)
        if not is_page and looks_like_html(content.body):
            raise PartialHarvest(_describe_page(content))
        validators = Validators(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        if validators.as_headers():
            self.memory.keep(url, Kept(content, validators))
        return content

    def _ask(self, url: str, accept: str, kept: Kept | None) -> Answer:
        self.requests += 1
        return self.session.ask(url, accept=accept, known=kept.validators if kept else None)

    def _ensure_allowed(self, url: str) -> None:
        """Raise OutboundError where robots.txt refuses this address; wait as long as it asks."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        robots = self._robots.get(origin)
        if robots is None:
            robots = self._robots[origin] = self._read_robots(origin)
        if not robots.can_fetch(url, PRODUCT):
            raise OutboundError(
                Reason.REFUSED, f"{url}: refused to {PRODUCT} by {origin}/robots.txt.", url=url
            )
        delay_s = min(robots.crawl_delay(PRODUCT) or 0.0, LONGEST_DELAY_S)
        clock = self.session.clock
        pause_s = self._asked_at.get(origin, float("-inf")) + delay_s - clock.monotonic()
        if pause_s > 0:
            clock.sleep(pause_s)
        self._asked_at[origin] = clock.monotonic()

    def _read_robots(self, origin: str) -> Protego:
        """The rules of a site: none when it has no such file; OutboundError when it cannot be read
        (RFC 9309: a site whose rules are out of reach is left alone)."""
        self.requests += 1
        try:
            content = self.session.ask(f"{origin}/robots.txt", accept="text/plain").content
        except OutboundError as error:
            if error.status is None or not 400 <= error.status < 500 or error.reason is Reason.RATE_LIMITED:
                raise
            content = b""
        return Protego.parse(content[:ROBOTS_BYTES].decode("utf-8", "replace"))


def open_polite(memory: Memory | None = None, *, limits: Limits = LIMITS) -> Polite:
    """The way out of this portal. Raises OutboundError when the environment sets a proxy."""
    ensure_no_proxy(settings.PROXY_VARIABLES)
    user_agent = build_user_agent(settings.SITE_URL, settings.CONTACT_EMAIL)
    return Polite(Session(user_agent, limits=limits), memory or NoMemory())


def _describe(answer: Answer) -> Content:
    """The body with what its head says of it: media type in lower case, charset as declared."""
    head = Message()
    head["Content-Type"] = answer.headers.get("content-type", "").replace("\r", " ").replace("\n", " ")
    charset = head.get_param("charset", "")
    told = charset if isinstance(charset, str) else charset[2]
    media_type = head["Content-Type"].partition(";")[0].strip().lower()
    return Content(answer.content, answer.final_url, media_type, told.strip().lower())


def _describe_page(content: Content) -> str:
    said = describe_text(content.body[:1500])
    return (
        f"À l’adresse {content.url}, des données étaient attendues ; la source a envoyé une page web"
        f" (« {said[:200]} »). Elle est peut-être en maintenance, ou son adresse a changé : ouvrez-la dans un"
        " navigateur, puis corrigez la fiche de la source s’il le faut."
    )
