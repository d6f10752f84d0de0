"""One look: HEAD when it can suffice, GET cut at 64 kB, politely, and what is asked beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from portal.kernel.http import Probe
from portal.library.links.domains import find_domain
from portal.library.links.looking import LIMITS, Target, build_facts, look_at, suffices
from portal.library.links.rules.seen import Facts
from portal.library.links.running import open_link_session
from portal.library.links.states import Outcome
from tests.kernel.http.sessions import PatientClock, build_session
from tests.library.links.builders import NOW, days
from tests.library.links.mocks import HTML, head_only, lost, page, pdf, redirect, status
from tests.servers import Asked, Pieces, build_answer, serve_answers


def take(behaviour: Any, path: str = "/publication", known: Facts | None = None, **options: Any) -> Any:
    """The look at a local server, and what the server was asked."""

    def answer(asked: Asked) -> Pieces:
        pieces = list(behaviour(asked, 0))
        return pieces[:1] if asked.method == "HEAD" else pieces

    with serve_answers(answer) as server:
        session = build_session(server, resolve=lambda host, port: ["127.0.0.1"])
        known = replace(known, final_url=f"{server.url}{path}") if known else None
        target = Target(1, f"{server.url}{path}", "127.0.0.1", known=known, **options)
        look = look_at(session, target, run=1, at=NOW)
    return look, [(asked.method, asked.path) for asked in server.asked], server.asked


PDF = Facts(
    media_type="application/pdf",
    length=5009,
    etag='"v1"',
    last_modified="Mon, 02 Nov 2020 08:00:00 GMT",
    digest="d",
    read_at=days(-5).isoformat(),
)


def test_first_sight_is_read_at_once() -> None:
    look, asked, _ = take(pdf, "/r.pdf")
    assert asked == [("GET", "/r.pdf")]
    assert look.seen.facts == replace(
        PDF, final_url=look.seen.url, digest=look.seen.facts.digest, read_at=NOW.isoformat()
    )


def test_head_suffices_for_a_file_that_has_not_changed() -> None:
    look, asked, _ = take(pdf, "/r.pdf", PDF)
    assert (look.outcome, asked) == (Outcome.OK, [("HEAD", "/r.pdf")])
    assert look.seen.facts.digest == "d"


@pytest.mark.parametrize(
    ("behaviour", "known", "outcome"),
    [
        (head_only(status(405), pdf), PDF, Outcome.OK),
        (head_only(status(501), pdf), PDF, Outcome.OK),
        (head_only(status(404), pdf), PDF, Outcome.OK),
        (head_only(status(403), pdf), PDF, Outcome.OK),
        (head_only(lambda asked, day: build_answer(status=200), pdf), PDF, Outcome.OK),
        (pdf, replace(PDF, length=5000), Outcome.OK),
        (pdf, replace(PDF, etag='"v0"'), Outcome.OK),
        (pdf, replace(PDF, read_at=days(-31).isoformat()), Outcome.OK),
        (head_only(status(200), lost), PDF, Outcome.MISSING),
    ],
)
def test_head_that_does_not_suffice_is_followed_by_get(
    behaviour: Any, known: Facts, outcome: Outcome
) -> None:
    look, asked, _ = take(behaviour, "/r.pdf", known)
    assert asked == [("HEAD", "/r.pdf"), ("GET", "/r.pdf")]
    assert look.outcome == outcome


def test_head_of_a_small_page_never_suffices() -> None:
    probe = Probe("u", "u", 200, {"content-type": "text/html", "content-length": "900"}, b"", (), None, 0)
    known = replace(build_facts(probe, NOW)[0], read_at=NOW.isoformat())
    assert suffices(probe, known, NOW)  # the same facts: it is looking that never asks for the head of a page
    look, asked, _ = take(page, known=replace(known, digest="d"))
    assert (look.outcome, asked) == (Outcome.OK, [("GET", "/publication")])


def test_refusal_to_a_head_that_says_wait_is_not_insisted_on() -> None:
    look, asked, _ = take(status(429), "/r.pdf", PDF)
    assert (look.outcome, asked) == (Outcome.BLOCKED, [("HEAD", "/r.pdf")])


def test_get_is_conditional_and_looks_like_a_browser() -> None:
    known = Facts(
        media_type="text/html", digest="d", etag='"v7"', last_modified="Mon, 02 Nov 2020 08:00:00 GMT"
    )
    look, _, asked = take(lambda asked, day: build_answer(status=304), known=known)
    assert (look.outcome, look.seen.facts) == (Outcome.OK, None)
    assert asked[0].headers["if-none-match"] == '"v7"'
    assert asked[0].headers["if-modified-since"] == "Mon, 02 Nov 2020 08:00:00 GMT"
    assert asked[0].headers["accept"].startswith("text/html,application/xhtml+xml")
    assert "cookie" not in asked[0].headers


def test_chain_of_redirects_is_kept() -> None:
    look, _, asked = take(redirect(301))
    assert look.outcome == Outcome.MOVED_PERM
    assert [(hop.status, hop.url.rpartition("/")[2]) for hop in look.seen.hops] == [(301, "cible")]
    assert look.seen.facts.title.endswith("/cible")
    assert len(asked) == 2


def test_invented_address_is_asked_after_a_redirect_only() -> None:
    look, asked, _ = take(page, asks_bad=True)
    assert (len(asked), look.bad_asked) == (1, False)

    def same(asked: Asked, day: float) -> Pieces:
        if asked.path == "/perdu":
            return build_answer("<title>Plan</title>" + "mot " * 50, 200, HTML)
        return build_answer("", 302, {"Location": "/perdu"})

    look, asked, _ = take(same, asks_bad=True)
    assert (len(asked), look.bad_asked) == (4, True)
    assert look.bad.fingerprint == look.seen.facts.fingerprint


def test_secure_twin_is_asked_once_and_is_not_the_same_when_it_fails() -> None:
    look, _, asked = take(page, asks_https=True)
    assert (look.https_asked, look.https_url, len(asked)) == (True, "", 2)


def test_production_session_is_slow_by_registered_domain_and_names_itself(settings: Any) -> None:
    settings.PROXY_VARIABLES = ()
    session = open_link_session()
    assert session.limits == LIMITS
    assert (LIMITS.deadline_s, LIMITS.redirects, LIMITS.spacing_s) == (20, 10, 2)
    agent = session._user_agent
    assert "link" not in agent.lower()
    assert "checker" not in agent.lower()


def test_hosts_of_one_domain_take_turns() -> None:
    clock = PatientClock()
    with serve_answers(lambda asked: build_answer("ok")) as server:
        session = build_session(server, clock=clock, resolve=lambda host, port: ["127.0.0.1"], spacing_s=2)
        session._turn_of = find_domain
        for host in ("www.site.example", "data.site.example", "other.example"):
            session.probe(f"http://{host}:{server.port}/")
    assert [round(pause) for pause in clock.slept] == [2]
