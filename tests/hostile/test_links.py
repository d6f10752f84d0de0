"""What servers can do to the checks of links (standards.md, 5.3 D, items 49 to 61): classed, bounded."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from portal.kernel.http import Reason
from portal.kernel.http.guard import resolve_host
from portal.library.links.looking import Target, look_at
from portal.library.links.states import Outcome
from tests.hostile.test_outbound_addresses import PRIVATE
from tests.kernel.http.sessions import PatientClock, build_session
from tests.library.links.builders import NOW
from tests.servers import Asked, build_answer, serve_answers


def look(session: Any, url: str) -> Any:
    return look_at(session, Target(1, url, "site.example"), run=1, at=NOW)


# --- 49 to 52, 60: where it may not go ------------------------------------------------------------------


@pytest.mark.parametrize("ip", PRIVATE)
def test_49_private_address_is_not_asked(ip: str) -> None:
    found = look(build_session(resolve=lambda host, port: [ip]), "http://site.example/a")
    assert (found.outcome, found.seen.status) == (Outcome.INVALID, None)


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.⓪.⓪.①", "evil@127.0.0.1", "[::1]"]
)
def test_50_text_forms_of_this_machine_are_not_asked(host: str) -> None:
    def resolve(name: str, port: int) -> list[str]:
        return resolve_host(name if ":" in name else socket.inet_ntoa(socket.inet_aton(name)), port)

    assert look(build_session(resolve=resolve), f"http://{host}/").outcome == Outcome.INVALID


def test_51_name_that_changes_between_head_and_get_is_verified_each_time() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with serve_answers(lambda asked: build_answer("x", 302, {"Location": "/again"})) as server:
        session = build_session(server, resolve=lambda host, port: next(answers))
        found = look(session, f"http://rebound.example:{server.port}/a")
    assert (found.outcome, found.seen.reason) == (Outcome.UNSTABLE, Reason.BLOCKED_ADDRESS)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "location",
    ["http://169.254.169.254/latest", "file:///etc/passwd", "gopher://x/", "http://127.0.0.1:22/",
     "http://10.1.2.3/", "//192.168.0.1/x", "javascript:alert(1)", "http://127.0.0.1/"],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_52_redirect_out_of_bounds_is_blocked_and_is_no_death(location: str, status: int) -> None:
    with serve_answers(lambda asked: build_answer(status=status, headers={"Location": location})) as server:
        found = look(build_session(server, resolve=lambda host, port: [host]), f"{server.url}/")
    assert found.outcome == Outcome.UNSTABLE
    assert found.seen.reason in {Reason.BLOCKED_ADDRESS, Reason.BAD_ADDRESS}
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://" + "a" * 64 + ".fr/", "http://%20Localisation:%20Paris", "http://", "http:///x", "",
        "data.gouv.fr", "http://x:port/", "http://x:99999/", "http://x:22/", "ftp://x/", "http://\ud800/",
        "http://[::1", "http://a..b/", "http://x" + "y" * 9000, "mailto:a@b.example", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_60_address_that_is_none_is_set_aside(url: str) -> None:
    assert look(build_session(), url).outcome == Outcome.INVALID


# --- 54, 55: without end --------------------------------------------------------------------------------


def test_54_loop_is_seen_at_its_first_turn() -> None:
    with serve_answers(lambda asked: build_answer(status=302, headers={"Location": asked.path})) as server:
        found = look(build_session(server), f"{server.url}/a")
    assert (found.outcome, found.seen.reason) == (Outcome.UNSTABLE, Reason.TOO_MANY_REDIRECTS)
    assert len(server.asked) == 1


def test_54_fifty_hops_stop_at_ten() -> None:
    def answer(asked: Asked) -> list[bytes]:
        return build_answer(status=301, headers={"Location": f"/{int(asked.path.strip('/') or 0) + 1}"})

    with serve_answers(answer) as server:
        found = look(build_session(server, redirects=10), server.url)
    assert found.seen.reason == Reason.TOO_MANY_REDIRECTS
    assert len(server.asked) == 11


@pytest.mark.parametrize("location", ["/" + "a" * 1_000_000, "/" + "a" * 5000, "", "http://[::1", "/a\x01b"])
def test_54_wrong_location_is_unstable(location: str) -> None:
    with serve_answers(lambda asked: build_answer(status=302, headers={"Location": location})) as server:
        assert look(build_session(server), server.url).outcome == Outcome.UNSTABLE


def _trickle(asked: Asked) -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(2000):
        yield b"x"
        yield 0.02


def _trickle_head(asked: Asked) -> Iterator[bytes | float]:
    yield b"HTTP/1.1 404 Not Found\r\n"
    for place in range(2000):
        yield f"X-{place}: 1\r\n".encode()
        yield 0.02


@pytest.mark.parametrize("answer", [_trickle, _trickle_head])
def test_55_slow_server_meets_the_total_deadline(answer: Any) -> None:
    began = time.monotonic()
    with serve_answers(answer) as server:
        assert look(build_session(server, deadline_s=0.4), server.url).outcome == Outcome.TIMEOUT
        assert time.monotonic() - began < 3


def test_55_deadline_is_that_of_all_the_hops() -> None:
    def answer(asked: Asked) -> Iterator[bytes | float]:
        yield 0.15
        yield from build_answer(status=302, headers={"Location": f"{asked.path}x"})

    began = time.monotonic()
    with serve_answers(answer) as server:
        found = look(build_session(server, deadline_s=0.5, redirects=100), server.url)
    assert (found.outcome, time.monotonic() - began < 2) == (Outcome.TIMEOUT, True)


def _endless(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b"<p>a " * 13107 + b"a\r\n"


def test_55_endless_body_is_cut_and_alive() -> None:
    with serve_answers(_endless) as server:
        found = look(build_session(server), server.url)
    assert found.outcome == Outcome.OK
    assert found.page is not None
    assert len(found.page.text) < 65_536


def test_55_ten_gigabytes_are_not_read() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 10737418240\r\n\r\n"
    with serve_answers(lambda asked: [head, b"a" * 200_000]) as server:
        found = look(build_session(server), server.url)
    assert (found.outcome, found.seen.facts.length) == (Outcome.OK, 10_737_418_240)


def test_55_bomb_is_left_while_it_inflates() -> None:
    bomb = gzip.compress(b"\0" * 80_000_000)
    with serve_answers(lambda asked: build_answer(bomb, headers={"Content-Encoding": "gzip"})) as server:
        assert look(build_session(server), server.url).outcome == Outcome.OK  # 64 kB of it were enough


@pytest.mark.parametrize("count", [300, 10_000])
def test_55_thousands_of_headers_are_refused(count: int) -> None:
    lines = b"".join(b"X: 1\r\n" for _ in range(count))
    with serve_answers(lambda asked: [b"HTTP/1.1 404 No\r\n", lines, b"\r\nok"]) as server:
        assert look(build_session(server), server.url).outcome == Outcome.UNSTABLE


# --- 56 to 61 -------------------------------------------------------------------------------------------


def test_56_wrong_certificate_is_said_and_is_no_death(tmp_path: Any) -> None:
    from tests.hostile.test_outbound_servers import _make_certificate

    served = _make_certificate(tmp_path, "own", "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1")
    with serve_answers(lambda asked: build_answer("ok"), tls=served) as server:
        found = look(build_session(server), server.url)
    assert (found.outcome, found.seen.reason) == (Outcome.UNSTABLE, Reason.BAD_TLS)
    assert "self-signed" in found.seen.detail


@pytest.mark.parametrize("retry_after", ["5", "Sun, 22 Nov 2026 08:00:09 GMT", "1000000000", "soon", None])
def test_57_429_is_a_refusal_that_is_not_insisted_on(retry_after: str | None) -> None:
    headers = {"Retry-After": retry_after} if retry_after else {}
    clock = PatientClock()
    with serve_answers(lambda asked: build_answer("slow down", 429, headers)) as server:
        found = look(build_session(server, clock=clock), server.url)
    assert (found.outcome, len(server.asked), clock.slept) == (Outcome.BLOCKED, 1, [])


REJECTED = "<html><head><title>Request Rejected</title></head><body>" + "x" * 180 + "</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome"),
    [
        (403, "<title>Just a moment...</title>", {"cf-mitigated": "challenge"}, Outcome.BLOCKED),
        (503, "<title>Just a moment...</title>", {}, Outcome.BLOCKED),
        (200, REJECTED, {}, Outcome.BLOCKED),
        (401, "", {}, Outcome.BLOCKED),
        (451, "", {}, Outcome.BLOCKED),
        (404, "<h1>Not Found</h1>", {}, Outcome.MISSING),
        (410, "", {}, Outcome.GONE),
        (204, "", {}, Outcome.OK),
        (206, "part", {}, Outcome.OK),
        (300, "", {}, Outcome.UNSTABLE),
        (400, "", {}, Outcome.UNSTABLE),
        (408, "", {}, Outcome.UNSTABLE),
        (500, "", {}, Outcome.UNSTABLE),
        (503, "", {"Retry-After": "3"}, Outcome.UNSTABLE),
    ],
)
def test_58_status_gives_the_class(status: int, body: str, headers: dict[str, str], outcome: Outcome) -> None:
    given = {"Content-Type": "text/html", **headers}
    with serve_answers(lambda asked: build_answer(body, status, given)) as server:
        assert look(build_session(server), server.url).outcome == outcome


BROKEN = [
    [b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"],
    [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n"],
    [b"junk of another age"],
    [b"HTTP/1.1 200000 OK\r\n\r\n"],
    [b"HTTP/1.1 404\x00 No\r\n\r\n"],
    [b""],
    build_answer(gzip.compress(b"a;b\n"), headers={"Content-Encoding": "br"}),
    build_answer(b"a;b\n", headers={"Content-Encoding": "gzip"}),
    build_answer(gzip.compress(b"a;b\n" * 99)[:-9], headers={"Content-Encoding": "gzip"}),
]


@pytest.mark.parametrize("pieces", BROKEN)
def test_59_broken_answer_is_unstable(pieces: list[bytes]) -> None:
    with serve_answers(lambda asked: pieces) as server:
        assert look(build_session(server), server.url).outcome == Outcome.UNSTABLE


def test_59_nobody_listens() -> None:
    with serve_answers(lambda asked: []) as server:
        pass
    found = look(build_session(server), server.url)
    assert (found.outcome, found.seen.reason) == (Outcome.UNSTABLE, Reason.UNREACHABLE)


def test_59_name_that_does_not_exist_is_told_from_a_resolver_that_fails() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME if host == "gone.example" else socket.EAI_AGAIN, "no")

    session = build_session(resolve=resolve)
    assert look(session, "http://gone.example/").outcome == Outcome.NO_DOMAIN
    assert look(session, "http://later.example/").outcome == Outcome.UNSTABLE


def test_61_headers_that_are_not_utf8_are_kept_out() -> None:
    head = b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nContent-Type: text/csv; name="R\xe9sultats.csv"\r\n'
    with serve_answers(lambda asked: [head + b"Content-Length: 2\r\n\r\nok"]) as server:
        found = look(build_session(server), server.url)
    assert (found.outcome, found.seen.facts.etag, found.seen.facts.media_type) == (Outcome.OK, "", "text/csv")
