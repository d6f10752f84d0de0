"""The hub in Chromium: from a word to a map with the keyboard alone; axe, phone, dark, without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import OpenPage, find_axe_violations


def test_hub_leads_to_a_map_of_home_with_the_keyboard_alone(real_page_at: OpenPage) -> None:
    page = real_page_at("/explorer")
    page.locator("#chez-moi").focus()
    page.keyboard.type("rennes")
    expect(page.locator("form [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer?ici=commune:35238")
    page.locator("#chercher").focus()
    page.keyboard.type("densités")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer?ici=commune*q=densit*")
    first = page.locator(".oc-hub__entries a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer/densite*zone=departement:35*ici=commune:35238")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "/explorer",
        "/explorer?theme=population&ici=commune:35238",
        "/explorer?q=detes",
        "/explorer/zones?q=rennes&retour=/explorer/population",
    ],
)
def test_pages_of_the_hub_are_accessible(real_page_at: OpenPage, path: str, width: int, theme: str) -> None:
    page = real_page_at(path, width=width, theme=theme)
    assert find_axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_hub_without_scripts_leads_to_zones_and_back(real_page_at: OpenPage) -> None:
    page = real_page_at("/explorer?theme=population", javascript=False)
    page.fill("#chez-moi", "rennes")
    page.press("#chez-moi", "Enter")
    page.wait_for_url("**/explorer/zones?*")
    page.click("text=Rennes Métropole")
    page.wait_for_url("**/explorer?theme=population&ici=epci:243500139")
    page.click(".oc-hub__entries a >> nth=0")
    page.wait_for_url("**/explorer/population?zone=epci:243500139&ici=epci:243500139")


def test_zone_of_a_map_changes_with_the_keyboard(real_page_at: OpenPage) -> None:
    page = real_page_at("/explorer/population?vue=classement")
    page.locator("#zone-lieu").focus()
    page.keyboard.type("rennes")
    expect(page.locator(".oc-zones [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/explorer/zones\?retour=.*t=commune:35238$"))
    page.locator(".oc-zones__links a", has_text="Ille-et-Vilaine").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer/population?vue=classement&zone=departement:35&ici=commune:35238")
