"""The map by script in a browser: what a reader does with a pointer, a keyboard, a finger; what fails."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.browsing import OpenPage, find_axe_violations
from tests.territories.builders import build_small_universe
from tests.web.conftest import publish_figures

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/explorer/population?zone=departement:35&niveau=commune"


@pytest.fixture(autouse=True)
def figures(live_portal: str) -> None:
    """The small universe and its figures, which the server of the test reads."""
    build_small_universe()
    publish_figures()


def open_map(page_at: OpenPage, path: str = PATH, *, theme: str = "light", width: int = 1280) -> Page:
    page = page_at(path, theme=theme, width=width)
    page.wait_for_selector("[data-map-ready]", timeout=10_000)
    return page


def read_bubble(page: Page) -> str:
    return page.inner_text(".oc-map-tip").replace("\u202f", " ").replace("\u00a0", " ")


def find_middle(page: Page) -> tuple[float, float]:
    """Where the territory that is chosen is, from the corner of the window."""
    box = page.locator(".oc-map-stage").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hash_canvas(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.oc-map-stage canvas').toDataURL()"))


def list_colours(page: Page) -> set[str]:
    """Colours that fill more than a hundredth of the canvas."""
    found = page.evaluate(
        """() => {
          const canvas = document.querySelector('.oc-map-stage canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const counts = {};
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 3] === 255) {
              const key = [data[at], data[at + 1], data[at + 2]].join();
              counts[key] = (counts[key] || 0) + 1;
            }
          }
          return Object.keys(counts).filter((key) => counts[key] > data.length / 400);
        }"""
    )
    return set(found)


def test_canvas_takes_the_place_of_the_drawing_and_gives_it_back_to_print(page_at: OpenPage) -> None:
    page = open_map(page_at)
    drawing = page.locator("[data-map-frame] > svg.oc-map")
    assert drawing.evaluate("e => getComputedStyle(e).visibility") == "hidden"
    assert list_colours(page)
    page.emulate_media(media="print")
    assert drawing.evaluate("e => getComputedStyle(e).visibility") == "visible"
    assert page.locator(".oc-map-stage").is_hidden()


def test_keyboard_goes_from_neighbour_to_neighbour_and_is_told(page_at: OpenPage) -> None:
    page = open_map(page_at, f"{PATH}&ici=commune:35238")
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    assert "Rennes\n230 000 hab. (2023)" in read_bubble(page)
    assert "Rang 1 sur 4 communes" in read_bubble(page)
    assert "Votre territoire" in read_bubble(page)
    page.keyboard.press("ArrowRight")
    assert "Rennes" not in read_bubble(page)
    name = read_bubble(page).partition("\n")[0]
    assert name in page.inner_text("[data-map-frame] [role=status]")
    page.keyboard.press("ArrowLeft")
    assert read_bubble(page).startswith("Rennes")
    page.keyboard.press("Escape")
    assert page.locator(".oc-map-tip").is_hidden()


def test_escape_in_the_bubble_gives_the_focus_back_to_the_map(page_at: OpenPage) -> None:
    page = open_map(page_at, f"{PATH}&ici=commune:35238")
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    page.focus(".oc-map-tip a")
    page.keyboard.press("Escape")
    assert page.locator(".oc-map-tip").is_hidden()
    assert page.evaluate("document.activeElement.className").startswith("oc-map-stage")


def test_enter_leads_to_the_sheet(page_at: OpenPage) -> None:
    page = open_map(page_at, f"{PATH}&ici=commune:35238")
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/communes/35238-rennes"))


def test_pointer_shows_a_bubble_that_stays_under_it_and_a_click_pins_it(page_at: OpenPage) -> None:
    page = open_map(page_at, f"{PATH}&ici=commune:35238")
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("0")
    at = page.evaluate(
        """() => {
          const [, canvas] = document.querySelectorAll('.oc-map-stage canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let [x, y, count] = [0, 0, 0];
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 2] > 200 && data[at] < 60 && data[at + 3] > 200) {
              x += (at / 4) % canvas.width;
              y += Math.floor(at / 4 / canvas.width);
              count += 1;
            }
          }
          const box = canvas.getBoundingClientRect();
          const scale = box.width / canvas.width;
          return [box.x + (x / count) * scale, box.y + (y / count) * scale];
        }"""
    )
    page.keyboard.press("Escape")
    page.mouse.move(*at)
    page.wait_for_selector(".oc-map-tip:not([hidden])")
    assert read_bubble(page).startswith("Rennes")
    assert page.locator(".oc-map-tip a").count() == 0
    page.mouse.click(*at)
    assert page.get_attribute(".oc-map-tip a", "href") == "/communes/35238"
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    assert page.locator(".oc-map-tip").is_visible()
    page.keyboard.press("Escape")


def test_place_is_found_by_its_name_without_accents(page_at: OpenPage) -> None:
    page = open_map(page_at)
    box = page.get_by_role("combobox", name="Chercher sur la carte")
    box.fill("CESSON sevigne")
    options = page.get_by_role("listbox", name="Territoires de la carte").get_by_role("option")
    assert options.count() == 1
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    assert read_bubble(page).startswith("Cesson-Sévigné")
    assert page.evaluate("document.activeElement.className").startswith("oc-map-stage")


def test_search_without_an_answer_says_so(page_at: OpenPage) -> None:
    page = open_map(page_at)
    page.get_by_role("combobox", name="Chercher sur la carte").fill("zzz")
    assert "Aucun territoire" in page.inner_text("[data-map-frame] [role=status]")


def test_zoom_by_buttons_and_keys_comes_back(page_at: OpenPage) -> None:
    page = open_map(page_at)
    before = hash_canvas(page)
    page.get_by_role("button", name="Agrandir").click()
    page.wait_for_timeout(200)
    assert hash_canvas(page) != before
    page.get_by_role("button", name="Vue d’ensemble").click()
    page.wait_for_timeout(200)
    assert hash_canvas(page) == before
    page.focus(".oc-map-stage")
    page.keyboard.press("+")
    page.wait_for_timeout(200)
    assert hash_canvas(page) != before


def test_wheel_scrolls_the_page_unless_a_key_is_held(page_at: OpenPage) -> None:
    page = open_map(page_at)
    page.locator(".oc-map-stage").scroll_into_view_if_needed()
    before = hash_canvas(page)
    page.mouse.move(*find_middle(page))
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(200)
    assert hash_canvas(page) == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_timeout(200)
    assert hash_canvas(page) != before


def test_theme_that_changes_changes_the_colours(page_at: OpenPage) -> None:
    page = open_map(page_at)
    light = list_colours(page)
    page.evaluate("document.documentElement.setAttribute('data-fr-theme', 'dark')")
    page.wait_for_timeout(200)
    dark = list_colours(page)
    assert light
    assert dark
    assert not light & dark


def test_years_keep_their_classes_and_tell_the_year(page_at: OpenPage) -> None:
    page = open_map(page_at, f"{PATH}&ici=commune:35238")
    assert page.get_by_role("button", name="Lire les années").is_hidden()  # less motion is asked
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    slider = page.get_by_role("slider", name="Année de la carte")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector(".oc-map-years__note:not([hidden])")
    assert "229 999 hab. (2022)" in read_bubble(page)
    assert "Année 2022" in page.inner_text("[data-map-frame] [role=status]")
    assert "Classes communes à toutes les années, 2022 à 2023" in page.inner_text(".oc-map-years__note")
    assert "annee=2022" in str(page.get_attribute(".oc-map-years__note a", "href"))
    assert "municipale en 2022" in page.inner_text(".oc-map-years__note")
    assert page.locator("[data-map-legend]:visible").count() == 1
    assert page.locator("figure[data-map] figcaption").is_hidden()  # it says 2023
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".oc-map-years__note", state="hidden")
    assert page.locator("figure[data-map] figcaption").is_visible()
    assert "230 000 hab. (2023)" in read_bubble(page)


def test_years_play_and_pause(page_at: OpenPage) -> None:
    page = page_at("/explorer")
    page.emulate_media(reduced_motion="no-preference")
    page.goto(PATH)
    page.wait_for_selector("[data-map-ready]")
    page.get_by_role("button", name="Lire les années").click()
    page.locator(".oc-map-years output", has_text="2022").wait_for()
    page.locator(".oc-map-years output", has_text="2023").wait_for()
    page.get_by_role("button", name="Lire les années").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_map_is_accessible(page_at: OpenPage, theme: str, width: int) -> None:
    page = open_map(page_at, f"{PATH}&ici=commune:35238", theme=theme, width=width)
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    assert find_axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_contours_that_do_not_come_leave_the_drawing(page_at: OpenPage) -> None:
    page = page_at("/explorer")
    page.route("**/fonds/**", lambda route: route.abort())
    page.goto(PATH)
    page.wait_for_timeout(500)
    assert page.locator("[data-map-frame] > svg.oc-map").is_visible()
    assert page.locator(".oc-map-stage, .oc-map-tools, .oc-map-search").count() == 0


def test_map_reads_without_a_script(page_at: OpenPage) -> None:
    page = page_at(PATH, javascript=False)
    assert page.locator("[data-map-frame] > svg.oc-map").is_visible()
