"""Every public page on the real data, in Chromium: accessible, light, readable everywhere."""

from __future__ import annotations

import pytest

from tests.browsing import OpenPage, find_axe_violations

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
    "comparison": "/comparer?t=commune:35238&t=commune:44109&t=departement:35",
    "comparison to choose": "/comparer",
    "search": "/recherche?q=saint+etienne",
    "search without result": "/recherche?q=zzzzzzzz",
    "site map": "/plan-du-site",
    "legal": "/mentions-legales",
    "privacy": "/donnees-personnelles",
    "accessibility": "/accessibilite",
}
NOT_FOUND = {"unknown code": "/communes/99999-nulle-part", "unknown address": "/nulle-part"}

each_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
each_sheet = pytest.mark.parametrize("path", SHEETS.values(), ids=SHEETS)


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


@pytest.mark.parametrize("path", [PAGES["home"], *SHEETS.values()])
def test_page_first_visit_is_light(real_page_at: OpenPage, path: str) -> None:
    """At most 250 kB and 15 requests (product.md, section 11), as sent over the network."""
    page = real_page_at("about:blank")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path, wait_until="networkidle")
    sizes = "performance.getEntries().filter(e => e.transferSize).reduce((sum, e) => sum + e.transferSize, 0)"
    assert page.evaluate(sizes) <= 250_000
    assert len([url for url in requests if not url.startswith("data:")]) <= 15


@each_sheet
def test_sheet_first_paint_is_small_enough_for_ecoindex(real_page_at: OpenPage, path: str) -> None:
    """B of EcoIndex at 15 requests and 250 kB: at most 576 nodes, those inside drawings apart."""
    count = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"
    assert real_page_at(path).evaluate(count) <= 576
