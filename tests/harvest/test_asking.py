"""The way to sources: polite, bounded, and sparing of what has not changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from portal.harvest.asking import LIMITS, Polite
from portal.harvest.memory import KeptMemory
from portal.harvest.models import KeptAnswer
from portal.harvest.pages import PartialHarvest
from portal.kernel.http import OutboundError, Reason
from tests.harvest.builders import NOW
from tests.kernel.http.sessions import PatientClock, build_session
from tests.servers import Asked, LocalServer, build_answer, serve_answers

ROBOTS = "User-agent: *\nDisallow: /prive\nCrawl-delay: 7\n"


def _polite(server: LocalServer, clock: PatientClock | None = None, **limits: int) -> Polite:
    return Polite(build_session(server, clock=clock, **limits))


def _serve(pages: dict[str, list[bytes]]) -> Callable[[Asked], list[bytes]]:
    return lambda asked: pages.get(asked.path, build_answer(status=404))


def test_body_comes_with_what_its_head_says():
    told = {"Content-Type": 'Text/XML; charset="ISO-8859-1"'}
    with serve_answers(_serve({"/flux": build_answer("<rss/>", headers=told)})) as server:
        found = _polite(server).get(f"{server.url}/flux", accept="application/rss+xml")
        assert (found.body, found.media_type, found.charset) == (b"<rss/>", "text/xml", "iso-8859-1")
        assert found.url == f"{server.url}/flux"
        assert server.asked[0].headers["accept"] == "application/rss+xml"
        assert server.asked[0].headers["user-agent"].startswith("OpenCollectivites/1")
        assert [one.path for one in server.asked] == ["/flux"]  # no robots.txt for what is meant for machines


def test_page_in_the_place_of_data_stops_the_run():
    body = "<!doctype html><title>Maintenance</title><p>Revenez demain</p>"
    with serve_answers(_serve({"/api": build_answer(body)})) as server:
        polite = _polite(server)
        with pytest.raises(PartialHarvest, match=r"la source a envoyé une page web \(« Maintenance Revenez"):
            polite.get(f"{server.url}/api")
        assert polite.get(f"{server.url}/api", is_page=True).body.startswith(b"<!doctype")


def test_robots_are_obeyed_for_pages():
    answers = {"/robots.txt": build_answer(ROBOTS), "/a": build_answer("a"), "/b": build_answer("b")}
    clock = PatientClock()
    with serve_answers(_serve(answers)) as server:
        polite = _polite(server, clock)
        assert polite.get(f"{server.url}/a", is_page=True).body == b"a"
        assert polite.get(f"{server.url}/b", is_page=True).body == b"b"
        with pytest.raises(OutboundError, match=r"refused to OpenCollectivites by .*/robots\.txt") as caught:
            polite.get(f"{server.url}/prive/c", is_page=True)
        assert caught.value.reason is Reason.REFUSED
        assert [one.path for one in server.asked] == ["/robots.txt", "/a", "/b"]
        assert 6 < sum(clock.slept) <= 7


@pytest.mark.parametrize("status", [401, 404])
def test_site_without_robots_may_be_read(status: int):
    answers = {"/robots.txt": build_answer(status=status), "/a": build_answer("a")}
    with serve_answers(_serve(answers)) as server:
        assert _polite(server).get(f"{server.url}/a", is_page=True).body == b"a"


def test_site_whose_robots_are_out_of_reach_is_left_alone():
    with serve_answers(_serve({"/robots.txt": build_answer(status=503), "/a": build_answer("a")})) as server:
        with pytest.raises(OutboundError):
            _polite(server).get(f"{server.url}/a", is_page=True)
        assert [one.path for one in server.asked] == ["/robots.txt"]


def test_body_beyond_the_bound_is_refused():
    assert LIMITS.answer_bytes == 64 * 1024**2
    with serve_answers(_serve({"/a": build_answer(b"x" * 2000)})) as server:
        with pytest.raises(OutboundError) as caught:
            _polite(server, answer_bytes=1000).get(f"{server.url}/a")
        assert caught.value.reason is Reason.TOO_LARGE


def test_source_that_asks_to_wait_for_long_ends_the_run_and_says_how_long():
    busy = build_answer(status=429, headers={"Retry-After": "900"})
    with serve_answers(_serve({"/a": busy})) as server:
        with pytest.raises(OutboundError) as caught:
            _polite(server, wait_s=120, attempts=4).get(f"{server.url}/a")
        assert (caught.value.wait_s, len(server.asked)) == (900, 1)


def test_address_moved_for_good_is_told_and_one_moved_for_now_is_not():
    def answer(asked: Asked) -> list[bytes]:
        if asked.path == "/b":
            return build_answer("b")
        return build_answer(status=301 if asked.path == "/vieux" else 302, headers={"Location": "/b"})

    with serve_answers(answer) as server:
        polite = _polite(server)
        assert polite.get(f"{server.url}/vieux").body == b"b"
        assert polite.get(f"{server.url}/ailleurs").body == b"b"
        assert polite.moved == {f"{server.url}/vieux": f"{server.url}/b"}


@pytest.fixture
def kept(db: None, settings: object, tmp_path: Path) -> KeptMemory:
    settings.DATA_DIR = tmp_path
    return KeptMemory("essai", NOW)


def _answer_once(asked: Asked) -> list[bytes]:
    if asked.headers.get("if-none-match") == '"v1"':
        return build_answer(status=304)
    return build_answer("[1]", headers={"ETag": '"v1"', "Content-Type": "application/json"})


def test_what_has_not_changed_is_not_sent_again(kept: KeptMemory):
    with serve_answers(_answer_once) as server:
        for turn in range(2):
            polite = Polite(build_session(server), kept)
            found = polite.get(f"{server.url}/a")
            assert (found.body, found.media_type, polite.unchanged) == (b"[1]", "application/json", turn)


def test_body_lost_or_spoilt_is_asked_again(kept: KeptMemory, tmp_path: Path):
    with serve_answers(_answer_once) as server:
        Polite(build_session(server), kept).get(f"{server.url}/a")
        path = next((tmp_path / "harvest" / "essai").iterdir())
        path.write_bytes(b"autre chose")
        assert Polite(build_session(server), kept).get(f"{server.url}/a").body == b"[1]"
        path.unlink()
        assert Polite(build_session(server), kept).get(f"{server.url}/a").body == b"[1]"
        assert all("if-none-match" not in one.headers for one in server.asked)


def test_source_that_never_says_it_changed_is_read_whole_every_week(kept: KeptMemory, tmp_path: Path):
    later = KeptMemory("essai", NOW + timedelta(days=7))
    with serve_answers(_answer_once) as server:
        Polite(build_session(server), kept).get(f"{server.url}/a")
        polite = Polite(build_session(server), later)
        polite.get(f"{server.url}/a")
        assert polite.unchanged == 0
    KeptMemory("essai", NOW + timedelta(days=15)).clean_up()
    assert not KeptAnswer.objects.exists()
    assert not list((tmp_path / "harvest" / "essai").iterdir())
