"""Questions about the health of links: totals, by producer and by source, and the agents' queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final, Literal

from django.db.models import Count, F, Q

from portal.library.kinds import DocumentState
from portal.library.links.models import Link, LinkCheck, LinkRun, LinkUse, Proposal
from portal.library.links.states import ANSWERING, DEAD, DOUBTFUL, LinkState, ProposalState
from portal.library.models import Clock, Document

Health = Literal["ok", "blocked", "check", "dead", "never", "skipped"]
HEALTHS: Final[tuple[Health, ...]] = ("ok", "blocked", "check", "dead", "never", "skipped")
_SHOWN: Final = (DocumentState.PUBLISHED, DocumentState.ARCHIVED)
Subject = Literal["changed", "doubtful", "blocked", "dead", "failing"]
QUEUES: Final[Mapping[Subject, frozenset[LinkState]]] = {
    "dead": DEAD,
    "doubtful": frozenset({LinkState.SOFT_404}),
    "changed": frozenset({LinkState.DRIFTED}),
    "failing": frozenset({LinkState.UNSTABLE, LinkState.TIMEOUT}),
    "blocked": frozenset({LinkState.BLOCKED}),
}


def find_health(state: str | None) -> Health:
    """The column of the public page for a state; None: no address of the document was ever met."""
    if state is None or state == LinkState.UNKNOWN:
        return "never"
    if state in ANSWERING:
        return "ok"
    if state in DEAD:
        return "dead"
    if state == LinkState.BLOCKED:
        return "blocked"
    return "check" if state in DOUBTFUL else "skipped"


@dataclass(slots=True)
class Tally:
    """How many addresses are in each column."""

    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def checked(self) -> int:
        return self.total - self.counts["never"] - self.counts["skipped"]


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The health of all addresses of shown documents. By slug of producer and of source: an address that two
    of them use counts for both; ``total`` counts it once. ``run``: the last turn that learnt something."""

    total: Tally
    by_producer: Mapping[str, Tally]
    by_source: Mapping[str, Tally]
    run: LinkRun | None
    offline_at: datetime | None


def get_health_version() -> str:
    """Changes with the documents and with each turn of checks."""
    revision = Clock.objects.values_list("revision", flat=True).first() or 0
    run = LinkRun.objects.order_by("-pk").values_list("pk", "ended_at").first()
    return f"{revision}-{run[0]}-{run[1]:%H%M%S}" if run and run[1] else f"{revision}-{run[0] if run else 0}"


def get_health() -> HealthReport:
    """Counted by the database, in a few statements whatever the number of documents, once for each state of
    the library: a million documents take seconds."""
    return _read_health(get_health_version())


@lru_cache(maxsize=1)
def _read_health(version: str) -> HealthReport:
    by_producer: dict[str, Tally] = {}
    by_source: dict[str, Tally] = {}
    rows = (
        Document.objects.filter(state__in=_SHOWN)
        .values("producers", "sources")
        .annotate(link_state=F("link_uses__link__state"))
        .annotate(links=Count("link_uses__link", distinct=True), documents=Count("pk", distinct=True))
        .order_by()
    )
    for row in rows:
        health = find_health(row["link_state"])
        count = row["links"] or row["documents"]
        for slugs, tallies in ((row["producers"], by_producer), (row["sources"], by_source)):
            for slug in slugs or [""]:
                tallies.setdefault(str(slug), Tally()).counts[health] += count
    runs = LinkRun.objects.exclude(ended_at=None)
    last = runs.first()
    return HealthReport(
        _count_all(),
        by_producer,
        by_source,
        runs.filter(is_offline=False, asked__gt=0).first(),
        last.started_at if last is not None and last.is_offline else None,
    )


def forget_health() -> None:
    """Forget what was counted: for tests, whose databases all begin at the same revision."""
    _read_health.cache_clear()


def _count_all() -> Tally:
    used = Link.objects.filter(uses__document__state__in=_SHOWN)
    rows = used.values("state").annotate(links=Count("pk", distinct=True)).order_by()
    tally = Tally()
    for row in rows:
        tally.counts[find_health(row["state"])] += row["links"]
    tally.counts["never"] += Document.objects.filter(state__in=_SHOWN, link_uses=None).count()
    return tally


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A dead address and a document that sends readers there."""

    url: str
    state: LinkState
    since: datetime | None
    checked_at: datetime | None
    archive_url: str
    document_id: int
    title: str
    path: str
    producers: tuple[str, ...]


def iter_dead() -> Iterable[DeadLink]:
    """All dead addresses, a row a document, the longest dead first; in one statement."""
    uses = LinkUse.objects.filter(link__state__in=DEAD, document__state__in=_SHOWN)
    for use in uses.select_related("link", "document").order_by("link__since", "pk").iterator(chunk_size=500):
        link, document = use.link, use.document
        yield DeadLink(
            link.url,
            LinkState(link.state),
            link.since,
            link.checked_at,
            link.archive_url,
            document.pk,
            document.title,
            document.path,
            tuple(document.producers),
        )


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some addresses that an agent should see, each with its documents; ``total`` of them all."""

    links: tuple[Link, ...]
    total: int


def count_queue() -> dict[str, int]:
    """How many wait in each queue, and under « proposals », in two statements."""
    wanted = {name: Count("pk", distinct=True, filter=Q(state__in=states)) for name, states in QUEUES.items()}
    counts = Link.objects.filter(uses__isnull=False, is_ignored=False).aggregate(**wanted)
    waiting = Proposal.objects.filter(state=ProposalState.WAITING).count()
    return {**counts, "proposals": waiting}


def list_queue(subject: Subject, *, first: int = 0, limit: int = 50) -> QueuePage:
    """The addresses of one queue, the oldest in that state first, with ``uses`` and ``proposals`` at hand."""
    links = Link.objects.filter(state__in=QUEUES[subject], uses__isnull=False, is_ignored=False).distinct()
    page = links.order_by("since", "pk").prefetch_related("uses__document", "proposals")
    return QueuePage(tuple(page[first : first + limit]), links.count())


def list_proposals(*, kind: str = "", first: int = 0, limit: int = 50) -> tuple[list[Proposal], int]:
    """Proposals that wait, the latest first, with their address and its documents; then how many."""
    waiting = Proposal.objects.filter(state=ProposalState.WAITING)
    waiting = waiting.filter(kind=kind) if kind else waiting
    page = waiting.select_related("link").prefetch_related("link__uses__document")
    return list(page[first : first + limit]), waiting.count()


def list_checks(link: Link) -> list[LinkCheck]:
    """The last looks at an address, the latest first."""
    return list(LinkCheck.objects.filter(link=link))


def list_runs(limit: int = 20) -> list[LinkRun]:
    """The last turns, the latest first."""
    return list(LinkRun.objects.all()[:limit])
