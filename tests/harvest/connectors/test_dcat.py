"""DCAT: real catalogues in three forms, pages of Hydra, and nothing asked of the network to read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portal.harvest.connectors import dcat
from portal.harvest.formats.rdf import MOST_BYTES, REPLACED
from portal.harvest.pages import PartialHarvest
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve

TURTLE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://exemple.fr/d/1> a dcat:Dataset ;
  dct:identifier "https://doi.org/10.1234/abc" ; dct:title "Budget"@en, "Le budget"@fr ;
  dct:description "<p>Résumé</p><script>alert(1)</script>"@fr ;
  dct:publisher [ a foaf:Organization ; foaf:name "Ville d’Évian" ], [ foaf:name "Métropole" ] ;
  dct:issued "2024-01-05"^^xsd:date ; dct:temporal [ dcat:startDate "2020"^^xsd:gYear ; dcat:endDate "2023"^^xsd:gYear ] ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/GOVE>, <http://data.europa.eu/bna/c_dd313021> ;
  dct:spatial <http://id.insee.fr/geo/commune/74119>, <http://publications.europa.eu/resource/authority/country/FRA> ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence/> ;
  dct:language <http://publications.europa.eu/resource/authority/language/FRA> ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL> ;
  dcat:inSeries [ dct:title "Budgets d’Évian" ] ; foaf:depiction <https://exemple.fr/v.png> ;
  dcat:distribution [ dcat:accessURL <https://exemple.fr/d/1> ; dcat:downloadURL <https://exemple.fr/b.csv> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ; dcat:byteSize "1024"^^xsd:decimal ;
    dct:title "Budget 2024" ; dct:modified "2024-02-01" ], [ dct:title "Sans adresse" ] .
"""  # noqa: E501


def read(mirror_dir: Path, name: str) -> bytes:
    return (mirror_dir / "catalogues" / name).read_bytes()


def fetch_body(body: Any, **config: Any) -> tuple[list[Any], list[str]]:
    with serve(lambda path: body) as server:
        pages = fetch(dcat, {"kind": "dcat", "url": f"{server.url}/catalogue", **config}, server)
        return pages, list_paths(server)


def test_rdf_xml_of_udata(mirror_dir: Path) -> None:
    pages, _ = fetch_body(read(mirror_dir, "udata_catalog.xml"))
    third, first, second, fourth = pages[0].records
    assert third == Harvested(
        remote_id="3",
        title="Dataset 3",
        url="http://data.test.org/datasets/3",
        kind="dataset",
        abstract="Dataset 3 description",
        publishers=("An Organization",),
        issued="2016-12-14T18:59:02.737480",
        modified="2016-12-14T19:01:24.184120",
        period="2016-01-01/2016-12-05",
        keywords=("Tag 2", "Tag 1"),
        licence="Licence Ouverte Version 2.0",
        formats=("JSON",),
        frequency="daily",
        # the catalogue writes this one with a relative address, on both sides
        files=(
            HarvestedFile("http://data.test.org/datasets/3/resources/1/file.json", "Resource 3-1", "JSON"),
        ),
    )
    assert isinstance(first, Harvested)
    assert isinstance(second, Harvested)
    assert isinstance(fourth, Harvested)
    assert first.abstract == "h1 title\n\nh2 title\nand bold text"
    assert (first.themes, first.keywords) == (("Theme 2", "Theme 1"), ("Tag 3", "Tag 4", "Tag 2", "Tag 1"))
    assert first.licence == "Licence Ouverte Version 1.0"  # of its first file: it has none of its own
    service = "http://data.test.org/datasets/1/resources/4/services?SERVICE=WMS&REQUEST=GetCapabilities"
    assert first.files == (
        HarvestedFile(
            "http://data.test.org/datasets/1/resources/1/file.json", "Resource 1-1", "json", 12323,
            "2018-03-14T18:59:02.737480",
        ),
        HarvestedFile("http://data.test.org/datasets/1/resources/2/file.json", "Resource 1-2", "JSON"),
        HarvestedFile(f"{service}&VERSION=1.3.0", "Resource 1-4"),
    )  # fmt: skip
    assert (second.period, len(second.files)) == ("2016-01-01/2016-12-05", 2)
    assert (fourth.url, fourth.issued, fourth.files) == ("http://data.test.org/datasets/2", "", ())


def test_flat_json_ld_of_udata(mirror_dir: Path) -> None:
    pages, _ = fetch_body(read(mirror_dir, "udata_flat.jsonld"))
    assert list_ids(pages) == ["1", "2", "3"]
    first, second, third = (one for one in pages[0].records if isinstance(one, Harvested))
    assert (first.period, second.period, third.period) == ("2016-12-05/", "2016-01-01/2016-12-05", "")
    assert (first.themes, first.keywords) == (("Theme 1", "Theme 2"), ("Tag 1", "Tag 2", "Tag 3", "Tag 4"))
    assert [one.title for one in first.files] == ["Resource 1-1", "Resource 1-2"]
    assert first.url == "http://data.test.org/datasets/1"


def test_pages_of_hydra_of_udata(mirror_dir: Path) -> None:
    with serve(lambda path: bodies[path.rpartition("=")[2]]) as server:
        bodies = {
            number: read(mirror_dir, f"udata_paged-collection-{number}.jsonld").replace(
                b"http://data.test.org/catalog.jsonld", f"{server.url}/catalog.jsonld".encode()
            )
            for number in ("1", "2")
        }
        config = {"kind": "dcat", "url": f"{server.url}/catalog.jsonld?page=1"}
        pages = fetch(dcat, config, server)
        assert [page.next for page in pages] == [f"{server.url}/catalog.jsonld?page=2", ""]
        assert list_ids(fetch(dcat, config, server, pages[0].next)) == ["4"]
    assert [list_ids([page]) for page in pages] == [["1", "2", "3"], ["4"]]
    assert [(page.total, page.warnings) for page in pages] == [(4, ()), (4, ())]


def test_turtle_keeps_every_word() -> None:
    found = only(fetch_body(TURTLE)[0])
    assert found == Harvested(
        remote_id="https://doi.org/10.1234/abc",
        title="Le budget",
        url="https://exemple.fr/d/1",
        kind="dataset",
        abstract="Résumé",
        publishers=("Ville d’Évian", "Métropole"),
        issued="2024-01-05",
        period="2020/2023",
        themes=("Gouvernement et secteur public",),
        language="fra",
        licence="https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        formats=("csv",),
        frequency="ANNUAL",
        identifiers=("doi:10.1234/abc",),
        spatial=("commune:74119", "France"),
        files=(HarvestedFile("https://exemple.fr/b.csv", "Budget 2024", "csv", 1024, "2024-02-01"),),
        image_url="https://exemple.fr/v.png",
        series="Budgets d’Évian",
    )
    assert only(fetch_body(TURTLE, identity="uri")[0]).remote_id == "https://exemple.fr/d/1"


def test_addresses_of_contexts_are_never_asked_for() -> None:
    with serve(lambda path: json.dumps(catalogue)) as server:
        trap = f"{server.url}/piege.jsonld"
        catalogue = {
            "@context": [trap, {"@import": trap, "inner": {"@id": "dcat:keyword", "@context": trap}}],
            "@id": trap,
            "@graph": [
                {
                    "@id": "https://exemple.fr/d/1",
                    "@type": "Dataset",
                    "@context": trap,
                    "title": "Un jeu",
                    "identifier": "un",
                    "keyword": ["a", "b"],
                    "publisher": {"@type": "Organization", "name": "Ville"},
                    "distribution": {"@type": "Distribution", "accessURL": "https://exemple.fr/a.csv"},
                }
            ],
        }
        pages = fetch(dcat, {"kind": "dcat", "url": f"{server.url}/c"}, server)
        assert list_paths(server) == ["/c"]
    found = only(pages)
    assert (found.remote_id, found.title, found.keywords) == ("un", "Un jeu", ("a", "b"))
    assert (found.publishers, found.files[0].url) == (("Ville",), "https://exemple.fr/a.csv")
    assert pages[0].warnings == (REPLACED,)


XML = (
    '<?xml version="1.0"?>{doctype}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#">'
    '<dcat:Dataset rdf:about="https://exemple.fr/1"><dct:title>{title}</dct:title></dcat:Dataset></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            XML.format(doctype='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>', title="&x;"),
            "DOCTYPE",
        ),
        (XML.format(doctype='<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd">', title="a"), "DOCTYPE"),
        (XML.format(doctype="", title="a").replace("</dcat:Dataset>", ""), "mal formé"),
        (XML.format(doctype="", title="<b>" * 200 + "</b>" * 200), "emboîtés"),
        (
            "@prefix a: <https://a.fr/> . a:b a:c " + "[ a:d " * 5000 + "a:e" + " ]" * 5000 + " .",
            "trop profondément",
        ),
        ("@prefix dcat: <http://www.w3.org/ns/dcat#> . <a> a dcat:Dataset", "mal formé"),
        ('{"@graph": ' + "[" * 200 + "]" * 200 + "}", "trop profondément"),
        ('{"@graph": [{"@id": ', "illisible"),
        ("<!DOCTYPE html><html><body>Maintenance</body></html>", "une page web"),
    ],
)
def test_what_cannot_be_read_is_partial(body: str, said: str) -> None:
    with pytest.raises(PartialHarvest, match=said):
        fetch_body(body)


def test_a_page_that_is_too_large_is_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MOST_BYTES, "turtle", 100)
    with pytest.raises(PartialHarvest, match="d’au plus 0 Mo par page"):
        fetch_body(TURTLE)


def test_a_dataset_without_title_or_address_fails_alone() -> None:
    body = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    [] a dcat:Dataset ; dct:title "Sans adresse" ; dct:identifier "a" .
    <https://exemple.fr/b> a dcat:Dataset ; dct:identifier "b" .
    [] a dcat:Dataset ; dct:title "Par son fichier" ;
      dcat:distribution [ dcat:accessURL <https://exemple.fr/c> ] .
    <javascript:alert(1)> a dcat:Dataset ; dct:title "Piège" ."""
    pages, _ = fetch_body(body)
    assert list_ids(pages) == ["https://exemple.fr/c"]
    assert list_faults(pages) == [
        "Fiche refusée : il y manque une adresse web.",
        "Fiche refusée : il y manque un titre.",
        "Fiche refusée : il y manque une adresse web.",
    ]


def test_pages_that_turn_in_circles_are_stopped() -> None:
    def answer(path: str) -> str:
        return (
            "@prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix dcat: <http://www.w3.org/ns/dcat#> ."
            "@prefix dct: <http://purl.org/dc/terms/> ."
            f'<https://exemple.fr{path}> a dcat:Dataset ; dct:title "x" .'
            f"<> a hydra:PartialCollectionView ; hydra:next <{'/1' if path == '/2' else '/2'}> ."
        )

    with serve(answer) as server:
        pages = iterate(dcat, {"kind": "dcat", "url": f"{server.url}/1"}, server)
        assert list_ids([next(pages), next(pages)]) == ["https://exemple.fr/1", "https://exemple.fr/2"]
        with pytest.raises(PartialHarvest, match="une page déjà lue"):
            next(pages)


def test_a_template_gives_the_page_when_the_catalogue_gives_a_wrong_one() -> None:
    found = only(fetch_body(TURTLE.replace("https://doi.org/10.1234/abc", "budget"), page="/fiches/{id}")[0])
    assert found.url.endswith("/fiches/budget")


def test_fewer_datasets_than_announced_are_told() -> None:
    told = '[] <http://www.w3.org/ns/hydra/core#totalItems> "12" .'
    pages, _ = fetch_body(TURTLE + told)
    assert pages[0].warnings == ("Le catalogue annonce 12 jeux de données et en décrit 1.",)
