"""Sources that page wrongly, on purpose or not (standards.md, section 5.3, items 42 and 43)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.harvest.bounds import MOST_PAGES
from portal.harvest.connectors import gallica_sru, oai_pmh, opendatasoft
from portal.harvest.pages import Page
from tests.harvest.connectors.sources import iterate, list_ids, list_paths, serve
from tests.harvest.connectors.written import (
    answer_ods,
    answer_sru,
    build_ods_row,
    list_warnings,
    read_query,
    take,
    write_oai,
    write_oai_error,
    write_oai_record,
    write_sru,
    write_sru_record,
)

ARKS = [f"bpt6k{number:07d}" for number in range(200)]


def _read(kind: str, answer: Callable[[str], Any]) -> tuple[list[Page], str, int]:
    module: Any = {"gallica_sru": gallica_sru, "oai_pmh": oai_pmh, "opendatasoft": opendatasoft}[kind]
    more = {"query": "dc.title all x"} if kind == "gallica_sru" else {}
    with serve(answer) as server:
        pages, letter = take(iterate(module, {"kind": kind, "url": f"{server.url}/s", **more}, server))
        return pages, letter, len(list_paths(server))


# --- 42: resumption tokens ----------------------------------------------------------------------


def test_42_token_given_again_stops_the_walk() -> None:
    seen: list[str] = []

    def answer(path: str) -> str:
        seen.append(path)
        return write_oai(write_oai_record(f"r{len(seen)}"), "same")

    pages, letter, asked = _read("oai_pmh", answer)
    assert (list_ids(pages), asked) == (["r1", "r2"], 2)
    assert "redonne le jeton qui vient de servir" in letter
    assert pages[-1].next == ""  # the next run starts from the beginning


def test_42_page_two_that_is_page_one_stops_the_walk() -> None:
    count = iter(range(10_000))
    pages, letter, asked = _read("oai_pmh", lambda _: write_oai(write_oai_record("r1"), f"t{next(count)}"))
    assert (list_ids(pages), asked) == (["r1"], 2)
    assert "deux pages commencent par la même notice (r1)" in letter


def test_42_cycle_of_tokens_stops_the_walk() -> None:
    def answer(path: str) -> str:
        token = read_query(path).get("resumptionToken", ["t0"])[0]
        following = {"t0": "t1", "t1": "t2", "t2": "t1"}[token]
        return write_oai(write_oai_record(f"r-{token}"), following)

    pages, letter, asked = _read("oai_pmh", answer)
    assert (list_ids(pages), asked) == (["r-t0", "r-t1", "r-t2"], 3)
    assert "déjà lue" in letter


def test_42_expired_token_goes_on_by_dates() -> None:
    refused: list[str] = []

    def answer(path: str) -> str:
        asked = read_query(path)
        if "resumptionToken" not in asked:
            start = 0 if "from" not in asked else 1
            return write_oai(write_oai_record(f"r{start}", f"2024-01-0{start + 1}"), f"t{start + 1}")
        token = asked["resumptionToken"][0]
        if token == "t2" and not refused:
            refused.append(token)
            return write_oai_error("badResumptionToken")
        number = int(token[1:])
        return write_oai(
            write_oai_record(f"r{number}", f"2024-01-0{number + 1}"), "t2" if number == 1 else ""
        )

    pages, letter, _ = _read("oai_pmh", answer)
    assert (list_ids(pages), letter) == (["r0", "r1", "r2"], "")


@pytest.mark.parametrize("closing", ["", "<resumptionToken/>", "<resumptionToken> \n </resumptionToken>"])
def test_42_empty_token_closes_the_list(closing: str) -> None:
    body = write_oai(write_oai_record("r1")).replace("</ListRecords>", f"{closing}</ListRecords>")
    pages, letter, asked = _read("oai_pmh", lambda _: body)
    assert (list_ids(pages), letter, asked) == (["r1"], "", 1)


def test_42_huge_token_is_not_sent() -> None:
    pages, letter, asked = _read("oai_pmh", lambda _: write_oai(write_oai_record("r1"), "t" * 100_000))
    assert (list_ids(pages), asked) == (["r1"], 1)
    assert "le jeton de reprise dépasse 3000 caractères" in letter


def test_42_token_is_an_opaque_word() -> None:
    """Whatever it holds, it stays one parameter."""
    token = "a&amp;verb=Identify#x y+é%26"
    pages, letter, _ = _read(
        "oai_pmh",
        lambda path: (
            write_oai(write_oai_record("r2"), "")
            if read_query(path).get("resumptionToken") == ["a&verb=Identify#x y+é%26"]
            else write_oai(write_oai_record("r1"), token)
        ),
    )
    assert (list_ids(pages), letter) == (["r1", "r2"], "")


def test_42_source_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Always new records, always new tokens: the number of pages is the last bound."""
    assert MOST_PAGES <= 20_000
    monkeypatch.setattr("portal.harvest.bounds.Walk.__init__.__kwdefaults__", {"most_pages": 30})
    count = iter(range(10_000))

    def answer(_: str) -> str:
        number = next(count)
        return write_oai(write_oai_record(f"r{number}"), f"t{number}")

    pages, letter, asked = _read("oai_pmh", answer)
    assert (len(list_ids(pages)), asked) == (30, 30)
    assert "plus de 30 pages ont été lues sans voir la fin" in letter


@pytest.mark.parametrize("kind", ["gallica_sru", "opendatasoft"])
def test_42_list_that_gives_its_first_page_for_ever_is_stopped(kind: str) -> None:
    rows = [build_ods_row(f"jeu-{n}") for n in range(100)]
    body: dict[str, Any] = {
        "gallica_sru": write_sru([write_sru_record(ark) for ark in ARKS[:50]], 100_000),
        "opendatasoft": {"total_count": 9_000, "results": rows},
    }
    pages, letter, asked = _read(kind, lambda _: body[kind])
    assert asked < 10
    assert len(list_ids(pages)) == {"gallica_sru": 50, "opendatasoft": 100}[kind]
    assert "répètent des fiches déjà reçues" in letter


# --- 43: lists that change ----------------------------------------------------------------------


def _change_after_first(kind: str, before: list[str], after: list[str]) -> Callable[[str], Any]:
    """The list is another one from the second request on."""
    asked: list[str] = []

    def write(names: list[str]) -> Callable[[str], Any]:
        if kind == "gallica_sru":
            return answer_sru(names)
        return answer_ods([build_ods_row(name, "2024-01-01T00:00:00+00:00") for name in names])

    def answer(path: str) -> Any:
        asked.append(path)
        return write(before if len(asked) == 1 else after)(path)

    return answer


def _name(kind: str, names: list[str]) -> set[str]:
    return {f"ark:/12148/{name}" if kind == "gallica_sru" else name for name in names}


@pytest.mark.parametrize("kind", ["gallica_sru", "opendatasoft"])
def test_43_record_added_ahead_is_not_lost_and_none_comes_twice(kind: str) -> None:
    """The last of page 1 comes again at the head of page 2; the new one is found by a second reading."""
    before = ARKS[1:161]
    pages, letter, _ = _read(kind, _change_after_first(kind, before, ARKS[:161]))
    given = list_ids(pages)
    assert letter == ""
    assert len(given) == len(set(given))
    assert set(given) == _name(kind, ARKS[:161])
    assert "La source annonçait 160 fiches, puis 161 : elle change à mesure." in list_warnings(pages)


@pytest.mark.parametrize("kind", ["gallica_sru", "opendatasoft"])
def test_43_record_removed_ahead_makes_none_skipped(kind: str) -> None:
    """All that follow move up by one: the first of page 2 would be lost."""
    pages, letter, _ = _read(kind, _change_after_first(kind, ARKS[:161], ARKS[1:161]))
    given = list_ids(pages)
    assert letter == ""
    assert len(given) == len(set(given))
    assert _name(kind, ARKS[1:161]) <= set(given)
    assert any("elle change à mesure" in one for one in list_warnings(pages))


def test_43_pages_of_a_repository_that_overlap_give_each_record_once() -> None:
    def answer(path: str) -> str:
        if "resumptionToken" in path:
            return write_oai(write_oai_record("r2") + write_oai_record("r3"), "", 3)
        return write_oai(write_oai_record("r1") + write_oai_record("r2"), "t1", 3)

    pages, letter, _ = _read("oai_pmh", answer)
    assert (list_ids(pages), letter) == (["r1", "r2", "r3"], "")
