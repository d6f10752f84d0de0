"""Catalogues that lie, in every connector of catalogues (standards.md, section 5.3, items 35 to 47)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import pytest

from portal.harvest.connectors import ckan, csv_catalogue, csw, dcat, html_list, sitemap, udata
from portal.harvest.pages import PartialHarvest
from portal.kernel.http import OutboundError
from portal.library.harvested import LONGEST_TITLE
from tests.harvest.connectors.sources import fetch, list_paths, only, serve


@dataclass(frozen=True)
class Speaking:
    """How one connector is told one record of this title and this file. ``write`` gives the body."""

    connector: Any
    config: dict[str, Any]
    write: Callable[[str, str], str]


PAGE = "https://exemple.fr/1"


def _write_rdf(title: str, link: str) -> str:
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"'
        f' xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="{PAGE}">'
        f"<dct:identifier>1</dct:identifier><dct:title>{escape(title)}</dct:title><dcat:distribution><dcat:Distribution><dcat:accessURL>{escape(link)}"
        "</dcat:accessURL></dcat:Distribution></dcat:distribution></dcat:Dataset></rdf:RDF>"
    )


def _write_csw(title: str, link: str) -> str:
    return (
        '<r xmlns:dc="d"><SearchResults numberOfRecordsMatched="1"><Record><dc:identifier>1</dc:identifier>'
        f"<dc:title>{escape(title)}</dc:title><dc:URI>{escape(link)}</dc:URI></Record></SearchResults></r>"
    )


def _write_item(title: str, link: str) -> str:
    item = f'<a href="{PAGE}">{escape(title)}</a><i><a href="{escape(link)}">f</a></i>'
    return f"<html><body><li>{item}</li></body></html>"


def _write_json(shape: str) -> Callable[[str, str], str]:
    def write(title: str, link: str) -> str:
        row = {"id": "1", "name": "1", "identifier": "1", "title": title, "page": PAGE, "landingPage": PAGE}
        row |= {"resources": [{"url": link}], "distribution": [{"accessURL": link}]}  # type: ignore[dict-item]
        shapes: dict[str, Any] = {
            "udata": {"data": [row], "total": 1},
            "ckan": {"success": True, "result": {"count": 1, "results": [row]}},
            "data_json": {"dataset": [row]},
        }
        return json.dumps(shapes[shape])

    return write


FIELDS = {"title": "a", "url": "a@href", "files": "i a"}
COLUMNS = {"id": "id", "title": "title", "url": "url", "file_url": "file"}
EVERY = {
    "udata": Speaking(udata, {"kind": "udata"}, _write_json("udata")),
    "ckan": Speaking(ckan, {"kind": "ckan"}, _write_json("ckan")),
    "data_json": Speaking(ckan, {"kind": "ckan", "shape": "data_json"}, _write_json("data_json")),
    "dcat": Speaking(dcat, {"kind": "dcat"}, _write_rdf),
    "csw": Speaking(csw, {"kind": "csw", "page": PAGE}, _write_csw),
    "html": Speaking(html_list, {"kind": "html_list", "item": "li", "fields": FIELDS}, _write_item),
    "csv": Speaking(
        csv_catalogue,
        {"kind": "csv_catalogue", "folder": Path("/nowhere"), "columns": COLUMNS},
        lambda title, link: 'id,title,url,file\n1,"{}",{},"{}"\n'.format(
            title.replace('"', '""'), PAGE, link
        ),
    ),
}
each = pytest.mark.parametrize("speaking", EVERY.values(), ids=EVERY)


def _read(speaking: Speaking, body: Any) -> Any:
    with serve(lambda path: 404 if path == "/robots.txt" else body) as server:
        pages = fetch(speaking.connector, {**speaking.config, "url": f"{server.url}/c"}, server)
        assert len([one for one in list_paths(server) if "passwd" in one or "piege" in one]) == 0
        return pages


@each
@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Budget <script>alert(1)</script>2024", "Budget 2024"),
        ("Budget &lt;img src=x onerror=alert(1)&gt;2024", "Budget 2024"),
        ("Budget \u202etxt.exe\u202c 20\u200b24", "Budget txt.exe 2024"),
        ("Budget de l\u2019E\u0301tat", "Budget de l’État"),
        ("Budget de la rÃ©gion", "Budget de la région"),
        ("Coûts < 5 et > 3", "Coûts < 5 et > 3"),
    ],
)
def test_38_titles_are_plain_text(speaking: Speaking, title: str, expected: str) -> None:
    assert only(_read(speaking, speaking.write(title, "https://exemple.fr/f.csv"))).title == expected


@each
def test_38_a_title_without_end_is_cut(speaking: Speaking) -> None:
    title = only(_read(speaking, speaking.write("mot " * 5000, "https://exemple.fr/f.csv"))).title
    assert len(title) <= LONGEST_TITLE
    assert title.endswith("mot…")


@each
@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "https://",
        "ftp://a.fr/x",
    ],
)
def test_39_files_lead_to_the_web_only(speaking: Speaking, link: str) -> None:
    assert only(_read(speaking, speaking.write("Budget", link))).files == ()


@each
def test_39_look_alikes_show_and_credentials_go(speaking: Speaking) -> None:
    homograph = only(_read(speaking, speaking.write("Budget", "https://www.іnsee.fr/a.csv"))).files
    assert [one.url for one in homograph] == ["https://www.xn--nsee-k9d.fr/a.csv"]
    told = only(_read(speaking, speaking.write("Budget", "https://moi:secret@exemple.fr/a.csv"))).files
    assert "secret" not in "".join(one.url for one in told)


@each
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "null",
        "<a/>",
        "<<<",
        "[" * 100_000,
        "\x00\x01\x02",
        '{"data": [}',
        "%PDF-1.7 binaire",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd">%b;]><a/>',
    ],
)
def test_42_44_what_is_no_catalogue_is_partial(speaking: Speaking, body: str) -> None:
    """Nothing is invented, nothing but what is documented is raised, and it never passes for an empty one."""
    with pytest.raises((PartialHarvest, OutboundError)):
        _read(speaking, body)


@pytest.mark.parametrize("name", ["udata", "ckan", "data_json"])
def test_45_odd_json_is_mended_and_told(name: str) -> None:
    body = EVERY[name].write("Budget XXX", "https://exemple.fr/f.csv").replace("XXX", "\\ud800")
    body = body.replace('"page"', '"size": 1e400, "page"', 1)
    pages = _read(EVERY[name], body)
    assert only(pages).title == "Budget \ufffd"
    assert any("hors de portée" in one for one in pages[0].warnings)


@pytest.mark.parametrize("name", list(EVERY))
def test_47_a_page_for_people_in_the_place_of_data_is_a_failure(name: str) -> None:
    body = "<!DOCTYPE html><html><head><title>Connexion</title></head><body><form></form></body></html>"
    with pytest.raises(PartialHarvest):
        _read(EVERY[name], body)


def test_36_a_sitemap_of_a_million_pages_is_cut() -> None:
    body = "<urlset>" + "<url><loc>https://a.fr/1</loc></url>" * 60_000 + "</urlset>"
    with serve(lambda path: body) as server, pytest.raises(PartialHarvest, match="au plus 50000 adresses"):
        fetch(sitemap, {"kind": "sitemap", "url": f"{server.url}/s.xml", "reads_pages": False}, server)
