"""Originals brought from servers that behave as producers do."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.kernel.http import OutboundError, Reason
from portal.stats.ingest.fetching import addresses
from portal.stats.ingest.fetching.online import Shelf, copy_original, fetch_original, hand_original
from portal.stats.ingest.fetching.originals import find_original
from tests.kernel.http.sessions import build_session
from tests.servers import Asked, LocalServer, Pieces, build_answer, serve_answers
from tests.stats.ingest.fetching.producers import (
    EXPORT,
    LINES,
    RESOURCE,
    answer_as_opendatasoft,
    build_shelf,
    list_kept,
    list_names,
)

TABLE = "code;pop\n01001;860\n"
NEWER = "code;pop\n01001;870\n"


def _http(server: LocalServer, **more: Any) -> dict[str, Any]:
    return {"kind": "http", "url": f"{server.url}/base.csv", **more}


def _export(server: LocalServer, **more: Any) -> dict[str, Any]:
    return {"kind": "opendatasoft", "portal": server.url, "dataset": "ofgl-base-communes", **more}


def _fail(shelf: Shelf, server: LocalServer) -> OutboundError:
    with pytest.raises(OutboundError) as caught:
        fetch_original(shelf, build_session(server))
    return caught.value


# --- a file at an address -------------------------------------------------------------------------------


def test_file_is_kept_with_its_origin(tmp_path: Path) -> None:
    headers = {"ETag": '"1"', "Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT", "Content-Type": "text/csv"}
    with serve_answers(lambda asked: build_answer(TABLE, headers=headers)) as server:
        received = fetch_original(build_shelf(tmp_path, _http(server)), build_session(server))
    digest = hashlib.sha256(TABLE.encode()).hexdigest()
    assert (received.outcome, received.status) == ("new", 200)
    assert list_names(tmp_path) == [f"{digest[:16]}-base.csv", f"{digest[:16]}-base.csv.origin.json"]
    assert json.loads(received.original.path.with_name(list_names(tmp_path)[1]).read_text()) == {
        "name": "base.csv",
        "url": f"{server.url}/base.csv",
        "sha256": digest,
        "bytes": 19,
        "fetched_at": "2026-11-22T08:00:00.000000+00:00",
        "confirmed_at": "2026-11-22T08:00:00.000000+00:00",
        "final_url": f"{server.url}/base.csv",
        "etag": '"1"',
        "last_modified": "Sat, 21 Nov 2026 08:00:00 GMT",
        "content_type": "text/csv",
        "by": "test",
        "mirror": "",
        "extract": "",
    }


def test_same_content_makes_no_new_version(tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(TABLE)) as server:
        fetch_original(build_shelf(tmp_path, _http(server)), build_session(server))
        again = fetch_original(build_shelf(tmp_path, _http(server), days_later=1), build_session(server))
    assert again.outcome == "unchanged"
    assert again.original.origin.confirmed_at == "2026-11-23T08:00:00.000000+00:00"
    assert list_kept(tmp_path) == [TABLE]


def test_unchanged_by_the_word_of_the_server(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Pieces:
        known = asked.headers.get("if-none-match") == '"1"'
        return build_answer(status=304) if known else build_answer(TABLE, headers={"ETag": '"1"'})

    with serve_answers(answer) as server:
        fetch_original(build_shelf(tmp_path, _http(server)), build_session(server))
        again = fetch_original(build_shelf(tmp_path, _http(server), days_later=1), build_session(server))
    assert (again.outcome, again.status) == ("unchanged", 304)
    assert again.original.origin.fetched_at == "2026-11-22T08:00:00.000000+00:00"
    assert again.original.origin.confirmed_at == "2026-11-23T08:00:00.000000+00:00"


def test_48_validator_that_lies_is_found_out_within_a_week(tmp_path: Path) -> None:
    """The ETag never changes, the content does: every eighth day all is asked, and the hash decides."""
    contents = [TABLE]

    def answer(asked: Asked) -> Pieces:
        known = asked.headers.get("if-none-match") == '"fixed"'
        return build_answer(status=304) if known else build_answer(contents[-1], headers={"ETag": '"fixed"'})

    with serve_answers(answer) as server:
        session = build_session(server)
        fetch_original(build_shelf(tmp_path, _http(server)), session)
        contents.append(NEWER)
        assert (
            fetch_original(build_shelf(tmp_path, _http(server), days_later=6), session).outcome == "unchanged"
        )
        assert fetch_original(build_shelf(tmp_path, _http(server), days_later=8), session).outcome == "new"
    assert sorted(list_kept(tmp_path)) == [TABLE, NEWER]


def test_48_date_in_the_future_is_not_sent_back(tmp_path: Path) -> None:
    headers = {"Last-Modified": "Sun, 22 Nov 2076 08:00:00 GMT"}
    with serve_answers(lambda asked: build_answer(TABLE, headers=headers)) as server:
        session = build_session(server)
        fetch_original(build_shelf(tmp_path, _http(server)), session)
        fetch_original(build_shelf(tmp_path, _http(server), days_later=1), session)
    assert "if-modified-since" not in server.asked[1].headers


def test_newer_version_is_current_and_the_older_kept(tmp_path: Path) -> None:
    contents = [TABLE, NEWER, TABLE]
    with serve_answers(lambda asked: build_answer(contents[len(server.asked) - 1])) as server:
        outcomes = [
            fetch_original(
                build_shelf(tmp_path, _http(server), days_later=day), build_session(server)
            ).outcome
            for day in range(2)
        ]
        current = find_original(tmp_path, "insee_people", "main")
        assert current is not None
        assert current.path.read_text() == NEWER
        back = fetch_original(build_shelf(tmp_path, _http(server), days_later=2), build_session(server))
    assert outcomes == ["new", "new"]
    assert (back.outcome, back.original.path.read_text()) == ("new", TABLE)
    assert sorted(list_kept(tmp_path)) == [TABLE, NEWER]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, "<!doctype html><title>Maintenance</title>", Reason.HTML_INSTEAD_OF_DATA),
        (200, "", Reason.EMPTY),
        (404, "gone", Reason.NOT_FOUND),
        (500, "sorry", Reason.SERVER_ERROR),
    ],
)
def test_47_failure_leaves_what_was_kept(status: int, body: str, reason: Reason, tmp_path: Path) -> None:
    answers = [build_answer(TABLE), build_answer(body, status)]
    with serve_answers(lambda asked: answers[len(server.asked) - 1]) as server:
        fetch_original(build_shelf(tmp_path, _http(server)), build_session(server))
        assert _fail(build_shelf(tmp_path, _http(server), days_later=1), server).reason == reason
    assert list_kept(tmp_path) == [TABLE]
    assert len(list_names(tmp_path)) == 2


def test_unchanged_that_nobody_asked_is_no_answer(tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(status=304)) as server:
        assert _fail(build_shelf(tmp_path, _http(server)), server).reason == Reason.BAD_ANSWER


# --- what must be inside ----------------------------------------------------------------------------------


def _zip(members: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_zip_is_kept_whole_and_its_member_verified(tmp_path: Path) -> None:
    packed = _zip({"donnees.csv": TABLE})
    with serve_answers(lambda asked: build_answer(packed)) as server:
        received = fetch_original(
            build_shelf(tmp_path, _http(server, member="donnees.csv")), build_session(server)
        )
    assert received.original.path.read_bytes() == packed


@pytest.mark.parametrize(
    ("body", "changes", "reason", "said"),
    [
        (_zip({"autre.csv": TABLE}), {"member": "donnees.csv"}, Reason.WRONG_FORMAT, "such as autre.csv"),
        (_zip({"donnees.csv": TABLE})[:-9], {"member": "donnees.csv"}, Reason.WRONG_FORMAT, "damaged"),
        (
            _zip({"donnees.csv": "<html><body>Erreur"}),
            {"member": "donnees.csv"},
            Reason.HTML_INSTEAD_OF_DATA,
            "",
        ),
        (_zip({"donnees.csv": ""}), {"member": "donnees.csv"}, Reason.EMPTY, ""),
        (gzip.compress(TABLE.encode() * 99)[:-4], {}, Reason.WRONG_FORMAT, "damaged or truncated"),
        (gzip.compress(gzip.compress(TABLE.encode())), {}, Reason.WRONG_FORMAT, "compressed twice"),
    ],
    ids=["other member", "cut zip", "page in zip", "empty member", "cut gzip", "double gzip"],
)
def test_file_that_cannot_be_opened_is_not_kept(
    body: bytes, changes: dict[str, str], reason: Reason, said: str, tmp_path: Path
) -> None:
    with serve_answers(lambda asked: build_answer(body)) as server:
        error = _fail(build_shelf(tmp_path, _http(server, **changes)), server)
    assert error.reason == reason
    assert said in str(error)
    assert list_names(tmp_path) == []


@pytest.mark.parametrize("kind", ["xlsx", "ods", "parquet", "json", "geojson"])
def test_file_of_another_format_is_not_kept(kind: str, tmp_path: Path) -> None:
    reader = {"kind": kind, **({"sheet": "A"} if kind in {"xlsx", "ods"} else {})}
    with serve_answers(lambda asked: build_answer(TABLE)) as server:
        error = _fail(build_shelf(tmp_path, _http(server), reader=reader), server)
    assert (error.reason, f"expected {kind}" in str(error)) == (Reason.WRONG_FORMAT, True)
    assert list_names(tmp_path) == []


# --- data.gouv.fr -----------------------------------------------------------------------------------------


def test_resource_of_datagouv_is_followed_to_its_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(asked: Asked) -> Pieces:
        if asked.path == f"/api/1/datasets/r/{RESOURCE}":
            target = f"http://localhost:{server.port}/resources/zrr/20221109/zrr.csv"
            return build_answer(status=302, headers={"Location": target})
        return build_answer(TABLE)

    with serve_answers(answer) as server:
        monkeypatch.setattr(addresses, "DATAGOUV_API", f"{server.url}/api")
        shelf = build_shelf(tmp_path, {"kind": "datagouv", "resource": RESOURCE})
        origin = fetch_original(shelf, build_session(server)).original.origin
    assert origin.name == "zrr.csv"
    assert origin.url == f"{server.url}/api/1/datasets/r/{RESOURCE}"
    assert origin.final_url == f"http://localhost:{server.port}/resources/zrr/20221109/zrr.csv"


@pytest.mark.parametrize(
    ("told", "status", "said"),
    [
        (
            '{"resource": {"title": "ZRR", "url": "https://dead.example/zrr.csv"}}',
            200,
            "the file that it leads to is gone",
        ),
        ("{}", 404, "does not know the resource"),
        ("[]", 200, "nothing legible"),
    ],
)
def test_resource_that_is_gone_tells_what_the_platform_knows(
    told: str, status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(asked: Asked) -> Pieces:
        if asked.path == f"/api/2/datasets/resources/{RESOURCE}/":
            return build_answer(told, status)
        return build_answer("gone", 404)

    with serve_answers(answer) as server:
        monkeypatch.setattr(addresses, "DATAGOUV_API", f"{server.url}/api")
        error = _fail(build_shelf(tmp_path, {"kind": "datagouv", "resource": RESOURCE}), server)
    assert (error.reason, error.status) == (Reason.NOT_FOUND, 404)
    assert said in str(error)


# --- Opendatasoft -----------------------------------------------------------------------------------------


def _query(path: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(path).query)


def test_export_is_asked_whole_and_counted(tmp_path: Path) -> None:
    with serve_answers(answer_as_opendatasoft()) as server:
        shelf = build_shelf(tmp_path, _export(server, select=["exer", "insee"], where="year(exer)=2024"))
        received = fetch_original(shelf, build_session(server))
    assert received.original.path.read_text(encoding="utf-8") == EXPORT.replace("\r\n", "\n")
    count, export = (asked.path for asked in server.asked)
    assert urlsplit(count).path == "/api/explore/v2.1/catalog/datasets/ofgl-base-communes/records"
    assert _query(count) == {"limit": ["0"], "where": ["year(exer)=2024"]}
    assert urlsplit(export).path == "/api/explore/v2.1/catalog/datasets/ofgl-base-communes/exports/csv"
    assert _query(export) == {
        "delimiter": [";"],
        "use_labels": ["false"],
        "list_separator": [","],
        "select": ["exer,insee"],
        "where": ["year(exer)=2024"],
    }


def test_export_may_be_compressed_by_the_server(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Pieces:
        if "/records" in asked.path:
            return build_answer('{"total_count": 3, "results": []}')
        return build_answer(gzip.compress(EXPORT.encode()), headers={"Content-Encoding": "gzip"})

    with serve_answers(answer) as server:
        received = fetch_original(build_shelf(tmp_path, _export(server)), build_session(server))
    assert received.original.path.read_bytes() == EXPORT.encode()
    assert server.asked[1].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("export", "counts", "reason", "said"),
    [
        (EXPORT.removesuffix(LINES[2]), (3,), Reason.TRUNCATED, "2 lines received, 3 expected"),
        (EXPORT, (4,), Reason.TRUNCATED, "3 lines received, 4 expected"),
        (
            EXPORT + "Streaming interrupted due to the following error: offset + limit > 10000",
            (3,),
            Reason.TRUNCATED,
            "Streaming interrupted due to",
        ),
        ('{"error_code": "Oops", "message": "Unknown field"}', (3,), Reason.BAD_QUERY, "Oops Unknown field"),
        ('{"error_code": "Oo', (3,), Reason.BAD_QUERY, "found JSON"),
        (EXPORT, (0,), Reason.EMPTY, "no line for this selection"),
        ("<html><body>Portail en maintenance", (3,), Reason.HTML_INSTEAD_OF_DATA, "maintenance"),
    ],
)
def test_44_46_export_with_an_error_inside_is_not_kept(
    export: str, counts: tuple[int, ...], reason: Reason, said: str, tmp_path: Path
) -> None:
    with serve_answers(answer_as_opendatasoft(export, counts)) as server:
        error = _fail(build_shelf(tmp_path, _export(server)), server)
    assert error.reason == reason
    assert said in str(error)
    assert list_names(tmp_path) == []


def test_43_portal_updated_between_two_questions_is_no_loss(tmp_path: Path) -> None:
    with serve_answers(answer_as_opendatasoft(counts=(2, 3))) as server:
        received = fetch_original(build_shelf(tmp_path, _export(server)), build_session(server))
    assert received.outcome == "new"


def test_date_compared_with_a_number_shows_what_the_portal_says(tmp_path: Path) -> None:
    with serve_answers(answer_as_opendatasoft()) as server:
        error = _fail(build_shelf(tmp_path, _export(server, where="exer=2024")), server)
    assert (error.reason, error.status) == (Reason.BAD_QUERY, 400)
    assert "ODSQL query is malformed: a date is compared with 2024" in str(error)


@pytest.mark.parametrize(
    "said", ['{"results": []}', '{"total_count": "3"}', '{"total_count": true}', "[]", "{" * 100_000, "junk"]
)
def test_45_count_that_is_none_is_said(said: str, tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(said)) as server:
        assert _fail(build_shelf(tmp_path, _export(server)), server).reason == Reason.BAD_ANSWER


def test_daily_quota_that_is_used_up_is_not_waited_for(tmp_path: Path) -> None:
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-23 00:00:00+00:00"}
    with serve_answers(lambda asked: build_answer('{"errorcode": 10002}', 429, headers)) as server:
        error = _fail(build_shelf(tmp_path, _export(server)), server)
    assert (error.reason, error.wait_s) == (Reason.RATE_LIMITED, 16 * 3600)


# --- handed over, shared ----------------------------------------------------------------------------------

HANDED = {"kind": "handed", "instructions": "Demander à la DGCL."}


def test_file_handed_over_is_copied_with_who_gave_it(tmp_path: Path) -> None:
    given = tmp_path / "Critères 2024.csv"
    given.write_text(TABLE, encoding="utf-8")
    received = hand_original(given, build_shelf(tmp_path, HANDED))
    assert (received.outcome, received.original.origin.by) == ("new", "test")
    assert received.original.path.name.endswith("-Crit_res_2024.csv")
    assert given.read_text(encoding="utf-8") == TABLE
    assert hand_original(given, build_shelf(tmp_path, HANDED, days_later=1)).outcome == "unchanged"


@pytest.mark.parametrize(("content", "reason"), [("", Reason.EMPTY), ("<html>", Reason.HTML_INSTEAD_OF_DATA)])
def test_unusable_file_handed_over_is_refused(content: str, reason: Reason, tmp_path: Path) -> None:
    given = tmp_path / "a.csv"
    given.write_text(content, encoding="utf-8")
    with pytest.raises(OutboundError) as caught:
        hand_original(given, build_shelf(tmp_path, HANDED))
    assert caught.value.reason == reason
    assert list_names(tmp_path) == []


def test_original_serves_a_second_file(tmp_path: Path) -> None:
    with serve_answers(lambda asked: build_answer(TABLE)) as server:
        first = fetch_original(build_shelf(tmp_path, _http(server)), build_session(server))
        other = replace(build_shelf(tmp_path, _http(server)), dataset="insee_other")
        second = copy_original(first.original, other)
    assert len(server.asked) == 1
    assert second.original.path.read_text() == TABLE
    assert second.original.origin == first.original.origin
