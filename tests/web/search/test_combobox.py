"""The suggestions under the search box, in Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browsing import OpenPage, find_axe_violations
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db(transaction=True)
BOX = "#recherche-page"


@pytest.fixture(autouse=True)
def _small_universe(transactional_db: None) -> None:
    build_small_universe()


def open_suggestions(page: Page, text: str = "renn") -> None:
    page.locator(BOX).press_sequentially(text, delay=10)
    expect(page.get_by_role("listbox")).to_be_visible()


def test_combobox_suggests_and_leads_to_page_by_keyboard(page_at: OpenPage) -> None:
    page = page_at("/recherche")
    box = page.locator(BOX)
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    open_suggestions(page)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")
    expect(page.get_by_role("option").first).to_contain_text("Rennes (35)")
    expect(page.locator(".oc-search [role=status]").last).to_contain_text("proposition")
    box.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    expect(page.locator(f"[id='{active}']")).to_have_attribute("aria-selected", "true")
    with page.expect_request("**/communes/35238-rennes"):
        box.press("Enter")


def test_combobox_without_choice_submits_the_form(page_at: OpenPage) -> None:
    page = page_at("/recherche")
    open_suggestions(page)
    page.locator(BOX).press("Enter")
    page.wait_for_url("**/recherche?q=renn")


def test_combobox_moves_by_arrows_home_and_end(page_at: OpenPage) -> None:
    page = page_at("/recherche")
    open_suggestions(page)
    box, options = page.locator(BOX), page.get_by_role("option")
    last = options.count() - 1
    assert last >= 1
    for key, rank in (("ArrowUp", last), ("Home", 0), ("End", last)):
        box.press(key)
        expect(options.nth(rank)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")  # past the end: back in the box
    assert box.get_attribute("aria-activedescendant") is None


def test_combobox_closes_by_escape_then_opens_by_arrow(page_at: OpenPage) -> None:
    page = page_at("/recherche")
    open_suggestions(page)
    box = page.locator(BOX)
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("renn")
    box.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_combobox_closes_when_focus_leaves(page_at: OpenPage) -> None:
    page = page_at("/recherche")
    open_suggestions(page)
    page.locator(BOX).press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_combobox_choice_by_pointer_leads_to_page(page_at: OpenPage) -> None:
    page = page_at("/recherche", width=390)
    open_suggestions(page)
    with page.expect_request("**/communes/35238-rennes"):
        page.get_by_role("option").first.click()


def test_combobox_fits_narrow_screen_and_is_accessible(page_at: OpenPage) -> None:
    for theme in ("light", "dark"):
        page = page_at("/recherche", width=390, theme=theme)
        open_suggestions(page)
        page.locator(BOX).press("ArrowDown")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert find_axe_violations(page) == []


def test_combobox_ignores_late_answers(page_at: OpenPage) -> None:
    page = page_at("/recherche")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/territories?q=renn&**", hold)
    page.locator(BOX).press_sequentially("renn", delay=10)
    page.wait_for_timeout(400)
    page.locator(BOX).press_sequentially("es metropole", delay=5)
    expect(page.get_by_role("option").first).to_contain_text("Rennes Métropole")
    for route in held:
        route.abort()
    expect(page.get_by_role("option").first).to_contain_text("Rennes Métropole")


def test_form_works_without_javascript(page_at: OpenPage) -> None:
    page = page_at("/recherche", javascript=False)
    page.locator(BOX).fill("rennes")
    page.locator(BOX).press("Enter")
    page.wait_for_url("**/recherche?q=rennes")
    expect(page.get_by_role("link", name="Rennes (35)")).to_be_visible()
