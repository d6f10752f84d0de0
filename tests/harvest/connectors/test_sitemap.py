"""Sitemaps: indexes, compressed ones, what each page says of itself, sites that fail."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.harvest.asking import Polite
from portal.harvest.connectors import sitemap
from portal.harvest.pages import PartialHarvest
from portal.kernel.http import OutboundError
from portal.library.harvested import Harvested, HarvestedFile
from tests.harvest.connectors.sources import fetch, iterate, list_faults, list_ids, list_paths, only, serve
from tests.kernel.http.sessions import build_session

LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "BreadcrumbList", "name": "Fil"},
        {
            "@type": "Dataset",
            "name": "Budgets",
            "description": "Les budgets.",
            "datePublished": "2024-01-02",
            "publisher": {"@type": "Organization", "name": "Ville d’Évian"},
            "keywords": "budget, dette",
            "temporalCoverage": "2020/2023",
            "spatialCoverage": {"name": "Évian-les-Bains"},
            "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
            "identifier": "10.1234/abc",
            "distribution": [{"@type": "DataDownload", "contentUrl": "/b.csv", "encodingFormat": "text/csv"}],
        },
    ],
}
PAGE = f"""<!DOCTYPE html><html lang="fr"><head><title>Budgets — Ville</title>
<meta property="og:title" content="Autre titre"><meta property="og:image" content="/v.png">
<meta name="DC.date.modified" content="2024-05-06"><link rel="canonical" href="/budgets">
<script type="application/ld+json">{json.dumps(LINKED)}</script></head><body><h1>Budgets</h1></body></html>"""
PLAIN = (
    '<html><head><title>Rapport &amp; annexes</title><meta name="description" content="Texte"></head></html>'
)


def write_map(*urls: str, lastmod: str = "") -> str:
    told = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    pages = "".join(f"<url><loc>{url}</loc>{told}</url>" for url in urls)
    return (
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'
    )


def write_index(*urls: str) -> str:
    maps = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{maps}</sitemapindex>'


def describe(url: str, **values: Any) -> dict[str, Any]:
    return {"kind": "sitemap", "url": url, **values}


def test_a_page_says_what_it_is() -> None:
    with serve(lambda path: answers.get(path, 404)) as server:
        root = server.url
        answers = {
            "/sitemap.xml": write_map(f"{root}/budgets?x=1", lastmod="2024-06-01"),
            "/budgets?x=1": PAGE,
        }
        found = only(fetch(sitemap, describe(f"{root}/sitemap.xml"), server))
    assert found == Harvested(
        remote_id=f"{root.removeprefix('http://')}/budgets?x=1",
        title="Budgets",
        url=f"{root}/budgets",
        kind="dataset",
        abstract="Les budgets.",
        publishers=("Ville d’Évian",),
        issued="2024-01-02",
        modified="2024-05-06",
        period="2020/2023",
        keywords=("budget", "dette"),
        language="fr",
        licence="https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
        identifiers=("10.1234/abc",),
        spatial=("Évian-les-Bains",),
        files=(HarvestedFile(f"{root}/b.csv", "", "text/csv"),),
        image_url=f"{root}/v.png",
    )


def test_an_index_leads_to_compressed_maps_of_the_same_site_only() -> None:
    with serve(lambda path: answers.get(path, 404)) as server:
        root = server.url
        answers = {
            "/index.xml": write_index(f"{root}/a.xml.gz", f"{root}/b.txt", "https://ailleurs.example/c.xml"),
            "/a.xml.gz": gzip.compress(write_map(f"{root}/rapports/un", f"{root}/actus/x").encode()),
            "/b.txt": f"{root}/rapports/deux\n{root}/rapports/un\n",
            "/rapports/un": PLAIN,
            "/rapports/deux": PLAIN,
        }
        config = describe(f"{root}/index.xml", include=["/rapports/"], exclude=["brouillon"])
        pages = fetch(sitemap, config, server)
        assert list_paths(server) == ["/index.xml", "/a.xml.gz", "/b.txt", "/rapports/un", "/rapports/deux"]
    assert [one.rpartition("/")[2] for one in list_ids(pages)] == ["un", "deux"]
    assert pages[0].warnings == ("1 plan(s) d’autres sites laissé(s) de côté.",)
    first = pages[0].records[0]
    assert isinstance(first, Harvested)
    assert (first.title, first.abstract, first.modified) == ("Rapport & annexes", "Texte", "")


def test_pages_are_read_in_batches_and_taken_up_where_they_were_left() -> None:
    with serve(lambda path: answers.get(path, 404)) as server:
        root = server.url
        answers = {"/s.xml": write_map(*(f"{root}/{number}" for number in range(5)))}
        answers |= {f"/{number}": PLAIN for number in range(5)}
        config = describe(f"{root}/s.xml", batch=2)
        pages = fetch(sitemap, config, server)
        assert [(len(page.records), page.next) for page in pages] == [
            (2, f"{root}/1"),
            (2, f"{root}/3"),
            (1, ""),
        ]
        assert list_ids(fetch(sitemap, config, server, f"{root}/1")) == list_ids(pages)[2:]


def test_without_reading_pages_titles_come_from_addresses() -> None:
    with serve(
        {"/s.xml": write_map("https://exemple.fr/rapport-annuel_2024.html", lastmod="2024-06-01")}
    ) as server:
        found = only(fetch(sitemap, describe(f"{server.url}/s.xml", reads_pages=False), server))
    assert (found.title, found.modified) == ("Rapport annuel 2024", "2024-06-01")


def test_only_what_changed_is_read_when_the_runner_says_since_when() -> None:
    with serve(lambda path: answers.get(path, 404)) as server:
        root = server.url
        old, new = f"<url><loc>{root}/vieux</loc><lastmod>2024-01-01</lastmod></url>", f"{root}/neuf"
        answers = {"/s.xml": write_map(new).replace("</urlset>", f"{old}</urlset>"), "/neuf": PLAIN}
        config = sitemap.CONFIG(kind="sitemap", url=f"{root}/s.xml")
        since = datetime(2024, 6, 1, tzinfo=UTC)
        pages = list(sitemap.fetch_pages(config, Polite(build_session(server)), since=since))
    assert [one.rpartition("/")[2] for one in list_ids(pages)] == ["neuf"]


def test_a_page_that_is_lost_refused_or_a_file_fails_alone() -> None:
    with serve(lambda path: answers.get(path, 404)) as server:
        root = server.url
        answers = {
            "/robots.txt": "User-agent: *\nDisallow: /prive",
            "/s.xml": write_map(
                f"{root}/perdu", f"{root}/prive/x", f"{root}/donnees", "javascript:x", f"{root}/ok"
            ),
            "/donnees": {"a": 1},
            "/ok": PLAIN,
        }
        pages = fetch(sitemap, describe(f"{root}/s.xml"), server)
    assert [one.rpartition("/")[2] for one in list_ids(pages)] == ["ok"]
    lost, refused, data = list_faults(pages)
    assert "n’est plus à son adresse" in lost
    assert "refuse" in refused
    assert "une page web était attendue, pas un fichier" in data
    assert pages[0].warnings == (f"1 adresse(s) inutilisable(s) dans {root}/s.xml.",)


def test_a_site_that_is_down_ends_the_run() -> None:
    with serve(lambda path: answers.get(path, 503)) as server:
        answers = {
            "/s.xml": write_map(*(f"{server.url}/{number}" for number in range(20))),
            "/robots.txt": "",
        }
        with pytest.raises(OutboundError):
            fetch(sitemap, describe(f"{server.url}/s.xml"), server)
        assert len(list_paths(server)) == 6


def test_more_pages_than_wanted_are_told() -> None:
    with serve({"/s.xml": write_map(*(f"https://a.fr/{number}" for number in range(5)))}) as server:
        pages = iterate(sitemap, describe(f"{server.url}/s.xml", most=3, reads_pages=False), server)
        assert len(list_ids([next(pages)])) == 3
        with pytest.raises(PartialHarvest, match="compte 5 pages"):
            next(pages)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (write_map("https://a.fr/1")[:-20], "entier était attendu"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + write_map("&x;"), "DOCTYPE"),
        ("<a/>", "un plan de site"),
        ("des mots", "un plan de site était attendu"),
        ("<html><body>Maintenance</body></html>", "une page web"),
        (gzip.compress(write_map("https://a.fr/1").encode())[:-20], "coupé"),
        (gzip.compress(b" " * 60_000_000), "une fois décompressé"),
        (b"\x1f\x8b" + b"x" * 50, "abîmé"),
    ],
    ids=["cut", "doctype", "other_xml", "words", "page", "gzip_cut", "gzip_bomb", "gzip_damaged"],
)
def test_a_map_that_cannot_be_read_is_partial(body: str | bytes, said: str) -> None:
    with serve(lambda path: body) as server, pytest.raises(PartialHarvest, match=said):
        fetch(sitemap, describe(f"{server.url}/s.xml", reads_pages=False), server)


def test_maps_that_turn_in_circles_are_stopped() -> None:
    with (
        serve(lambda path: write_index(f"{server.url}/a", f"{server.url}/b")) as server,
        pytest.raises(PartialHarvest, match="une page déjà lue"),
    ):
        fetch(sitemap, describe(f"{server.url}/a"), server)
