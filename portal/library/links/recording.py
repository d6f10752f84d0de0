"""A look written down: the story goes on, the history grows by one, documents that changed say so."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from portal.kernel.french import format_date
from portal.library.actions.revising import touch_documents
from portal.library.links.domains import hash_url
from portal.library.links.looking import Look
from portal.library.links.models import (
    KEPT_CHECKS,
    Link,
    LinkCheck,
    LinkDomain,
    LinkHost,
    LinkRun,
    LinkUse,
    Proposal,
)
from portal.library.links.rules.doubting import find_doubts
from portal.library.links.rules.seen import Facts, parse_facts
from portal.library.links.rules.story import Failure, Story, advance
from portal.library.links.rules.timetable import COOL_OFF, find_next_check
from portal.library.links.states import (
    ALIVE,
    Doubt,
    LinkState,
    Outcome,
    ProposalKind,
    ProposalState,
    Role,
    find_facet,
)


@transaction.atomic
def record_look(look: Look, *, run: LinkRun, now: datetime) -> LinkState:
    """Write one look down and say where the address then stands. Everything of it, or nothing."""
    link = Link.objects.select_for_update().get(pk=look.target.link_id)
    if look.bad_asked:
        LinkHost.objects.update_or_create(
            name=link.host, defaults={"asked_at": now, "bad": look.bad.as_json() if look.bad else None}
        )
    _note_target(link, look)
    before = read_story(link)
    doubts = _find_doubts(link, look, before) if look.outcome in ALIVE else frozenset()
    after = advance(before, look.seen, doubts)
    write_story(link, after)
    link.detail, link.checked_at = look.seen.detail or link.get_outcome_display(), now
    link.next_check_at = find_next_check(after, key=link.pk, now=now)
    if look.https_asked:
        link.https_asked_at = now
    link.save()
    _remember(link, look, run)
    _propose(link, look, after, now)
    if look.seen.status == 429:
        LinkDomain.objects.update_or_create(name=link.domain, defaults={"cool_until": now + COOL_OFF})
    if find_facet(before.state) != find_facet(after.state):
        touch_documents(list(LinkUse.objects.filter(link=link).values_list("document", flat=True).distinct()))
    return after.state


def _note_target(link: Link, look: Look) -> None:
    """Where a redirect to another page ended: several addresses that end together are doubtful."""
    is_other = urlsplit(look.seen.final_url).path != urlsplit(link.url).path
    link.final_digest = hash_url(look.seen.final_url) if look.seen.hops and is_other else ""


def _find_doubts(link: Link, look: Look, story: Story) -> frozenset[Doubt]:
    same, bad = 0, None
    if look.seen.hops:
        same = 1 if link.final_digest else 0
        if same:
            others = Link.objects.filter(host=link.host, final_digest=link.final_digest)
            same += others.exclude(pk=link.pk).count()
        host = LinkHost.objects.filter(name=link.host).first()
        bad = parse_facts(host.bad) if host else None
    return find_doubts(look.seen, look.page, first=story.first, bad=bad, same_target=same)


def _remember(link: Link, look: Look, run: LinkRun) -> None:
    seen = look.seen
    LinkCheck.objects.create(
        link=link,
        run=run,
        at=seen.at,
        outcome=look.outcome,
        status=seen.status if seen.status is None or seen.status < 1000 else None,
        final_url=seen.final_url if seen.hops else "",
        elapsed_ms=seen.elapsed_ms,
        detail=seen.detail,
    )
    old = LinkCheck.objects.filter(link=link).values_list("pk", flat=True)[KEPT_CHECKS:]
    LinkCheck.objects.filter(pk__in=list(old)).delete()


def _propose(link: Link, look: Look, story: Story, now: datetime) -> None:
    if look.outcome in ALIVE:  # what was proposed and is no longer true
        waiting = Proposal.objects.filter(link=link, state=ProposalState.WAITING)
        waiting.filter(kind=ProposalKind.NEW_ADDRESS).exclude(value=story.moved_to).delete()
        waiting.filter(kind=ProposalKind.ARCHIVE_COPY).delete()
    if not LinkUse.objects.filter(link=link, role=Role.MAIN).exists():
        return
    if story.is_move_sure and story.moved_since is not None:
        is_secure = story.moved_to == "https:" + link.url.partition(":")[2]
        since = format_date(story.moved_since.date())
        reason = f"Renvoi définitif vu {story.moved_count} fois depuis le {since}."
        kind = ProposalKind.HTTPS if is_secure else ProposalKind.NEW_ADDRESS
        propose(link, kind, story.moved_to, reason, now=now)
    elif look.https_url and story.state == LinkState.OK:
        propose(
            link, ProposalKind.HTTPS, look.https_url, "La page sécurisée est identique à l’autre.", now=now
        )


def propose(link: Link, kind: ProposalKind, value: str, reason: str, *, now: datetime) -> None:
    """Put something in the agents' queue, once; what was refused is not proposed again."""
    Proposal.objects.get_or_create(
        link=link,
        kind=kind,
        digest=hash_url(value),
        defaults={"value": value[:2000], "reason": reason[:300], "noticed_at": now},
    )


def read_story(link: Link) -> Story:
    """The story kept in a row."""
    return Story(
        state=LinkState(link.state),
        since=link.since,
        outcome=Outcome(link.outcome) if link.outcome else None,
        checks=link.checks,
        failures=tuple(
            Failure(Outcome(one["outcome"]), datetime.fromisoformat(one["at"]), one["run"])
            for one in link.failures
        ),
        moved_to=link.moved_to,
        moved_count=link.moved_count,
        moved_since=link.moved_since,
        first=parse_facts(link.first),
        last=parse_facts(link.last),
        doubts=frozenset(Doubt(one) for one in link.doubts),
        trusted=link.trusted,
        ok_at=link.ok_at,
    )


def write_story(link: Link, story: Story) -> None:
    """The story put in its row, which is not saved."""
    link.state, link.since = story.state, story.since
    link.outcome, link.checks = story.outcome or "", story.checks
    link.failures = [
        {"outcome": one.outcome.value, "at": one.at.isoformat(), "run": one.run} for one in story.failures
    ]
    link.moved_to, link.moved_count, link.moved_since = story.moved_to, story.moved_count, story.moved_since
    link.first, link.last = _serialise(story.first), _serialise(story.last)
    link.doubts = sorted(story.doubts)
    link.trusted, link.ok_at = story.trusted, story.ok_at


def _serialise(facts: Facts | None) -> dict[str, object] | None:
    return facts.as_json() if facts else None
