"""When an address is looked at again (standards.md, L-07), and at which hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.library.links.rules.story import Story
from portal.library.links.states import ALIVE, DEAD, LOST, LinkState, Outcome

NEW: Final = timedelta(hours=12)
SOON: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
COOL_OFF: Final = timedelta(days=1)
NIGHT: Final = (time(20), time(7))
PARIS: Final = ZoneInfo("Europe/Paris")
_SPREAD: Final = 0.1


def find_next_check(story: Story, *, key: int, now: datetime) -> datetime:
    """After a look: twelve hours for what is new, a day for what may be dead, then a week, then a month.

    ``key`` spreads the dates by a tenth, always the same way: addresses met together part.
    """
    wait = _find_wait(story, now)
    return now + wait * (1 - _SPREAD + 2 * _SPREAD * (key * 0.6180339887 % 1))


def _find_wait(story: Story, now: datetime) -> timedelta:
    age = now - story.since if story.since else timedelta(0)
    if story.state in DEAD:
        return WEEK if age < MONTH else MONTH
    if story.outcome in LOST or story.outcome in {Outcome.TIMEOUT, Outcome.UNSTABLE}:
        return SOON if age < MONTH else WEEK
    if story.state == LinkState.SKIPPED:
        return MONTH
    if story.outcome in ALIVE and story.checks <= 1:
        return NEW
    return WEEK if age < MONTH else MONTH


def is_night(now: datetime) -> bool:
    """Whether it is the hours when servers have few readers, in mainland France."""
    start, end = NIGHT
    hour = now.astimezone(PARIS).time()
    return hour >= start or hour < end
