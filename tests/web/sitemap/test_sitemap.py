from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from portal.web.sitemap.listing import FIXED_PATHS
from tests.web.conftest import Read

_ADDRESS = re.compile(r"<loc>http://localhost:8000([^<]+)</loc>")


def list_paths(read: Read) -> list[str]:
    """Every path of every part of the sitemap."""
    return [path for part in _ADDRESS.findall(read("/sitemap.xml")) for path in _ADDRESS.findall(read(part))]


def test_sitemap_lists_every_current_territory_and_page(read: Read):
    paths = list_paths(read)
    assert len(paths) == len(set(paths))
    for path in ("/", "/communes/35238-rennes", "/epci/243500139-rennes-metropole", "/regions/53-bretagne",
                 "/departements/22-cotes-d-armor", "/france", "/accessibilite", "/comparer"):  # fmt: skip
        assert path in paths
    assert "/communes-deleguees/35112-fleurigne" in paths


def test_every_address_of_the_sitemap_answers(read: Read, client: Client):
    """No broken link (standards.md, Y-15), and no redirection either."""
    for path in list_paths(read):
        assert client.get(path).status_code == 200, path


def test_changes_are_dated(read: Read):
    assert "<lastmod>2026-11-22</lastmod>" in read("/sitemap-communes-1.xml")


@pytest.mark.parametrize("path", ["/sitemap-communes-2.xml", "/sitemap-x-1.xml", "/sitemap-communes-99.xml"])
def test_sitemap_part_that_does_not_exist_is_404(read: Read, client: Client, path: str):
    assert client.get(path).status_code == 404


def test_fixed_pages_of_the_site_are_all_in_the_sitemap():
    """A page with an address of its own and no parameter must be listed, or excused here."""
    excused = {
        "/sante", "/robots.txt", "/favicon.ico", "/sitemap.xml", "/.well-known/security.txt", "/comparer.csv",
        "/comparer.pdf", "/comparer/indicateurs", "/france.csv", "/france.pdf", "/groupes/nouveau",
        "/publications", "/plan", "/faq",
        "/bibliotheque.atom", "/bibliotheque/plateformes.csv", "/bibliotheque/calendrier.ics",
        "/explorer/zones", "/integrer", "/integrer/redimensionner.js", "/oembed",
    }  # fmt: skip
    found = {f"/{route}" for route in _list_routes(get_resolver().url_patterns, "")}
    pages = {
        path
        for path in found
        if re.fullmatch(r"/[a-z.\-/]*", path) and not path.startswith(("/admin", "/api"))
    }
    assert pages - set(FIXED_PATHS) - excused == set()


def _list_routes(patterns: list[URLPattern | URLResolver], prefix: str) -> list[str]:
    routes = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            routes += (
                [] if "admin" in route or "documents" in route else _list_routes(pattern.url_patterns, route)
            )
        else:
            routes.append(route.strip("^$").replace("\\.", ".").removesuffix("/?"))
    return routes


def test_site_map_leads_to_every_region_and_departement(read: Read):
    page = read("/plan-du-site")
    for path in ("/regions/53-bretagne", "/departements/35-ille-et-vilaine", "/aide", "/indicateurs"):
        assert f'href="{path}"' in page


def test_robots_are_told_where_the_sitemap_is(read: Read):
    robots = read("/robots.txt")
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    assert "Disallow: /admin/" in robots
    assert not re.search(r"^Disallow: /$", robots, re.MULTILINE)


def test_security_contact_is_valid_for_less_than_a_year(read: Read):
    text = read("/.well-known/security.txt")
    [expires] = re.findall(r"^Expires: (.+)$", text, re.MULTILINE)
    left = datetime.strptime(expires, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
    assert re.search(r"^Contact: mailto:\S+@\S+$", text, re.MULTILINE)
