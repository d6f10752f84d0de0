"""One turn of checks: the addresses that are due, several domains at a time, each slowly (L-07, L-09).

Threads only look; the database is written by the caller's thread, one look at a time. A turn that is killed
loses the looks under way: their addresses come back when their lease ends.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Exists, OuterRef

from portal.kernel.http import Reason, Session
from portal.kernel.http.identity import build_user_agent, ensure_no_proxy
from portal.library.links.domains import find_domain
from portal.library.links.looking import LIMITS, Look, Target, is_silent, look_at
from portal.library.links.models import Link, LinkDomain, LinkHost, LinkRun, LinkUse
from portal.library.links.recording import record_look
from portal.library.links.registering import register_links
from portal.library.links.rules.seen import Seen, parse_facts
from portal.library.links.states import ANSWERING, Outcome
from portal.library.links.witness import Witness

_LOG: Final = logging.getLogger(__name__)
_LEASE: Final = timedelta(minutes=30)
_LATER: Final = timedelta(hours=1)
_ONE_DAY: Final = timedelta(days=1)
_MONTH: Final = timedelta(days=30)
_ONE_YEAR: Final = timedelta(days=365)
_NOTHING: Final = "Aucune adresse n’est à vérifier."
_OFFLINE: Final = "Aucun site n’a répondu : cette machine n’a sans doute pas de réseau. Rien n’a été retenu."
_CUT: Final = "Le réseau a manqué pendant le tour : ce qui n’a pas répondu sera vérifié de nouveau."


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one turn may do; ``threads`` domains at a time."""

    addresses: int = 2000
    per_domain: int = 200
    seconds: float = 3600
    threads: int = 8


def open_link_session() -> Session:
    """A session that says who we are, slow by registered domain. Raises OutboundError when a proxy is set."""
    ensure_no_proxy(settings.PROXY_VARIABLES)
    agent = build_user_agent(settings.SITE_URL, settings.CONTACT_EMAIL)
    return Session(agent, limits=LIMITS, turn_of=find_domain)


def run_checks(
    session: Session,
    *,
    now: datetime,
    budget: Budget | None = None,
    is_over: Callable[[], bool] = lambda: False,
) -> LinkRun:
    """Check what is due, within a budget, until ``is_over``. Raises nothing that an address can cause.

    A turn that has nothing to do leaves no trace: it is not saved.
    """
    budget = budget or Budget()
    register_links(now=now)
    links = _claim(_choose(now, budget), now, budget)
    if not links:
        return LinkRun(started_at=now, ended_at=now, words=_NOTHING)
    run = LinkRun.objects.create(started_at=now)
    turn = _Turn(session, run, now, budget, is_over)
    turn.check(_build_targets(links, now))
    LinkRun.objects.filter(started_at__lt=now - _ONE_YEAR).delete()
    return turn.finish()


def _choose(now: datetime, budget: Budget) -> list[int]:
    """The addresses longest due, without those of domains at rest nor too many of one domain."""
    resting = LinkDomain.objects.filter(cool_until__gt=now).values("name")
    due = (
        Link.objects.filter(next_check_at__lte=now, is_ignored=False)
        .filter(Exists(LinkUse.objects.filter(link=OuterRef("pk"))))
        .exclude(domain__in=resting)
        .order_by("next_check_at", "pk")
        .values_list("pk", "domain")
    )
    taken: Counter[str] = Counter()
    chosen: list[int] = []
    for pk, domain in due.iterator(chunk_size=1000):
        if taken[domain] < budget.per_domain:
            taken[domain] += 1
            chosen.append(pk)
            if len(chosen) >= budget.addresses:
                break
    return chosen


def _claim(chosen: Sequence[int], now: datetime, budget: Budget) -> list[Link]:
    """Those that no other turn has taken, for the time of this one."""
    lease = now + timedelta(seconds=budget.seconds) + _LEASE
    claimed: list[Link] = []
    for first in range(0, len(chosen), 200):
        part = chosen[first : first + 200]
        free = Link.objects.filter(pk__in=part, next_check_at__lte=now)
        rows = list(free.order_by("next_check_at", "pk"))
        if free.update(next_check_at=lease) == len(rows):
            claimed += rows
        else:  # another turn is at work on the same addresses: what it took is left to it
            Link.objects.filter(pk__in=[row.pk for row in rows], next_check_at=lease).update(
                next_check_at=now
            )
    return claimed


def _build_targets(links: Iterable[Link], now: datetime) -> dict[str, list[Target]]:
    """By domain, in the order they are due."""
    asked = set(LinkHost.objects.filter(asked_at__gt=now - _ONE_DAY).values_list("name", flat=True))
    found: dict[str, list[Target]] = defaultdict(list)
    for link in links:
        is_sound = link.state in ANSWERING
        is_due = link.https_asked_at is None or link.https_asked_at < now - _MONTH
        found[link.domain].append(
            Target(
                link.pk,
                link.url,
                link.domain,
                known=parse_facts(link.last) if is_sound else None,
                asks_bad=link.host not in asked,
                asks_https=is_sound and is_due and link.url.startswith("http:"),
            )
        )
    return found


class _Turn:
    """One turn under way."""

    def __init__(
        self,
        session: Session,
        run: LinkRun,
        now: datetime,
        budget: Budget,
        is_over: Callable[[], bool],
    ) -> None:
        self._is_asked_to_end = is_over
        self._session, self._run, self._now, self._budget = session, run, now, budget
        self._began = session.clock.monotonic()
        self._stop = threading.Event()
        self._looks: queue.Queue[Look | None] = queue.Queue()
        self._counts: Counter[str] = Counter()
        self._left: set[int] = set()
        self._witness = Witness(session)

    def check(self, targets: dict[str, list[Target]]) -> None:
        """Look at everything, a domain a thread, and write down what is seen as it comes."""
        self._left = {one.link_id for group in targets.values() for one in group}
        with ThreadPoolExecutor(self._budget.threads) as pool:
            try:
                for group in targets.values():
                    pool.submit(self._look_through, group)
                for _ in targets:
                    while (look := self._looks.get()) is not None:
                        self._take(look)
            finally:
                self._stop.set()

    def _look_through(self, group: Sequence[Target]) -> None:
        """In a thread: the addresses of one domain, one after the other. Touches no database."""
        asked: set[str] = set()
        try:
            for target in group:
                if self._is_over():
                    return
                look = self._look(replace(target, asks_bad=target.asks_bad and target.domain not in asked))
                if look.bad_asked:
                    asked.add(target.domain)
                self._looks.put(look)
                if look.seen.status == 429:
                    return
        finally:
            self._looks.put(None)

    def _look(self, target: Target) -> Look:
        try:
            return look_at(self._session, target, run=self._run.pk, at=self._now)
        except Exception as error:  # one address must not stop the others, whatever it sent us
            _LOG.exception("link %d could not be looked at", target.link_id)
            detail = f"{type(error).__name__}: {error}"[:300]
            seen = Seen(target.url, self._now, self._run.pk, reason=Reason.BAD_ANSWER, detail=detail)
            return Look(target, seen)

    def _take(self, look: Look) -> None:
        if is_silent(look):
            self._witness.doubt(look)
            if self._witness.is_worried and not self._stop.is_set():
                if self._witness.ask():
                    self._believe()
                else:
                    self._stop.set()
            return
        if look.outcome != Outcome.INVALID:
            self._witness.hear(look)
            self._believe()
        self._record(look)

    def _believe(self) -> None:
        """Somebody answered after these were silent: they, not we, are down."""
        for look in self._witness.release():
            self._record(look)

    def _record(self, look: Look) -> None:
        try:
            record_look(look, run=self._run, now=self._now)
        except Link.DoesNotExist:  # its documents left meanwhile
            return
        except Exception:
            _LOG.exception("link %d could not be written down", look.target.link_id)
            return
        finally:
            self._left.discard(look.target.link_id)
        self._counts[look.outcome] += 1

    def finish(self) -> LinkRun:
        """Believe or forget the last silences, give back what was not looked at, sum up."""
        if self._witness.has_doubts and self._witness.ask():
            self._believe()
        forgotten = [look.target.link_id for look in self._witness.release()]
        Link.objects.filter(pk__in=forgotten).update(next_check_at=self._now + _LATER)
        Link.objects.filter(pk__in=self._left - set(forgotten)).update(next_check_at=self._now)
        run = self._run
        run.is_offline = bool(forgotten) and not self._witness.has_heard
        run.asked = sum(self._counts.values())
        run.counts = dict(self._counts)
        run.ended_at = self._now + timedelta(seconds=max(0.0, self._elapsed_s()))
        run.words = _OFFLINE if run.is_offline else _CUT if forgotten else ""
        run.save()
        return run

    def _is_over(self) -> bool:
        return self._stop.is_set() or self._is_asked_to_end() or self._elapsed_s() > self._budget.seconds

    def _elapsed_s(self) -> float:
        return self._session.clock.monotonic() - self._began
