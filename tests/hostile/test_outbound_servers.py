"""Servers that answer wrongly (standards.md, section 5.3 D, items 54 to 59 and 61): classed and bounded."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.kernel.http import Reason
from tests.kernel.http.sessions import PatientClock, build_session, fail_to_ask, fail_to_download
from tests.servers import Asked, build_answer, serve_answers

# --- 54, 55: redirects and sizes without end ------------------------------------------------------------


def test_54_redirect_loop_stops() -> None:
    with serve_answers(lambda asked: build_answer(status=302, headers={"Location": asked.path})) as server:
        assert fail_to_ask(build_session(server), server.url).reason == Reason.TOO_MANY_REDIRECTS
    assert len(server.asked) == 6


def test_54_fifty_hops_stop_at_the_cap() -> None:
    def answer(asked: Asked) -> list[bytes]:
        return build_answer(status=301, headers={"Location": f"/{int(asked.path.strip('/') or 0) + 1}"})

    with serve_answers(answer) as server:
        assert fail_to_ask(build_session(server), server.url).reason == Reason.TOO_MANY_REDIRECTS
    assert [asked.path for asked in server.asked] == ["/", "/1", "/2", "/3", "/4", "/5"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/" + "a" * 1_000_000, Reason.BAD_ANSWER),
        ("/" + "a" * 5000, Reason.BAD_ADDRESS),
        ("", Reason.BAD_ANSWER),
        ("http://[::1", Reason.BAD_ADDRESS),
        ("/a\x01b", Reason.BAD_ADDRESS),
    ],
)
def test_54_wrong_location_is_classed(location: str, reason: Reason) -> None:
    with serve_answers(lambda asked: build_answer(status=302, headers={"Location": location})) as server:
        assert fail_to_ask(build_session(server), server.url).reason == reason


def test_54_line_feed_in_location_makes_no_header() -> None:
    with serve_answers(
        lambda asked: build_answer(
            "ok",
            302 if asked.path == "/" else 200,
            {"Location": "/next\r\nSet-Cookie: a=b"} if asked.path == "/" else {},
        )
    ) as server:
        assert build_session(server).ask(server.url).content == b"ok"
    assert server.asked[1].path == "/next"
    assert "cookie" not in server.asked[1].headers


def _trickle(asked: Asked) -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(2000):
        yield b"x"
        yield 0.02


def _trickle_head(asked: Asked) -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\n"
    for place in range(2000):
        yield f"X-{place}: 1\r\n".encode()
        yield 0.02


@pytest.mark.parametrize("answer", [_trickle, _trickle_head])
def test_55_slow_server_meets_the_total_deadline(answer: Any, tmp_path: Path) -> None:
    began = time.monotonic()
    with serve_answers(answer) as server:
        error = fail_to_download(build_session(server, deadline_s=0.4), server.url, tmp_path)
        assert error.reason == Reason.TOO_SLOW
        assert time.monotonic() - began < 3
    assert list(tmp_path.iterdir()) == []


def test_55_body_that_trickles_is_left_before_the_deadline(tmp_path: Path) -> None:
    with serve_answers(_trickle) as server:
        session = build_session(server, stall_s=0.2, stall_bytes=1000)
        assert "bytes in" in str(fail_to_download(session, server.url, tmp_path))


def _endless(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b"a" * 0x10000 + b"\r\n"


def test_55_endless_body_is_cut_at_the_cap(tmp_path: Path) -> None:
    with serve_answers(_endless) as server:
        session = build_session(server, body_bytes=1_000_000)
        assert fail_to_download(session, server.url, tmp_path).reason == Reason.TOO_LARGE
        assert list(tmp_path.iterdir()) == []
        assert fail_to_ask(build_session(server), server.url).reason == Reason.TOO_LARGE


def test_55_ten_gigabytes_declared_are_not_begun(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"
    with serve_answers(lambda asked: [head, b"a" * 100]) as server:
        assert fail_to_download(build_session(server), server.url, tmp_path).reason == Reason.TOO_LARGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("count", [300, 10_000, 200_000])
def test_55_thousands_of_headers_are_refused(count: int) -> None:
    lines = b"".join(b"X: 1\r\n" for _ in range(count))
    with serve_answers(lambda asked: [b"HTTP/1.1 200 OK\r\n", lines, b"\r\nok"]) as server:
        assert fail_to_ask(build_session(server), server.url).reason == Reason.BAD_ANSWER


def test_55_gzip_bomb_is_left_while_it_inflates(tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 80_000_000)
    with serve_answers(lambda asked: build_answer(bomb, headers={"Content-Encoding": "gzip"})) as server:
        error = fail_to_download(build_session(server), server.url, tmp_path)
    assert error.reason == Reason.TOO_LARGE
    assert list(tmp_path.iterdir()) == []


# --- 56: TLS --------------------------------------------------------------------------------------------


def _make_certificate(folder: Path, name: str, *options: str) -> ssl.SSLContext:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=portail.example"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *files, *options], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_56_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    served = _make_certificate(tmp_path, "own", "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1")
    with serve_answers(lambda asked: build_answer("ok"), tls=served) as server:
        error = fail_to_ask(build_session(server), server.url)
    assert (error.reason, "self-signed" in str(error)) == (Reason.BAD_TLS, True)


def test_56_certificate_of_another_host_is_refused(tmp_path: Path) -> None:
    served = _make_certificate(tmp_path, "other", "-days", "2", "-addext", "subjectAltName=DNS:autre.example")
    trusting = ssl.create_default_context(cafile=tmp_path / "other.pem")
    with serve_answers(lambda asked: build_answer("ok"), tls=served) as server:
        error = fail_to_ask(build_session(server, tls=trusting), server.url)
    assert (error.reason, "another host" in str(error)) == (Reason.BAD_TLS, True)


def test_56_good_certificate_is_accepted(tmp_path: Path) -> None:
    served = _make_certificate(tmp_path, "good", "-days", "2", "-addext", "subjectAltName=IP:127.0.0.1")
    trusting = ssl.create_default_context(cafile=tmp_path / "good.pem")
    with serve_answers(lambda asked: build_answer("ok"), tls=served) as server:
        assert build_session(server, tls=trusting).ask(server.url).content == b"ok"


def test_56_server_that_speaks_no_tls_is_said() -> None:
    with serve_answers(lambda asked: build_answer("ok")) as server:
        error = fail_to_ask(build_session(server), server.url.replace("http:", "https:"))
    assert error.reason == Reason.BAD_TLS


# --- 57, 58: being told to wait, or no ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("retry_after", "slept"),
    [
        ("5", [5]),
        ("Sun, 22 Nov 2026 08:00:09 GMT", [9]),
        ("Sun, 22 Nov 2020 08:00:00 GMT", [0]),
        ("soon", [1]),
        ("-5", [1]),
        (None, [1]),
        ("10000000000", []),
        ("600", []),
    ],
)
def test_57_wait_asked_by_the_server_is_kept_within_bounds(
    retry_after: str | None, slept: list[float]
) -> None:
    headers = {"Retry-After": retry_after} if retry_after else {}
    clock = PatientClock()
    with serve_answers(lambda asked: build_answer("slow down", 429, headers)) as server:
        error = fail_to_ask(build_session(server, clock=clock, attempts=2), server.url)
    assert (error.reason, error.status) == (Reason.RATE_LIMITED, 429)
    assert clock.slept == slept
    assert len(server.asked) == 1 + len(slept)


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (503, {"Retry-After": "3"}, Reason.RATE_LIMITED),
        (503, {}, Reason.SERVER_ERROR),
        (500, {}, Reason.SERVER_ERROR),
        (403, {"cf-mitigated": "challenge"}, Reason.REFUSED),
        (401, {}, Reason.REFUSED),
        (404, {}, Reason.NOT_FOUND),
        (410, {}, Reason.NOT_FOUND),
        (400, {}, Reason.BAD_QUERY),
        (204, {}, Reason.EMPTY),
        (304, {}, Reason.BAD_ANSWER),
        (206, {}, Reason.BAD_ANSWER),
    ],
)
def test_58_status_gives_the_reason(
    status: int, headers: dict[str, str], reason: Reason, tmp_path: Path
) -> None:
    with serve_answers(lambda asked: build_answer("<b>Just a moment</b>", status, headers)) as server:
        error = fail_to_download(build_session(server), server.url, tmp_path)
    assert (error.reason, error.status) == (reason, status)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>Request Rejected</title></head><body>The URL was rejected.</body></html>",
        "\ufeff\r\n<!DOCTYPE html><p>Maintenance",
        "<!-- cache --><HTML lang='fr'>",
        '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="http://www.w3.org/1999/xhtml">',
    ],
)
def test_58_page_of_status_200_is_no_data(page: str, tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(page, headers={"Content-Type": "text/csv"})) as server:
        error = fail_to_download(build_session(server), server.url, tmp_path)
    assert error.reason == Reason.HTML_INSTEAD_OF_DATA
    assert list(tmp_path.iterdir()) == []


# --- 59: broken answers are tried again -----------------------------------------------------------------

BROKEN = [
    ([b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"], Reason.TRUNCATED),
    ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"], Reason.TRUNCATED),
    ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhalf\r\n"], Reason.BAD_ANSWER),
    ([b"junk of another age"], Reason.BAD_ANSWER),
    ([b"HTTP/1.1 200000 OK\r\n\r\n"], Reason.BAD_ANSWER),
    ([b""], Reason.BAD_ANSWER),
    (build_answer(gzip.compress(b"a;b\n"), headers={"Content-Encoding": "br"}), Reason.BAD_ANSWER),
    (build_answer(b"a;b\n", headers={"Content-Encoding": "gzip"}), Reason.BAD_ANSWER),
    (build_answer(gzip.compress(b"a;b\n" * 99)[:-9], headers={"Content-Encoding": "gzip"}), Reason.TRUNCATED),
    (build_answer(b"a;b\n", headers={"Content-Encoding": "gzip, gzip"}), Reason.BAD_ANSWER),
]


@pytest.mark.parametrize(("pieces", "reason"), BROKEN)
def test_59_broken_answer_is_tried_again_then_classed(
    pieces: list[bytes], reason: Reason, tmp_path: Path
) -> None:
    clock = PatientClock()
    with serve_answers(lambda asked: pieces) as server:
        error = fail_to_download(build_session(server, clock=clock, attempts=3), server.url, tmp_path)
    assert error.reason == reason
    assert (len(server.asked), clock.slept) == (3, [1, 2])
    assert list(tmp_path.iterdir()) == []


def test_59_body_longer_than_declared_is_cut_where_declared(tmp_path: Path) -> None:
    with serve_answers(lambda asked: [b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\na;b\nmore"]) as server:
        download = build_session(server).download(server.url, tmp_path)
    assert download.path is not None
    assert download.path.read_bytes() == b"a;b\n"


def test_59_nobody_listens() -> None:
    with serve_answers(lambda asked: []) as server:
        pass
    assert fail_to_ask(build_session(server), server.url).reason == Reason.UNREACHABLE


# --- 61: headers --------------------------------------------------------------------------------------


def test_61_headers_that_are_not_utf8_are_kept() -> None:
    head = b'HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename="R\xe9sultats.csv"\r\n'
    with serve_answers(lambda asked: [head + b"Content-Length: 2\r\n\r\nok"]) as server:
        answer = build_session(server).ask(server.url)
    assert answer.headers["content-disposition"] == 'attachment; filename="Résultats.csv"'
