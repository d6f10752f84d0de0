"""From one look to the next: where an address stands (standards.md, L-01, L-02, L-04, L-06)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from portal.library.links.rules.classing import classify
from portal.library.links.rules.pages import compare_titles, compute_difference
from portal.library.links.rules.seen import Facts, Seen
from portal.library.links.states import ALIVE, DEAD, LOST, Doubt, LinkState, Outcome

LOST_LEAST: Final = 3
LOST_OVER: Final = timedelta(days=3)
GONE_LEAST: Final = 2
GONE_OVER: Final = timedelta(days=1)
MOVED_LEAST: Final = 3
MOVED_OVER: Final = timedelta(days=7)
DRIFT_FROM: Final = 0.8
_KEPT_FAILURES: Final = 12


@dataclass(frozen=True, slots=True)
class Failure:
    """A look that counts against an address, and the run that took it."""

    outcome: Outcome
    at: datetime
    run: int


@dataclass(frozen=True, slots=True)
class Story:
    """All that is kept of an address between two looks."""

    state: LinkState = LinkState.UNKNOWN
    since: datetime | None = None
    outcome: Outcome | None = None
    checks: int = 0
    failures: tuple[Failure, ...] = ()
    moved_to: str = ""
    moved_count: int = 0
    moved_since: datetime | None = None
    first: Facts | None = None
    last: Facts | None = None
    doubts: frozenset[Doubt] = frozenset()
    trusted: str = ""
    ok_at: datetime | None = None

    @property
    def is_move_sure(self) -> bool:
        """Whether a permanent redirect was seen often and long enough to be proposed."""
        return (
            self.state == LinkState.REDIRECTED_PERM
            and self.moved_since is not None
            and self.ok_at is not None
            and self.moved_count >= MOVED_LEAST
            and self.ok_at - self.moved_since >= MOVED_OVER
        )


def advance(story: Story, seen: Seen, doubts: Collection[Doubt] = ()) -> Story:
    """The story after one more look."""
    outcome = classify(seen)
    story = replace(story, outcome=outcome, checks=story.checks + 1)
    if outcome in ALIVE:
        return _arrive(story, seen, outcome, frozenset(doubts))
    if outcome in LOST:
        return _lose(story, seen, outcome)
    if outcome == Outcome.BLOCKED:  # it is there, and speaks to others: former failures prove nothing more
        return _settle(replace(story, failures=()), LinkState.BLOCKED, seen.at)
    if outcome == Outcome.INVALID:
        return _settle(story, LinkState.SKIPPED, seen.at)
    if story.state in DEAD:  # a breakdown is no sign of life
        return story
    return _settle(story, LinkState.TIMEOUT if outcome == Outcome.TIMEOUT else LinkState.UNSTABLE, seen.at)


def _arrive(story: Story, seen: Seen, outcome: Outcome, doubts: frozenset[Doubt]) -> Story:
    facts = seen.facts or story.last
    if facts is not None and story.trusted and story.trusted == identify(facts):
        doubts = frozenset()
        story = replace(story, first=facts)
    # What is doubted is not what was linked: it cannot become the reference.
    first = story.first or (None if doubts else facts)
    story = replace(story, failures=(), doubts=doubts, first=first, last=facts, ok_at=seen.at)
    story = _count_move(story, seen, outcome)
    if doubts:
        return _settle(story, LinkState.SOFT_404, seen.at)
    if first is not None and facts is not None and has_drifted(first, facts):
        return _settle(story, LinkState.DRIFTED, seen.at)
    states = {Outcome.MOVED_PERM: LinkState.REDIRECTED_PERM, Outcome.MOVED_TEMP: LinkState.REDIRECTED_TEMP}
    return _settle(story, states.get(outcome, LinkState.OK), seen.at)


def _lose(story: Story, seen: Seen, outcome: Outcome) -> Story:
    failures = (*story.failures, Failure(outcome, seen.at, seen.run))[-_KEPT_FAILURES:]
    story = replace(story, failures=failures)
    if story.state not in DEAD and not is_lost(failures):
        return _settle(story, LinkState.UNSTABLE, seen.at)
    is_domain = all(one.outcome == Outcome.NO_DOMAIN for one in failures[-LOST_LEAST:])
    return _settle(story, LinkState.DEAD_DOMAIN if is_domain else LinkState.DEAD, seen.at)


def is_lost(failures: Collection[Failure]) -> bool:
    """Whether failures in a row, each from a run of its own, prove that an address is dead."""
    return _last(failures, LOST_LEAST, LOST_OVER) or _last(
        [one for one in failures if one.outcome == Outcome.GONE], GONE_LEAST, GONE_OVER
    )


def _last(failures: Collection[Failure], least: int, over: timedelta) -> bool:
    by_run = {one.run: one for one in failures}
    moments = [one.at for one in failures]
    return len(by_run) >= least and max(moments) - min(moments) >= over


def _count_move(story: Story, seen: Seen, outcome: Outcome) -> Story:
    if outcome != Outcome.MOVED_PERM:
        return replace(story, moved_to="", moved_count=0, moved_since=None)
    if seen.final_url != story.moved_to:
        return replace(story, moved_to=seen.final_url, moved_count=1, moved_since=seen.at)
    return replace(story, moved_count=story.moved_count + 1)


def _settle(story: Story, state: LinkState, at: datetime) -> Story:
    return story if story.state == state else replace(story, state=state, since=at)


def has_drifted(first: Facts, now: Facts) -> bool:
    """Whether what is served differs by more than 80 % from what was first seen.

    Pages: text and title. Files: their kind, or their size. What only one look knows proves nothing.
    """
    if first.is_page and now.is_page:
        if not (first.fingerprint and now.fingerprint):
            return False
        text = compute_difference(int(first.fingerprint, 16), int(now.fingerprint, 16))
        return text > DRIFT_FROM and compare_titles(first.title, now.title) > DRIFT_FROM
    if first.media_type and now.media_type and first.is_page != now.is_page:
        return True
    if not (first.length and now.length):
        return False
    return min(first.length, now.length) / max(first.length, now.length) < 1 - DRIFT_FROM


def identify(facts: Facts) -> str:
    """What names a content that an agent found right: it is doubted again when it changes."""
    return facts.fingerprint or facts.digest or f"{facts.media_type} {facts.length} {facts.etag}"[:64]
