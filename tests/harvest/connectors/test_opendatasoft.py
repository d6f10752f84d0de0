"""Opendatasoft: the shapes of its answers, the window of ten thousand, catalogues that change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.harvest.asking import Polite
from portal.harvest.connectors import opendatasoft
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import iterate, list_faults, list_ids, list_paths, only, serve
from tests.harvest.connectors.written import answer_ods, build_ods_row, read_query, take
from tests.kernel.http.sessions import build_session

ROW: dict[str, Any] = {
    "dataset_id": "ofgl-base-communes",
    "dataset_uid": "da_1",
    "has_records": True,
    "features": ["analyze"],
    "attachments": [{"id": "notice_pdf", "title": "Notice", "mimetype": "application/pdf"}],
    "metas": {
        "default": {
            "title": "Comptes des communes",
            "description": "<p>Les comptes <b>consolidés</b>.</p><script>alert(1)</script>",
            "theme": ["Finances", "Budgets"],
            "keyword": "comptes;communes",
            "territory": "France",
            "modified": "2026-02-03T10:00:00+00:00",
            "language": "fr",
            "publisher": "OFGL",
            "license": "Licence Ouverte v2.0",
            "records_count": 5,
            "update_frequency": "annuelle",
        },
        "dcat": {"created": "2017-01-01", "creator": "DGFiP", "temporal": "2012/2024"},
    },
}


def _configure(url: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "opendatasoft", "url": f"{url}/", **changes}


def _read(answer: Any, after: str = "", **changes: Any) -> tuple[list[Any], str, list[dict[str, list[str]]]]:
    with serve(answer) as server:
        pages, letter = take(iterate(opendatasoft, _configure(server.url, **changes), server, after))
        return pages, letter, [read_query(path) for path in list_paths(server)]


def _build_rows(count: int) -> list[dict[str, Any]]:
    return [
        build_ods_row(f"jeu-{n:05}", f"2024-01-01T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}+00:00")
        for n in range(count)
    ]


def test_dataset_keeps_the_words_of_its_portal() -> None:
    with serve(lambda _: {"total_count": 1, "results": [ROW]}) as server:
        pages, _ = take(iterate(opendatasoft, _configure(server.url), server))
        root = f"{server.url}/api/explore/v2.1/catalog/datasets/ofgl-base-communes"
        page = f"{server.url}/explore/dataset/ofgl-base-communes/"
    assert only(pages) == Harvested(
        remote_id="ofgl-base-communes",
        title="Comptes des communes",
        url=page,
        kind="dataset",
        abstract="Les comptes consolidés.",
        creators=("DGFiP",),
        publishers=("OFGL",),
        issued="2017-01-01",
        modified="2026-02-03T10:00:00+00:00",
        period="2012/2024",
        keywords=("comptes", "communes"),
        themes=("Finances", "Budgets"),
        language="fr",
        licence="Licence Ouverte v2.0",
        formats=("csv", "xlsx", "json", "parquet", "application/pdf"),
        frequency="annuelle",
        spatial=("France",),
        files=(
            *(HarvestedFile(f"{root}/exports/{one}", "", one) for one in ("csv", "xlsx", "json", "parquet")),
            HarvestedFile(f"{root}/attachments/notice_pdf", "Notice", "application/pdf"),
        ),
    )


@pytest.mark.parametrize(
    "row",
    [
        {"dataset_id": "a", "metas": {"default": {"title": "T", "theme": "X"}}},
        {"dataset_id": "a", "default": {"title": "T", "theme": ["X"]}},
        {"dataset_id": "a", "default.title": "T", "default.theme": ["X"]},
        {"dataset_id": "a", "metas": {"default.title": "T", "default.theme": "X"}},
        {"links": [], "dataset": {"dataset_id": "a", "metas": {"default": {"title": "T", "theme": "X"}}}},
    ],
)
def test_metadata_are_read_nested_or_flattened(row: dict[str, Any]) -> None:
    key = "datasets" if "dataset" in row else "results"
    found = only(_read(lambda _: {"total_count": 1, key: [row]})[0])
    assert (found.title, found.themes, found.files) == ("T", ("X",), ())


def test_page_of_a_dataset_has_no_double_slash() -> None:
    """The first portal made « //explore/… » of an address with a last slash (original.md, 4.1-17)."""
    found = only(_read(lambda _: {"total_count": 1, "results": [build_ods_row("été 2024")]})[0])
    assert found.url.endswith("/explore/dataset/%C3%A9t%C3%A9%202024/")
    assert found.url.count("//") == 1


def test_dataset_lent_by_another_portal_is_shown_there() -> None:
    row = build_ods_row(
        "comptes@ofgl", federated=True, source_domain_address="data.ofgl.fr", source_dataset="comptes"
    )
    found = only(_read(lambda _: {"total_count": 1, "results": [row]})[0])
    assert (found.remote_id, found.url) == ("comptes@ofgl", "https://data.ofgl.fr/explore/dataset/comptes/")


def test_question_sorts_filters_and_leaves_out() -> None:
    _, _, asked = _read(
        lambda _: {"total_count": 0, "results": []},
        where='publisher = "OFGL"',
        refine=["theme:Finances"],
        exclude=["theme:INTERNE", "keyword:test"],
    )
    assert asked[0] == {
        "order_by": ["modified"],
        "limit": ["100"],
        "offset": ["0"],
        "where": ['(publisher = "OFGL")'],
        "refine": ["theme:Finances"],
        "exclude": ["theme:INTERNE", "keyword:test"],
    }


def test_portal_that_ignores_exclude_does_not_leak_internal_datasets() -> None:
    rows = [
        build_ods_row("a", theme=["INTERNE"]),
        build_ods_row("b", theme="Finances;INTERNE"),
        build_ods_row("c"),
    ]
    pages, letter, _ = _read(lambda _: {"total_count": 3, "results": rows}, exclude=["theme:INTERNE"])
    assert (list_ids(pages), letter) == (["c"], "")


def test_since_asks_for_what_changed() -> None:
    with serve(answer_ods([])) as server:
        config = opendatasoft.CONFIG.model_validate(_configure(server.url, where="a = 1"))
        since = datetime(2026, 3, 7, 22, 30, tzinfo=UTC)
        list(opendatasoft.fetch_pages(config, Polite(build_session(server)), since=since))
        where = read_query(list_paths(server)[0])["where"]
    assert where == ["(a = 1) and modified >= date'2026-03-07T22:30:00Z'"]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_every_dataset_comes_once(count: int) -> None:
    rows = _build_rows(count)
    pages, letter, asked = _read(answer_ods(rows))
    assert (list_ids(pages), letter) == ([row["dataset_id"] for row in rows], "")
    assert len(asked) == max(-(-count // 100), 1)


def test_reading_resumes_exactly_where_it_was_cut() -> None:
    rows = _build_rows(250)
    whole, _, _ = _read(answer_ods(rows))
    rest, letter, asked = _read(answer_ods(rows), whole[0].next)
    assert (len(list_ids(rest)), letter, asked[0]["offset"]) == (150, "", ["100"])


def test_catalogue_beyond_the_window_is_read_by_dates() -> None:
    rows = _build_rows(1050)
    pages, letter, asked = _read(answer_ods(rows, window=300), window=300)
    assert (list_ids(pages), letter) == ([row["dataset_id"] for row in rows], "")
    assert max(int(one["offset"][0]) for one in asked) == 200
    assert {page.total for page in pages} == {1050}
    rest, letter, _ = _read(answer_ods(rows, window=300), pages[5].next, window=300)
    assert letter == ""
    assert set(list_ids(pages[6:])) <= set(list_ids(rest))


def test_too_many_datasets_of_one_date_are_partial() -> None:
    rows = [build_ods_row(f"jeu-{number}") for number in range(500)]
    pages, letter, _ = _read(answer_ods(rows, window=300), window=300)
    assert len(list_ids(pages)) == 300
    assert "Trop ont la même date de changement" in letter


def test_bad_dataset_fails_alone() -> None:
    rows = [
        build_ods_row("a"),
        "texte",
        {"dataset_id": "b", "metas": {"default": {"title": None}}},
        {"metas": 3},
    ]
    pages, letter, _ = _read(lambda _: {"total_count": 4, "results": rows})
    assert (list_ids(pages), letter) == (["a"], "")
    assert list_faults(pages) == [
        "Fiche refusée : un jeu de données est un objet JSON.",
        "Fiche refusée : il y manque un titre.",
        "Fiche refusée : il y manque un identifiant, un titre et une adresse web.",
    ]


def test_dataset_without_description_is_kept() -> None:
    """The first portal failed as a whole (original.md, 4.1-17)."""
    pages, letter, _ = _read(lambda _: {"total_count": 1, "results": [build_ods_row("a", description=None)]})
    assert (only(pages).abstract, letter) == ("", "")


@pytest.mark.parametrize(
    "body",
    [
        {"error_code": "InvalidRESTParameterError", "message": "no"},
        [],
        {"total_count": "3", "results": []},
        "null",
    ],
)
def test_answer_of_another_shape_is_partial(body: Any) -> None:
    pages, letter, _ = _read(lambda _: body)
    assert pages == []
    assert "attendu" in letter


def test_empty_page_in_the_middle_is_partial() -> None:
    rows = _build_rows(100)
    pages, letter, _ = _read(lambda path: {"total_count": 300, "results": rows if "offset=0" in path else []})
    assert len(list_ids(pages)) == 100
    assert "le jeu de données 101 sur 300 était attendu, la page est vide" in letter


@pytest.mark.parametrize("after", ["1", "a|0|", "1|2|3|4", "²|0|", "9999999999999|0|"])
def test_place_that_is_none_is_refused(after: str) -> None:
    assert _read(lambda _: 500, after)[1][:20] == "Reprise impossible :"
