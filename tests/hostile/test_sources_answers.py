"""Answers that lie under status 200 (standards.md, section 5.3, items 44 to 48)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from portal.harvest.asking import Polite
from portal.harvest.connectors import feed, gallica_sru, oai_pmh, opendatasoft
from portal.harvest.memory import KeptMemory
from portal.harvest.pages import Page
from portal.harvest.running.vanishing import Census, find_doubt
from portal.harvest.sources import Expectations, Source
from tests.harvest.connectors.sources import iterate, list_faults, list_ids, serve
from tests.harvest.connectors.written import (
    answer_ods,
    build_ods_row,
    list_records,
    list_warnings,
    take,
    write_item,
    write_oai,
    write_oai_error,
    write_oai_record,
    write_rss,
    write_sru,
    write_sru_record,
)
from tests.kernel.http.sessions import build_session
from tests.servers import Asked, build_answer, serve_answers

LINK = "https://producteur.example/etude"
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ROWS = [build_ods_row(f"jeu-{n:03}", f"2024-01-01T00:{n // 60:02}:{n % 60:02}+00:00") for n in range(150)]
MODULES: dict[str, Any] = {
    "feed": feed,
    "gallica_sru": gallica_sru,
    "oai_pmh": oai_pmh,
    "opendatasoft": opendatasoft,
}


def _configure(kind: str, url: str) -> dict[str, Any]:
    more = {"query": "dc.title all x"} if kind == "gallica_sru" else {}
    return {"kind": kind, "url": f"{url}/s", **more}


def _read(kind: str, answer: Any) -> tuple[list[Page], str]:
    with serve(answer if callable(answer) else lambda _: answer) as server:
        return take(iterate(MODULES[kind], _configure(kind, server.url), server))


# --- 44, 45: JSON -------------------------------------------------------------------------------


def _spoil_second(spoil: Any) -> Any:
    """The second page is spoilt."""
    good = answer_ods(ROWS)
    return lambda path: spoil(json.dumps(good(path))) if "offset=100" in path else good(path)


INTERRUPTED = "Streaming interrupted due to the following error: timeout"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body[: len(body) // 2],
        lambda body: body[:-2],
        lambda body: body[:-2] + INTERRUPTED,
        lambda body: body + "\n" + INTERRUPTED,
        lambda _: INTERRUPTED,
        lambda _: "",
    ],
)
def test_44_cut_page_is_partial_and_keeps_those_before(spoil: Any) -> None:
    pages, letter = _read("opendatasoft", _spoil_second(spoil))
    assert len(list_ids(pages)) == 100
    assert "offset=100" in letter
    rest, letter = _resume(pages[-1].next)
    assert (len(rest), letter) == (50, "")


def _resume(after: str) -> tuple[list[str], str]:
    with serve(answer_ods(ROWS)) as server:
        pages, letter = take(iterate(opendatasoft, _configure("opendatasoft", server.url), server, after))
        return list_ids(pages), letter


def test_44_interruption_is_named() -> None:
    _, letter = _read("opendatasoft", '{"total_count": 3, "results": [' + INTERRUPTED)
    assert "le portail s’est interrompu en l’envoyant" in letter


def test_44_error_in_json_under_status_200_is_partial() -> None:
    said = {"error_code": "InvalidRESTParameterError", "message": "Invalid value for offset API parameter"}
    pages, letter = _read("opendatasoft", said)
    assert pages == []
    assert "Invalid value for offset" in letter


def test_44_fewer_rows_than_announced_is_partial() -> None:
    pages, letter = _read("opendatasoft", {"total_count": 2, "results": [ROWS[0], ROWS[0]]})
    assert len(list_ids(pages)) == 1
    assert "la source annonce 2 fiches et n’en a donné que 1" in letter


def test_45_odd_values_are_mended_and_told() -> None:
    body = (
        '{"total_count": 1, "results": [{"dataset_id": "a", "dataset_id": "b", "has_records": false,'
        ' "metas": {"default": {"title": "Ti\\ud800tre", "records_count": 1e400, "x": NaN}}}]}'
    )
    pages, letter = _read("opendatasoft", body)
    (found,) = list_records(pages)
    assert (found.remote_id, found.title, letter) == ("b", "Ti\ufffdtre", "")
    assert len(list_warnings(pages)) == 4


def test_45_deep_nesting_is_refused_and_nothing_falls() -> None:
    for body in ("[" * 100_000, '{"a":' * 100_000, '{"results": ' + "[" * 50_000 + "]" * 50_000 + "}"):
        pages, letter = _read("opendatasoft", body)
        assert pages == []
        assert "trop profondément emboîté" in letter


def test_45_values_of_other_types_fail_alone() -> None:
    """An INSEE code that became a number, a title that became a list: of the record, never of the run."""
    odd: list[Any] = [
        build_ods_row("a", title=12345, keyword=[1, None, "x"], territory=75056, theme={"fr": "Thème"}),
        build_ods_row("b", title={"a": {"b": {}}}, publisher=[[[]]]),
        {"dataset_id": 12, "metas": {"default": "texte"}},
        {"dataset_id": ["x"], "metas": [], "has_records": "oui", "attachments": {"a": 1}, "features": "geo"},
        None,
        [],
    ]
    pages, letter = _read("opendatasoft", {"total_count": 6, "results": odd})
    (found,) = list_records(pages)
    assert (found.title, found.keywords, found.spatial) == ("12345", ("1", "x"), ("75056",))
    assert (len(list_faults(pages)), letter) == (5, "")


# --- 46: nothing, where there was much ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", write_rss([])),
        ("gallica_sru", write_sru([], 0)),
        ("oai_pmh", write_oai_error("noRecordsMatch")),
        ("opendatasoft", {"total_count": 0, "results": []}),
    ],
)
def test_46_empty_answer_is_told_as_it_is_and_the_fuse_holds(kind: str, body: Any) -> None:
    pages, letter = _read(kind, body)
    assert (list_ids(pages), [page.gone for page in pages], letter) == ([], [()], "")
    source = Source.model_construct(expect=Expectations(least=1))
    assert "Rien n’a été archivé" in find_doubt(source, Census(0, 5000, pages[0].total))
    source = Source.model_construct(expect=Expectations(least=0))
    assert "Rien n’a été archivé" in find_doubt(source, Census(0, 5000, pages[0].total))


# --- 47: pages for people in the place of data --------------------------------------------------

LOGIN = "<!DOCTYPE html><html><head><title>Connexion</title></head><body>Identifiez-vous</body></html>"
XHTML = (
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">'
    '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Site en maintenance</p></body></html>'
)
BARE = "<div><p>Site en maintenance</p></div>"


@pytest.mark.parametrize("kind", MODULES)
@pytest.mark.parametrize("body", [LOGIN, f"\ufeff\n<!-- a -->{LOGIN}", XHTML, BARE, "Maintenance", "\0\0\0"])
def test_47_page_for_people_is_a_failure_and_nothing_is_gone(kind: str, body: str) -> None:
    pages, letter = _read(kind, body)
    assert pages == []
    assert letter.startswith("À l’adresse http://127.0.0.1:")


@pytest.mark.parametrize("kind", ["gallica_sru", "oai_pmh", "opendatasoft"])
def test_47_maintenance_that_begins_on_page_two_keeps_page_one(kind: str) -> None:
    first: dict[str, Any] = {
        "gallica_sru": write_sru([write_sru_record(f"cb{n}") for n in range(50)], 80),
        "oai_pmh": write_oai(write_oai_record("r1"), "t1"),
        "opendatasoft": {"total_count": 150, "results": ROWS[:100]},
    }
    seen: list[str] = []

    def answer(path: str) -> Any:
        seen.append(path)
        return first[kind] if len(seen) == 1 else LOGIN

    pages, letter = _read(kind, answer)
    assert len(pages) == 1
    assert pages[0].next != ""
    assert "une page web" in letter
    assert "Identifiez-vous" in letter


# --- 48: caches that lie ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "validators",
    [{"ETag": '"always"'}, {"Last-Modified": "Fri, 31 Dec 2100 23:59:59 GMT"}, {"Last-Modified": "hier"}],
)
def test_48_source_that_says_unchanged_for_ever_is_asked_again_after_a_week(
    validators: dict[str, str], tmp_path: Path, settings: Settings
) -> None:
    settings.DATA_DIR = tmp_path
    title = ["Avant"]

    def answer(asked: Asked) -> list[bytes]:
        if "if-none-match" in asked.headers or "if-modified-since" in asked.headers:
            return build_answer("", 304)
        return build_answer(write_rss([write_item("a", LINK, title[0])]), headers=validators)

    with serve_answers(answer) as server:

        def read(now: datetime) -> list[str]:
            asking = Polite(build_session(server), memory=KeptMemory("essai", now))
            config = feed.CONFIG.model_validate(_configure("feed", server.url))
            return [one.title for one in list_records(feed.fetch_pages(config, asking))]

        assert read(NOW) == ["Avant"]
        title[0] = "Après"
        assert read(NOW + timedelta(days=1)) == ["Avant"]
        assert read(NOW + timedelta(days=8)) == ["Après"]
