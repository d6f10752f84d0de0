"""Every public page on the real data, in Chromium: accessible, light, readable everywhere."""

from __future__ import annotations

import pytest

from tests.browsing import OpenPage, find_axe_violations
from tests.real.ecoindex import compute_ecoindex

SHEETS = {
    "commune": "/communes/35238-rennes",
    "epci": "/epci/243500139-rennes-metropole",
    "departement": "/departements/35-ille-et-vilaine",
    "region": "/regions/53-bretagne",
    "france": "/france",
}
PAGES = {
    "home": "/",
    **SHEETS,
    "theme": "/communes/35238-rennes/population",
    "theme of a département": "/departements/35-ille-et-vilaine/elus",
    "comparison": "/comparer?t=commune:35238&t=commune:44109&t=departement:35",
    "comparison to choose": "/comparer",
    "search": "/recherche?q=saint+etienne",
    "search without result": "/recherche?q=zzzzzzzz",
    "site map": "/plan-du-site",
    "indicators": "/indicateurs",
    "indicators of a word": "/indicateurs?q=population",
    "indicator": "/indicateurs/population",
    "indicator computed": "/indicateurs/densite",
    "indicator of categories": "/indicateurs/zonage-abc",
    "datasets": "/donnees",
    "dataset": "/donnees/insee-populations",
    "release": "/donnees/insee-populations/versions/1",
    "freshness": "/donnees/fraicheur",
    "legal": "/mentions-legales",
    "privacy": "/donnees-personnelles",
    "accessibility": "/accessibilite",
}
NOT_FOUND = {"unknown code": "/communes/99999-nulle-part", "unknown address": "/nulle-part"}

each_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)


@each_page
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_page_has_no_axe_violation(real_page_at: OpenPage, path: str, theme: str, width: int) -> None:
    assert find_axe_violations(real_page_at(path, width=width, theme=theme)) == []


@pytest.mark.parametrize("path", NOT_FOUND.values(), ids=NOT_FOUND)
def test_page_not_found_is_accessible_and_offers_a_way_on(real_page_at: OpenPage, path: str) -> None:
    page = real_page_at(path)
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 404
    assert find_axe_violations(page) == []
    assert page.locator("main a").count() >= 1


@each_page
def test_page_reflows_at_320_pixels(real_page_at: OpenPage, path: str) -> None:
    """RGAA 10.11: no scrolling in two dimensions; tables and maps may scroll within their own frame."""
    page = real_page_at(path, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@each_page
def test_page_has_title_heading_and_skip_link(real_page_at: OpenPage, path: str) -> None:
    page = real_page_at(path)
    assert page.title().endswith("Open Collectivités")
    assert page.locator("h1").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#contenu"
    assert page.locator(".fr-header__brand").count() >= 1
    assert page.locator("footer").get_by_text("Accessibilité").count() >= 1


@each_page
def test_page_reads_without_javascript(real_page_at: OpenPage, path: str) -> None:
    page = real_page_at(path, javascript=False)
    assert len(page.locator("main").inner_text()) > 100


def test_ecoindex_matches_its_published_table() -> None:
    """Most nodes for A, B and C at 15 requests and 250 kB (standards.md, section 1.1)."""
    assert [compute_ecoindex(nodes, 15, 250) for nodes in (333, 576, 1172)] == [81, 71, 56]
    assert [compute_ecoindex(nodes, 15, 250) for nodes in (334, 577, 1173)] == [80, 70, 55]


@pytest.mark.parametrize(("path", "grade"), [("/", 80), *((path, 55) for path in SHEETS.values())])
def test_page_first_visit_is_light(real_page_at: OpenPage, path: str, grade: int) -> None:
    """At most 250 kB and 15 requests as sent; EcoIndex A on home, C on sheets (docs/adr/0010)."""
    page = real_page_at("about:blank")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path, wait_until="networkidle")
    sent = "performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize || 0), 0)"
    # As the tools of EcoIndex count: what is inside a drawing is not counted.
    nodes = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
    size, count = page.evaluate(sent), len([url for url in requests if not url.startswith("data:")])
    assert size <= 250_000
    assert count <= 15
    assert compute_ecoindex(page.evaluate(nodes), count, size / 1024) > grade
