"""A session with well-behaved servers: conditions, resumption, spacing, bounds of small answers."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from portal.kernel.http import OutboundError, Reason, Validators
from portal.kernel.http.limits import Clock
from portal.kernel.http.pacing import Pacing, parse_http_date, parse_retry_after
from tests.kernel.http.sessions import NOW, USER_AGENT, PatientClock, build_session
from tests.servers import Asked, build_answer, serve_answers

WHOLE = b"code;pop\n" + b"01001;860\n" * 5000
ETAG = '"v1"'


def test_small_answer_is_had_with_who_asks() -> None:
    with serve_answers(lambda asked: build_answer('{"total_count": 3}')) as server:
        answer = build_session(server).ask(f"{server.url}/records?limit=0")
    assert (answer.status, answer.content, answer.final_url) == (
        200,
        b'{"total_count": 3}',
        f"{server.url}/records?limit=0",
    )
    assert server.asked[0].path == "/records?limit=0"
    assert server.asked[0].headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": USER_AGENT,
        "accept": "application/json",
        "accept-encoding": "gzip",
        "connection": "close",
    }


def test_small_answer_is_inflated() -> None:
    packed = build_answer(gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    with serve_answers(lambda asked: packed) as server:
        assert build_session(server).ask(server.url).content == b"{}"


def test_small_answer_that_is_not_small_is_refused() -> None:
    with serve_answers(lambda asked: build_answer(b"x" * 101)) as server:
        session = build_session(server, answer_bytes=100)
        with pytest.raises(OutboundError, match="more than 100 bytes") as caught:
            session.ask(server.url)
    assert caught.value.reason == Reason.TOO_LARGE


def test_download_gives_file_hash_and_final_address(tmp_path: Path) -> None:
    def answer(asked: Asked) -> list[bytes]:
        if asked.path == "/r/1":
            return build_answer(
                status=302, headers={"Location": f"http://localhost:{server.port}/files/a.csv"}
            )
        return build_answer(WHOLE, headers={"ETag": ETAG})

    with serve_answers(answer) as server:
        download = build_session(server).download(f"{server.url}/r/1", tmp_path)
    assert download.path is not None
    assert download.path.read_bytes() == WHOLE
    assert download.sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert download.bytes == len(WHOLE)
    assert download.final_url == f"http://localhost:{server.port}/files/a.csv"
    assert download.name == "a.csv"
    assert [asked.headers["host"] for asked in server.asked] == [
        f"127.0.0.1:{server.port}",
        f"localhost:{server.port}",
    ]


def test_name_of_the_file_is_that_given_by_the_server(tmp_path: Path) -> None:
    headers = {"Content-Disposition": 'attachment; filename="base 2024.csv"; size=3'}
    with serve_answers(lambda asked: build_answer(WHOLE, headers=headers)) as server:
        assert build_session(server).download(f"{server.url}/x?y=/z", tmp_path).name == "base 2024.csv"


def test_download_unchanged_says_so(tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(status=304)) as server:
        known = Validators(ETAG, "Sat, 21 Nov 2026 08:00:00 GMT")
        download = build_session(server).download(server.url, tmp_path, known=known)
    assert (download.status, download.path) == (304, None)
    assert server.asked[0].headers["if-none-match"] == ETAG
    assert server.asked[0].headers["if-modified-since"] == "Sat, 21 Nov 2026 08:00:00 GMT"
    assert list(tmp_path.iterdir()) == []


def _serve_ranges(asked: Asked, *, etag: str = ETAG, cut_at: int = 20_000) -> Iterator[bytes]:
    """Closes the connection in the middle of the whole; honours ranges of the same version."""
    wanted = asked.headers.get("range", "")
    if wanted and asked.headers.get("if-range") == etag:
        start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        rest = {"Content-Range": f"bytes {start}-{len(WHOLE) - 1}/{len(WHOLE)}", "ETag": etag}
        yield from build_answer(WHOLE[start:], 206, rest)
        return
    head, body = build_answer(WHOLE, headers={"ETag": etag})
    yield head
    yield body if wanted else body[:cut_at]


def test_download_cut_in_the_middle_is_taken_up_there(tmp_path: Path) -> None:
    with serve_answers(_serve_ranges) as server:
        download = build_session(server, attempts=2).download(server.url, tmp_path)
    assert download.path is not None
    assert download.path.read_bytes() == WHOLE
    assert [asked.headers.get("range") for asked in server.asked] == [None, "bytes=20000-"]
    assert server.asked[1].headers["if-range"] == ETAG
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_download_is_taken_up_by_a_later_session(tmp_path: Path) -> None:
    with serve_answers(_serve_ranges) as server:
        with pytest.raises(OutboundError) as caught:
            build_session(server).download(server.url, tmp_path)
        assert caught.value.reason == Reason.TRUNCATED
        assert len(list(tmp_path.iterdir())) == 2
        download = build_session(server).download(server.url, tmp_path)
    assert download.sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert [path.name for path in tmp_path.iterdir()] == [download.path.name if download.path else ""]


def test_download_that_changed_meanwhile_begins_anew(tmp_path: Path) -> None:
    versions = iter(['"v1"', '"v2"'])
    with serve_answers(lambda asked: _serve_ranges(asked, etag=next(versions))) as server:
        download = build_session(server, attempts=2).download(server.url, tmp_path)
    assert download.sha256 == hashlib.sha256(WHOLE).hexdigest()


def test_download_taken_up_elsewhere_than_asked_begins_anew(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Iterator[bytes]:
        if len(server.asked) == 2:
            yield from build_answer(
                WHOLE[5:], 206, {"Content-Range": f"bytes 5-{len(WHOLE) - 1}/{len(WHOLE)}"}
            )
        elif len(server.asked) == 3:
            yield from build_answer(WHOLE)
        else:
            yield from _serve_ranges(asked)

    with serve_answers(answer) as server:
        download = build_session(server, attempts=3).download(server.url, tmp_path)
    assert download.sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert "range" not in server.asked[2].headers


def test_download_that_became_shorter_begins_anew(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Iterator[bytes]:
        yield from (
            build_answer(status=416)
            if asked.headers.get("range")
            else _serve_ranges(asked, cut_at=20_000 if len(server.asked) == 1 else len(WHOLE))
        )

    with serve_answers(answer) as server:
        download = build_session(server, attempts=3).download(server.url, tmp_path)
    assert download.bytes == len(WHOLE)


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}, {"ETag": ETAG, "Accept-Ranges": "none"}])
def test_download_without_sure_validator_leaves_nothing(headers: dict[str, str], tmp_path: Path) -> None:
    head, body = build_answer(WHOLE, headers=headers)
    with serve_answers(lambda asked: [head, body[:20_000]]) as server, pytest.raises(OutboundError):
        build_session(server).download(server.url, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_leftovers_that_nothing_describes_are_removed(tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(WHOLE)) as server:
        session = build_session(server)
        first = session.download(server.url, tmp_path)
        assert first.path is not None
        first.path.write_bytes(b"of a process that was killed")
        assert session.download(server.url, tmp_path).bytes == len(WHOLE)
    assert "range" not in server.asked[1].headers


def test_empty_body_is_refused(tmp_path: Path) -> None:
    blank = build_answer(b" \r\n")
    with serve_answers(lambda asked: blank) as server, pytest.raises(OutboundError) as caught:
        build_session(server).download(server.url, tmp_path)
    assert caught.value.reason == Reason.EMPTY
    assert list(tmp_path.iterdir()) == []


def test_message_of_a_refused_question_is_quoted() -> None:
    said = '{"error_code": "ODSQLError", "message": "exer is a date: use year(exer)"}'
    letter = r"use year\(exer\)"
    with (
        serve_answers(lambda asked: build_answer(said, 400)) as server,
        pytest.raises(OutboundError, match=letter),
    ):
        build_session(server).ask(server.url)
    assert len(server.asked) == 1


def test_failure_passes_when_the_server_recovers() -> None:
    def answer(asked: Asked) -> list[bytes]:
        return build_answer(status=500) if len(server.asked) < 3 else build_answer("ok")

    clock = PatientClock()
    with serve_answers(answer) as server:
        assert build_session(server, clock=clock, attempts=4).ask(server.url).content == b"ok"
    assert clock.slept == [1, 2]


def test_requests_to_one_host_are_spaced_and_other_hosts_do_not_wait() -> None:
    clock = PatientClock()
    with serve_answers(lambda asked: build_answer("ok")) as server:
        session = build_session(server, clock=clock, spacing_s=5)
        session.ask(server.url)
        session.ask(f"http://localhost:{server.port}")
        assert clock.slept == []
        session.ask(server.url)
    assert len(clock.slept) == 1
    assert 4 < clock.slept[0] <= 5


def test_one_request_at_a_time_per_host() -> None:
    pacing, inside, most = Pacing(Clock(), 0.0), [0], [0]
    gate = threading.Lock()

    def ask() -> None:
        for _ in range(20):
            with pacing.take_turn("a.example"):
                with gate:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                with gate:
                    inside[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_backoff_doubles_and_is_bounded() -> None:
    clock = PatientClock()
    with serve_answers(lambda asked: build_answer(status=500)) as server, pytest.raises(OutboundError):
        build_session(server, clock=clock, attempts=6, backoff_s=10, wait_s=60).ask(server.url)
    assert clock.slept == [10, 20, 40, 60, 60]
    assert all(one <= two for one, two in pairwise(clock.slept))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "120"}, 120),
        ({"retry-after": "Sun, 22 Nov 2026 08:02:00 GMT"}, 120),
        ({"x-ratelimit-reset": "2026-11-22 09:00:00+00:00"}, 3600),
        ({"x-ratelimit-reset": "2026-11-23T00:00:00Z"}, 16 * 3600),
        ({"retry-after": "9" * 30}, 86_400),
        ({"retry-after": "1e5"}, None),
        ({}, None),
    ],
)
def test_wait_asked_by_a_server_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert parse_retry_after(headers, NOW) == seconds


@pytest.mark.parametrize("text", ["", "yesterday", "Mo, 99 Xyz 2026", "0"])
def test_date_that_is_none_is_none(text: str) -> None:
    assert parse_http_date(text) is None
