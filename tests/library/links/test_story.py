"""Where an address stands after some looks: every rule of L-01, L-02, L-04 and L-06, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.kernel.http import Hop, Reason
from portal.library.links.rules.seen import Facts, Seen
from portal.library.links.rules.story import Story, advance, has_drifted
from portal.library.links.states import Doubt, LinkState, Outcome
from tests.library.links.builders import days

URL = "http://site.example/a"
FACTS = Facts(URL, "text/html", 900, "Budget", "00ff00ff00ff00ff", 200)


def look(day: float, status: int | None = 200, *, run: int | None = None, **fields: object) -> Seen:
    facts = FACTS if status == 200 else None
    known = {"url": URL, "at": days(day), "run": int(day * 10) if run is None else run, "status": status}
    return Seen(**{"facts": facts, "final_url": URL, **known, **fields})  # type: ignore[arg-type]


def no_name(day: float) -> Seen:
    return look(day, None, reason=Reason.UNREACHABLE, is_unknown_host=True)


def slow(day: float) -> Seen:
    return look(day, None, reason=Reason.TOO_SLOW)


def moved(day: float, to: str = "http://site.example/b", status: int = 301) -> Seen:
    return look(day, final_url=to, hops=(Hop(status, to),))


def tell(*looks: Seen) -> Story:
    story = Story()
    for one in looks:
        story = advance(story, one)
    return story


@pytest.mark.parametrize(
    ("looks", "state"),
    [
        ([look(0)], LinkState.OK),
        ([look(0, 404)], LinkState.UNSTABLE),
        ([look(0, 404), look(1, 404)], LinkState.UNSTABLE),
        # Three failures, but over two days and a half; then over three days.
        ([look(0, 404), look(1, 404), look(2.5, 404)], LinkState.UNSTABLE),
        ([look(0, 404), look(1, 404), look(3, 404)], LinkState.DEAD),
        # Two failures are not three, however far apart; nor are three looks of one run.
        ([look(0, 404), look(9, 404)], LinkState.UNSTABLE),
        ([look(0, 404, run=7), look(2, 404, run=7), look(4, 404, run=7)], LinkState.UNSTABLE),
        # 410 needs two, of two runs, a day apart.
        ([look(0, 410)], LinkState.UNSTABLE),
        ([look(0, 410), look(0.5, 410)], LinkState.UNSTABLE),
        ([look(0, 410), look(1, 410)], LinkState.DEAD),
        ([look(0, 404), look(1, 410)], LinkState.UNSTABLE),
        ([no_name(0), no_name(2), no_name(3)], LinkState.DEAD_DOMAIN),
        ([no_name(0), no_name(2), look(3, 404)], LinkState.DEAD),
        # An answer between clears all; a refusal too; a breakdown neither clears nor counts.
        ([look(0, 404), look(1), look(2, 404), look(4, 404)], LinkState.UNSTABLE),
        ([look(0, 404), look(1, 403), look(2, 404), look(4, 404)], LinkState.UNSTABLE),
        ([look(0, 404), look(1, 500), look(2, 404), look(4, 404)], LinkState.DEAD),
        ([look(0, 404), slow(1), slow(2), slow(9), slow(30)], LinkState.TIMEOUT),
        # Dead stays dead in a breakdown, comes back with one answer, is blocked by a refusal.
        ([look(0, 404), look(1, 404), look(3, 404), look(4, 500)], LinkState.DEAD),
        ([look(0, 404), look(1, 404), look(3, 404), look(4)], LinkState.OK),
        ([look(0, 404), look(1, 404), look(3, 404), look(4, 403)], LinkState.BLOCKED),
        ([look(day, 403) for day in range(60)], LinkState.BLOCKED),
        ([look(day, 429) for day in range(60)], LinkState.BLOCKED),
        ([look(day, 401) for day in range(60)], LinkState.BLOCKED),
        ([look(day, 404, is_challenge=True) for day in range(60)], LinkState.BLOCKED),
        ([slow(day) for day in range(60)], LinkState.TIMEOUT),
        ([look(day, 503) for day in range(60)], LinkState.UNSTABLE),
        ([look(day, None, reason=Reason.UNREACHABLE) for day in range(60)], LinkState.UNSTABLE),
        ([look(day, None, reason=Reason.BAD_TLS) for day in range(60)], LinkState.UNSTABLE),
        ([look(0, None, reason=Reason.BAD_ADDRESS)], LinkState.SKIPPED),
        ([look(0, None, reason=Reason.BLOCKED_ADDRESS)], LinkState.SKIPPED),
        ([look(0, 302, reason=Reason.BLOCKED_ADDRESS, hops=(Hop(302, "http://x/"),))], LinkState.UNSTABLE),
        ([moved(0)], LinkState.REDIRECTED_PERM),
        ([moved(0, status=302)], LinkState.REDIRECTED_TEMP),
        ([look(0, 304, facts=None)], LinkState.OK),
    ],
)  # fmt: skip
def test_state_after_looks(looks: list[Seen], state: LinkState) -> None:
    assert tell(*looks).state == state


def test_date_of_a_state_is_that_of_its_first_look() -> None:
    assert tell(look(0), look(5), look(9)).since == days(0)
    assert tell(look(0), look(5, 404), look(6, 404), look(9, 404), look(12, 404)).since == days(9)


@pytest.mark.parametrize(
    ("looks", "is_sure"),
    [
        ([moved(0), moved(4), moved(7)], True),
        ([moved(0), moved(7)], False),
        ([moved(0), moved(3), moved(6)], False),
        ([moved(0), moved(4, "http://site.example/c"), moved(8)], False),
        ([moved(0), moved(4), look(5), moved(8)], False),
        ([moved(0), moved(4), moved(8, status=302)], False),
        ([moved(0), moved(4), look(5, 500), moved(8, status=308)], True),
        ([moved(day, status=307) for day in range(20)], False),
    ],
)
def test_permanent_redirect_is_sure_after_three_looks_and_seven_days(
    looks: list[Seen], is_sure: bool
) -> None:
    assert tell(*looks).is_move_sure is is_sure


def test_mixed_chain_of_redirects_is_not_permanent() -> None:
    both = look(0, hops=(Hop(301, "http://site.example/b"), Hop(302, "http://site.example/c")))
    assert tell(both).outcome == Outcome.MOVED_TEMP


def test_doubts_are_for_people_and_never_kill() -> None:
    story = Story()
    for day in range(60):
        story = advance(story, look(day), [Doubt.PHRASES])
    assert (story.state, story.failures, story.first) == (LinkState.SOFT_404, (), None)


def test_page_that_an_agent_confirmed_is_no_longer_doubted_until_it_changes() -> None:
    story = replace(advance(Story(), look(0), [Doubt.PHRASES]), trusted="00ff00ff00ff00ff")
    assert advance(story, look(1), [Doubt.PHRASES]).state == LinkState.OK
    other = replace(FACTS, fingerprint="ff00ff00ff00ff00")
    assert advance(story, look(1, facts=other), [Doubt.PHRASES]).state == LinkState.SOFT_404


@pytest.mark.parametrize(
    ("first", "now", "drifted"),
    [
        # 26 bits of 64 differ: 26/32 = 81 %; and no word of the title is left.
        (FACTS, replace(FACTS, fingerprint=f"{0x00FF00FF00FF00FF ^ (2**26 - 1):016x}", title="Casino"), True),
        (
            FACTS,
            replace(FACTS, fingerprint=f"{0x00FF00FF00FF00FF ^ (2**25 - 1):016x}", title="Casino"),
            False,
        ),
        (FACTS, replace(FACTS, fingerprint=f"{0x00FF00FF00FF00FF ^ (2**26 - 1):016x}"), False),
        (FACTS, replace(FACTS, fingerprint=""), False),
        (
            Facts(media_type="application/pdf", length=1000),
            Facts(media_type="application/pdf", length=199),
            True,
        ),
        (
            Facts(media_type="application/pdf", length=1000),
            Facts(media_type="application/pdf", length=201),
            False,
        ),
        (Facts(media_type="application/pdf", length=1000), Facts(media_type="application/pdf"), False),
        (FACTS, Facts(media_type="application/pdf"), True),
    ],
)
def test_drift_is_four_fifths_of_difference(first: Facts, now: Facts, drifted: bool) -> None:
    assert has_drifted(first, now) is drifted
