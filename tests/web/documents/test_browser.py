"""The library in Chromium: without JavaScript, on a phone, by keyboard, in both themes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import OpenPage, find_axe_violations
from tests.web.documents.conftest import Shelf

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _shelf(transactional_db: None, shelf: Shelf) -> Shelf:
    return shelf


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize(
    "path", ["/bibliotheque", "/bibliotheque?q=finances&type=publication", "/bibliotheque?q=zzzz"]
)
def test_results_are_accessible_and_fit(page_at: OpenPage, path: str, width: int, theme: str):
    page = page_at(path, width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_axe_violations(page) == []


@pytest.mark.parametrize(("width", "theme"), [(1280, "dark"), (320, "light")])
@pytest.mark.parametrize("name", ["bis 2024", "data"])
def test_document_is_accessible_and_fits(page_at: OpenPage, shelf: Shelf, name: str, width: int, theme: str):
    page = page_at(shelf[name].path, width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert find_axe_violations(page) == []


def test_phone_without_javascript_unfolds_chooses_and_reads(page_at: OpenPage):
    """Issue 6: the library browsed on a phone without JavaScript."""
    page = page_at("/bibliotheque", width=390, javascript=False)
    box = page.get_by_label("Jeu de données")
    expect(box).to_be_hidden()
    page.get_by_text("Affiner les résultats").click()
    box.check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    page.wait_for_url("**type=jeu-de-donnees**")
    expect(page.get_by_role("heading", name="1 document")).to_be_visible()
    page.get_by_role("link", name="Comptes de Rennes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comptes de Rennes")


def test_wide_screen_shows_the_facets_at_once(page_at: OpenPage):
    page = page_at("/bibliotheque", javascript=False)
    expect(page.get_by_label("Jeu de données")).to_be_visible()
    expect(page.get_by_text("Affiner les résultats")).to_be_hidden()


def test_keyboard_searches_ticks_and_takes_off(page_at: OpenPage):
    page = page_at("/bibliotheque")
    page.get_by_label("Mots à chercher").press_sequentially("comptes")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=comptes**")
    box = page.get_by_label("Jeu de données")
    box.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**type=jeu-de-donnees**")
    tag = page.get_by_role("link", name="Retirer le filtre Jeu de données (Type de ressource)")
    tag.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/bibliotheque\?q=comptes#resultats$"))


def test_box_of_every_page_proposes_documents_after_territories(page_at: OpenPage):
    page = page_at("/recherche")
    page.locator("#recherche-page").press_sequentially("finances", delay=10)
    option = page.get_by_role("option").filter(has_text="Les finances des communes en 2024")
    expect(option).to_contain_text("Bibliothèque")
    with page.expect_request("**/bibliotheque/*-les-finances-des-communes-en-2024"):
        option.click()
