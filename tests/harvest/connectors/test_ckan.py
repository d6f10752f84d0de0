"""CKAN: paging that holds while the catalogue changes, extras of every kind, « data.json » of a real town."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.harvest.asking import Polite
from portal.harvest.connectors import ckan
from portal.harvest.pages import PartialHarvest
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve
from tests.kernel.http.sessions import build_session

WHOLE: dict[str, Any] = {
    "id": "3f2b",
    "name": "budget-primitif",
    "title": "Budget primitif",
    "notes": "Le *budget* <b>voté</b>.\r\n\r\n* fonctionnement\r\n* investissement",
    "organization": {"name": "metropole", "title": "Métropole de Lyon"},
    "author": "Direction des finances",
    "metadata_created": "2020-01-02T03:04:05.000001",
    "metadata_modified": "2026-05-06T07:08:09.000001",
    "license_id": "lov2",
    "license_title": "Licence Ouverte 2.0",
    "tags": [{"name": "budget", "display_name": "Budget"}, {"name": "finances"}],
    "groups": [{"name": "fin", "title": "Finances", "display_name": "Finances publiques"}],
    "extras": [
        {"key": "spatial-text", "value": "Métropole de Lyon"},
        {"key": "theme", "value": '["Économie", "Fiscalité"]'},
        {"key": "frequency", "value": "annuelle"},
        {"key": "temporal_start", "value": "2019-01-01"},
        {"key": "temporal_end", "value": "2026-12-31"},
        {"key": "millesime_de", "value": "2026"},
        {"key": "doi", "value": "https://doi.org/10.1234/abc"},
    ],
    "resources": [
        {"name": "Budget 2026", "url": "https://data.exemple.fr/b.csv", "format": "CSV", "size": "2048"},
        {"name": "Vide", "url": ""},
    ],
    "private": False,
    "state": "active",
    "type": "dataset",
}


def make(number: int, **values: Any) -> dict[str, Any]:
    return {"id": f"p{number}", "name": f"p-{number}", "title": f"Jeu {number}", "resources": [], **values}


def build_portal(order: list[int], cap: int = 1000) -> Any:
    """package_search, in the order of ``order``: it may change between two questions."""

    def answer(path: str) -> Any:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(path).query).items()}
        start, rows = int(asked["start"]), min(int(asked["rows"]), cap)
        results = [make(number) for number in order[start : start + rows]]
        return {"success": True, "result": {"count": len(order), "results": results}}

    return answer


def answer_with(*rows: Any, count: int | None = None) -> dict[str, Any]:
    return {
        "success": True,
        "result": {"count": len(rows) if count is None else count, "results": list(rows)},
    }


def test_a_package_keeps_what_it_says() -> None:
    with serve(lambda path: answer_with(WHOLE)) as server:
        config = {"kind": "ckan", "url": server.url, "extras": {"millesime_de": "issued"}}
        pages = fetch(ckan, config, server)
        assert list_paths(server) == [
            "/api/3/action/package_search?sort=metadata_modified+asc%2C+id+asc&rows=100&start=0"
        ]
    assert only(pages) == Harvested(
        remote_id="3f2b",
        title="Budget primitif",
        url=f"{server.url}/dataset/budget-primitif",
        kind="dataset",
        abstract="Le budget voté.\n\n- fonctionnement\n- investissement",
        creators=("Direction des finances",),
        publishers=("Métropole de Lyon",),
        issued="2026",
        modified="2026-05-06T07:08:09.000001",
        period="2019-01-01/2026-12-31",
        keywords=("Budget", "finances"),
        themes=("Finances publiques", "Économie", "Fiscalité"),
        licence="lov2",
        formats=("CSV",),
        frequency="annuelle",
        identifiers=("doi:10.1234/abc",),
        spatial=("Métropole de Lyon",),
        files=(HarvestedFile("https://data.exemple.fr/b.csv", "Budget 2026", "CSV", 2048),),
    )


@pytest.mark.parametrize(("count", "rows", "cap"), [(7, 3, 1000), (6, 3, 1000), (7, 100, 2), (1, 2, 1000)])
def test_pages_overlap_by_one_whatever_the_portal_gives(count: int, rows: int, cap: int) -> None:
    with serve(build_portal(list(range(count)), cap)) as server:
        pages = fetch(ckan, {"kind": "ckan", "url": server.url, "rows": rows}, server)
        assert list_ids(pages) == [f"p{number}" for number in range(count)]
        for number, page in enumerate(pages[:-1]):
            following = fetch(ckan, {"kind": "ckan", "url": server.url, "rows": rows}, server, page.next)
            assert list_ids(following) == list_ids(pages[number + 1 :])


def test_nothing_is_lost_when_a_package_changes_while_we_read() -> None:
    order = list(range(9))
    with serve(build_portal(order)) as server:
        pages = iterate(ckan, {"kind": "ckan", "url": server.url, "rows": 3}, server)
        found = list_ids([next(pages), next(pages)])
        order.remove(1)
        order.append(1)  # the second package was changed: it goes to the end, the others move up
        rest = list(pages)
    assert found == ["p0", "p1", "p2", "p3", "p4"]
    assert sorted([*found, *list_ids(rest)]) == [f"p{number}" for number in range(9)]
    assert "a changé pendant la lecture" in rest[0].warnings[0]


def test_a_catalogue_that_never_stops_changing_is_left_in_the_end() -> None:
    turns = [0]

    def answer(path: str) -> Any:
        turns[0] += 1
        start = int(parse_qs(urlsplit(path).query)["start"][0])
        return answer_with(*(make(n + 1000 * turns[0]) for n in range(start, start + 2)), count=10**9)

    with serve(answer) as server, pytest.raises(PartialHarvest, match="change plus vite"):
        fetch(ckan, {"kind": "ckan", "url": server.url, "rows": 2}, server)


def test_what_is_withdrawn_of_another_type_or_wrong_is_told_apart() -> None:
    rows = (
        make(1, private=True),
        make(2, state="deleted"),
        make(3, type="harvest"),
        make(4, title=None, name=None),
    )
    with serve(lambda path: answer_with(*rows, 12, make(5))) as server:
        pages = fetch(ckan, {"kind": "ckan", "url": server.url}, server)
    assert pages[0].gone == ("p1", "p2")
    assert list_ids(pages) == ["p5"]
    assert list_faults(pages) == [
        "Fiche refusée : il y manque un titre.",
        "Fiche refusée : un jeu de données de CKAN est un objet JSON.",
    ]


def test_only_what_changed_is_asked_for_when_the_runner_says_since_when() -> None:
    with serve(lambda path: answer_with(make(1))) as server:
        config = ckan.CONFIG(kind="ckan", url=server.url, fq="organization:metropole")
        since = datetime(2026, 5, 1, 12, tzinfo=UTC)
        list(ckan.fetch_pages(config, Polite(build_session(server)), since=since))
        asked = parse_qs(urlsplit(list_paths(server)[0]).query)
    assert asked["fq"] == ["organization:metropole metadata_modified:[2026-05-01T12:00:00Z TO *]"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"success": False, "error": {"__type": "Search Error", "message": "SOLR"}}, r"un échec \(SOLR\)"),
        ({"success": True, "result": []}, r"un échec \(sans motif\)"),
        ({"success": True, "result": {"count": 1}}, "une liste « results » était attendue"),
        ("<html><body>Connexion</body></html>", "une page web"),
        ('{"success": true, "result": {"count": 2, "results": [{"id"', "illisible"),
    ],
)
def test_what_makes_no_sense_is_partial(answer: Any, said: str) -> None:
    with serve(lambda path: answer) as server, pytest.raises(PartialHarvest, match=said):
        fetch(ckan, {"kind": "ckan", "url": server.url}, server)


def test_a_portal_that_ignores_start_is_stopped() -> None:
    with serve(lambda path: answer_with(make(1), make(2), count=100)) as server:
        with pytest.raises(PartialHarvest):
            fetch(ckan, {"kind": "ckan", "url": server.url, "rows": 2}, server)
        assert len(list_paths(server)) < 30


def test_data_json_of_evian(mirror_dir: Path) -> None:
    body = (mirror_dir / "catalogues" / "udata_evian.json").read_bytes()
    with serve({"/data.json": body}) as server:
        pages = fetch(ckan, {"kind": "ckan", "shape": "data_json", "url": server.url}, server)
    assert [one.title for one in pages[0].records if isinstance(one, Harvested)] == [
        "stationnement velos",
        "poubelles",
        "defibrillateurs",
        "places de marche",
        "places PMR",
        "Publication actes dématérialisés",
        "Carte piéton concertation",
        "Carte vélo finale",
    ]
    bicycles, *_ = pages[0].records
    assert isinstance(bicycles, Harvested)
    hub = "https://ville-d-evian-opendata-ville-evian.hub.arcgis.com"
    item = "f6565516d1354383b25793e630cf3f2b"
    assert bicycles.remote_id == f"https://www.arcgis.com/home/item.html?id={item}&sublayer=5"
    assert bicycles.url == f"{hub}/maps/{item}_5"
    assert bicycles.abstract == "Emplacement et description des stationnement vélos à Evian-les-Bains"
    assert bicycles.publishers == ("Ville d'Evian-les-Bains",)
    assert bicycles.keywords == ("mobilite",)
    assert (bicycles.themes, bicycles.spatial) == ((), ())  # « geospatial » and coordinates say nothing
    assert bicycles.issued == "2022-07-29T10:07:13.000Z"
    assert bicycles.licence == (
        "Soumis à la licence Etalab : https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
    )
    assert [(one.title, one.format) for one in bicycles.files] == [
        ("ArcGIS Hub Dataset", "Web Page"),
        ("ArcGIS GeoService", "ArcGIS GeoServices REST API"),
        ("CSV", "CSV"),
        ("GeoJSON", "GeoJSON"),
        ("Shapefile", "ZIP"),
        ("KML", "KML"),
    ]
    assert bicycles.files[2].url == f"{hub}/api/download/v1/items/{item}/csv?layers=5"


def test_data_json_leaves_out_what_is_not_public_and_what_has_no_address() -> None:
    rows = [
        {"identifier": "a", "title": "Interne", "accessLevel": "non-public", "landingPage": "https://a.fr/a"},
        {"identifier": "b", "title": "Sans adresse"},
        {"identifier": "c", "title": "Fichier seul", "distribution": [{"downloadURL": "https://a.fr/c.csv"}],
         "temporal": "2015-01-01T00:00:00/2016-12-31", "publisher": {"name": "Ville"}},
    ]  # fmt: skip
    with serve({"/catalogue.json": {"dataset": rows}}) as server:
        config = {"kind": "ckan", "shape": "data_json", "url": f"{server.url}/catalogue.json"}
        pages = fetch(ckan, config, server)
    assert list_ids(pages) == ["c"]
    assert list_faults(pages) == ["Fiche refusée : il y manque une adresse web."]
    found = pages[0].records[1]
    assert isinstance(found, Harvested)
    assert (found.url, found.period) == ("https://a.fr/c.csv", "2015-01-01/2016-12-31")
