"""udata: versions 1 and 2, the window of ten thousand, elements of topics, withdrawn datasets."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.harvest.connectors import udata
from portal.harvest.pages import PartialHarvest
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve

WHOLE: dict[str, Any] = {
    "id": "53699d0ea3a729239d205b2e",
    "slug": "comptes-des-communes",
    "title": "Comptes des communes",
    "description": "## Contenu\n\nLes **comptes** de [la DGFiP](https://impots.gouv.fr) &amp; plus.",
    "page": "https://www.data.gouv.fr/datasets/comptes-des-communes/",
    "organization": {"id": "1", "name": "Direction générale des finances publiques"},
    "created_at": "2013-07-08T12:00:00+00:00",
    "last_update": "2026-05-04T08:30:00+00:00",
    "last_modified": "2026-01-01T00:00:00+00:00",
    "temporal_coverage": {"start": "2010-01-01T00:00:00+00:00", "end": "2024-12-31T00:00:00+00:00"},
    "tags": ["comptes", "communes", "comptes"],
    "badges": [{"kind": "spd"}, {"kind": "certified"}],
    "license": "lov2",
    "frequency": "annual",
    "spatial": {
        "zones": ["fr:commune:01001", {"id": "fr:region:53"}],
        "granularity": "fr:commune",
        "geom": None,
    },
    "extras": {"dcat": {"theme": ["Finances"]}, "theme": '["Fiscalité"]'},
    "private": False,
    "archived": None,
    "deleted": None,
    "resources": [
        {
            "title": "Comptes 2024",
            "format": "csv",
            "filesize": 2048,
            "url": "https://static.data.gouv.fr/2024/comptes.csv",
            "latest": "https://www.data.gouv.fr/api/1/datasets/r/1234",
            "last_modified": "2026-05-04T08:30:00+00:00",
        },
        {"title": "Service", "format": "json", "url": "/api/comptes"},
        {"title": "Piège", "format": "csv", "url": "javascript:alert(1)"},
    ],
}
DATASET = Harvested(
    remote_id="53699d0ea3a729239d205b2e",
    title="Comptes des communes",
    url="https://www.data.gouv.fr/datasets/comptes-des-communes/",
    kind="dataset",
    abstract="Contenu\n\nLes comptes de la DGFiP & plus.",
    publishers=("Direction générale des finances publiques",),
    issued="2013-07-08T12:00:00+00:00",
    modified="2026-05-04T08:30:00+00:00",
    period="2010-01-01/2024-12-31",
    keywords=("comptes", "communes", "Service public de la donnée"),
    themes=("Fiscalité", "Finances", "commune"),
    licence="lov2",
    formats=("csv", "json"),
    frequency="annual",
    identifiers=("datagouv:53699d0ea3a729239d205b2e",),
    spatial=("fr:commune:01001", "fr:region:53"),
    notes=("Adresse de fichier inutilisable, laissée de côté : « javascript:alert(1) ».",),
)
STABLE = HarvestedFile(
    "https://www.data.gouv.fr/api/1/datasets/r/1234", "Comptes 2024", "csv", 2048, "2026-05-04T08:30:00+00:00"
)


def make(number: int, **values: Any) -> dict[str, Any]:
    return {"id": f"d{number}", "slug": f"d-{number}", "title": f"Jeu {number}", "resources": [], **values}


def build_platform(numbers: list[int], window: int = 10_000) -> Any:
    """A search that sorts by date of creation and refuses what is beyond its window, as udata does."""

    def answer(path: str) -> Any:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        page, size = int(asked["page"]), int(asked["page_size"])
        if page * size > window:
            return 400
        ordered = sorted(numbers, reverse=asked["sort"].startswith("-"))
        rows = [make(number) for number in ordered[(page - 1) * size : page * size]]
        next_page = "yes" if page * size < min(len(numbers), window) else None
        return {"data": rows, "total": len(numbers), "next_page": next_page, "page": page, "page_size": size}

    return answer


def test_a_dataset_keeps_what_it_says_and_files_their_lasting_address() -> None:
    asked = "/api/1/datasets/?organization=dgfip&sort=created&page=1&page_size=50"
    with serve({asked: {"data": [WHOLE], "total": 1, "next_page": None}}) as server:
        config = {"kind": "udata", "url": server.url, "queries": [{"organization": "dgfip"}]}
        pages = fetch(udata, config, server)
    service = HarvestedFile(f"{server.url}/api/comptes", "Service", "json")
    assert (pages[0].next, pages[0].total) == ("", 1)
    found = only(pages)
    assert found.files == (STABLE, service)
    assert found == Harvested(**{**{k: getattr(DATASET, k) for k in DATASET.__slots__}, "files": found.files})


def test_version_2_gives_files_apart_in_pages() -> None:
    with serve(lambda path: answers[path]) as server:
        files = f"{server.url}/api/2/datasets/d1/resources/?page="
        row = make(1, resources={"rel": "subsection", "href": f"{files}1", "total": 2})
        one = {"title": "A", "format": "csv", "url": "https://exemple.fr/a.csv"}
        two = {"title": "B", "format": "pdf", "url": "https://exemple.fr/b.pdf"}
        answers: dict[str, Any] = {
            "/api/2/datasets/search/?tag=budget&sort=created&page=1&page_size=50": {
                "data": [row], "total": 1, "next_page": None,
            },
            "/api/2/datasets/d1/resources/?page=1": {"data": [one], "next_page": f"{files}2"},
            "/api/2/datasets/d1/resources/?page=2": {"data": [two], "next_page": None},
        }  # fmt: skip
        config = {"kind": "udata", "url": server.url, "version": 2, "queries": [{"tag": "budget"}]}
        found = only(fetch(udata, config, server))
    assert [one.url for one in found.files] == ["https://exemple.fr/a.csv", "https://exemple.fr/b.pdf"]
    assert found.url == f"{server.url}/datasets/d-1/"


@pytest.mark.parametrize(("count", "size", "window"), [(5, 2, 100), (19, 2, 10), (20, 2, 10), (17, 3, 10)])
def test_what_is_beyond_the_window_is_read_from_the_other_end(count: int, size: int, window: int) -> None:
    with serve(build_platform(list(range(count)), window)) as server:
        config = {"kind": "udata", "url": server.url, "page_size": size, "window": window}
        pages = fetch(udata, config, server)
    assert sorted(list_ids(pages)) == sorted(f"d{number}" for number in range(count))
    assert pages[-1].next == ""


def test_more_than_both_ends_hold_is_partial_and_says_how_to_cut_it() -> None:
    with serve(build_platform(list(range(30)), 10)) as server:
        config = {"kind": "udata", "url": server.url, "page_size": 5, "window": 10}
        pages = iterate(udata, config, server)
        assert list_ids([next(pages), next(pages)]) == [f"d{number}" for number in range(10)]
        with pytest.raises(PartialHarvest, match="30 jeux de données répondent"):
            next(pages)


def test_a_run_goes_on_exactly_where_it_was_cut() -> None:
    with serve(build_platform(list(range(19)), 10)) as server:
        config = {"kind": "udata", "url": server.url, "page_size": 2, "window": 10}
        whole = fetch(udata, config, server)
        for number, page in enumerate(whole[:-1]):
            assert list_ids(fetch(udata, config, server, page.next))[0] == list_ids(whole[number + 1 :])[0]


def test_several_questions_tell_a_dataset_once() -> None:
    answer = {"total": 2, "next_page": None}
    with serve(
        {
            "/api/1/datasets/?tag=a&sort=created&page=1&page_size=50": {**answer, "data": [make(1), make(2)]},
            "/api/1/datasets/?tag=b&sort=created&page=1&page_size=50": {**answer, "data": [make(2), make(3)]},
        }
    ) as server:
        config = {"kind": "udata", "url": server.url, "queries": [{"tag": "a"}, {"tag": "b"}]}
        pages = fetch(udata, config, server)
    assert list_ids(pages) == ["d1", "d2", "d3"]
    assert [(page.next, page.total) for page in pages] == [("1|created|1", None), ("", None)]


def test_several_tags_of_one_question_and_a_page_that_is_of_the_api() -> None:
    with serve(
        lambda path: {"data": [make(1, page=f"{server.url}/api/1/datasets/d1/")], "total": 1}
    ) as server:
        config = {"kind": "udata", "url": server.url, "queries": [{"tag": ["budget", "commune"]}]}
        found = only(fetch(udata, config, server))
        asked = "/api/1/datasets/?tag=budget&tag=commune&sort=created&page=1&page_size=50"
        assert list_paths(server) == [asked]
    assert found.url == f"{server.url}/datasets/d-1/"


def test_withdrawn_datasets_are_told_apart_and_a_wrong_one_fails_alone() -> None:
    rows = [
        make(1, deleted="2026-01-01T00:00:00"),
        make(2, private=True),
        make(3, archived="2025-01-01"),
        make(4, title=""),
        "surprise",
        make(5),
    ]
    with serve(lambda path: {"data": rows, "total": 6, "next_page": None}) as server:
        config = {"kind": "udata", "url": server.url}
        pages = fetch(udata, config, server)
        kept = fetch(udata, {**config, "keeps_archived": True}, server)
    assert pages[0].gone == ("d1", "d2", "d3")
    assert list_ids(pages) == ["d5"]
    assert list_ids(kept) == ["d3", "d5"]
    assert list_faults(pages) == [
        "Fiche refusée : il y manque un titre.",
        "Fiche refusée : un jeu de données de udata est un objet JSON.",
    ]


def test_elements_of_a_topic_are_asked_for_one_by_one_and_the_lost_ones_are_gone() -> None:
    def element(number: int, kind: str = "Dataset") -> dict[str, Any]:
        return {"id": f"e{number}", "title": "x", "element": {"class": kind, "id": f"d{number}"}}

    with serve(
        {
            "/api/2/topics/budget/elements/?page=1&page_size=50": {
                "data": [element(1), element(9, "Reuse"), element(2), {"id": "e3", "element": None}],
                "total": 4,
                "next_page": None,
            },
            "/api/1/datasets/d1/": make(1),
            "/api/1/datasets/d2/": 410,
        }
    ) as server:
        pages = fetch(udata, {"kind": "udata", "url": server.url, "elements_of": ["budget"]}, server)
    assert list_ids(pages) == ["d1"]
    assert pages[0].gone == ("d2",)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("<!DOCTYPE html><html><body>Maintenance</body></html>", "une page web"),
        ('{"data": [', "illisible"),
        ("[]", "un objet JSON était attendu"),
        ({"message": "erreur"}, "une liste « data » était attendue"),
        ("[" * 5000, "trop profondément"),
    ],
)
def test_what_makes_no_sense_is_partial(answer: Any, said: str) -> None:
    with serve(lambda path: answer) as server, pytest.raises(PartialHarvest, match=said):
        fetch(udata, {"kind": "udata", "url": server.url}, server)


def test_a_platform_that_repeats_its_page_is_stopped() -> None:
    with serve(lambda path: {"data": [make(1), make(2)], "next_page": "yes"}) as server:
        with pytest.raises(PartialHarvest, match="répètent des fiches déjà reçues"):
            fetch(udata, {"kind": "udata", "url": server.url, "page_size": 2}, server)
        assert len(list_paths(server)) == 4


def test_a_platform_that_gives_less_than_it_says_is_partial() -> None:
    with serve(lambda path: {"data": [make(1)], "total": 5, "next_page": None}) as server:
        pages = iterate(udata, {"kind": "udata", "url": server.url}, server)
        assert list_ids([next(pages)]) == ["d1"]
        with pytest.raises(PartialHarvest, match="annonce 5 fiches et n’en a donné que 1"):
            next(pages)


def test_a_place_of_another_source_is_refused() -> None:
    with serve({}) as server, pytest.raises(PartialHarvest, match="Reprise impossible"):
        fetch(udata, {"kind": "udata", "url": server.url}, server, after="7|created|1")
