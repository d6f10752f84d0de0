"""What the explorer is for, in a browser, on the accounts of the communes of Guadeloupe: the debt per
inhabitant of one's département, who is above one in one's size, how it changed, embedded, downloaded."""

from __future__ import annotations

import csv
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browsing import OpenPage
from tests.real.conftest import GetJson
from tests.servers import build_answer, serve_answers

DEBT = "/explorer/encours-dette-hab"
ASKED = "zone=departement:971&ici=commune:97105"
HOME = "Basse-Terre"
MOST_TABS = 130
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const [box, style] = [one.getBoundingClientRect(), getComputedStyle(one)];
  const before = getComputedStyle(one, "::before");
  const isDrawn = ({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  return {
    words: one.getAttribute("aria-label") || one.innerText || one.id,
    isSeen: (isDrawn(style) || isDrawn(before)) && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
TEN_VIEWS = (
    f"{DEBT}?{ASKED}",
    f"{DEBT}?{ASKED}&vue=classement",
    f"{DEBT}?{ASKED}&vue=repartition",
    f"{DEBT}?{ASKED}&vue=nuage&croise=taux-pauvrete",
    "/explorer/population?zone=departement:971&vue=evolution",
    "/explorer/population?zone=departement:971&vue=tableau",
    "/explorer/typologie-ruralite?zone=region:53",
    "/explorer/population",
    "/explorer",
    "/tableaux-de-bord/finances-communales?zone=departement:971",
)


@pytest.fixture(autouse=True)
def debt(get_json: GetJson) -> dict[str, float]:
    """Commune of Guadeloupe → its debt per inhabitant; skips where their accounts are not loaded."""
    found = get_json(f"{DEBT}/valeurs.json?zone=departement:971")
    if not found["years"]:
        pytest.skip("NOT RUN: these journeys read the accounts of the communes of Guadeloupe (MIRROR_DIR).")
    values = get_json(
        f"/api/v1/indicators/encours_dette_hab/values?kind=commune&year={found['year']}"
        "&within=departement:971&limit=100"
    )["items"]
    return {one["code"]: one["value"] for one in values if one["value"] is not None}


def _reach(page: Page, words: str) -> None:
    """Tabs on to what is named so, or whose identifier it is; the focus is seen at each step."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused is not None, f"the focus left the page before {words!r}"
        assert focused["isSeen"], f"the focus is not seen on {focused['words']!r}"
        if focused["words"].strip().startswith(words):
            return
    pytest.fail(f"{words!r} was not reached in {MOST_TABS} tabs")


def _read_amount(text: str) -> float:
    return float(re.sub(r"[^\d,−-]", "", text).replace("−", "-").replace(",", "."))


def test_debt_of_home_is_reached_from_the_home_page_with_the_keyboard_alone(
    real_page_at: OpenPage, debt: dict[str, float]
) -> None:
    page = real_page_at("/")
    _reach(page, "Explorer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer")
    _reach(page, "chez-moi")
    page.keyboard.type("basse-terre")
    expect(page.locator("form [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/explorer?ici=commune:97105")
    _reach(page, "chercher")
    page.keyboard.type("dette par habitant")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=dette*")
    _reach(page, "Dette par habitant à la fin")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{DEBT}?zone=departement:971&ici=commune:97105")
    expect(page.locator("[data-map-ready]")).to_be_visible()
    _reach(page, "Dette par habitant")  # the map itself, after the menu and the tabs
    page.keyboard.press("ArrowRight")  # begins at home
    said = page.locator("[data-map-frame] > [role=status]")
    expect(said).to_contain_text(HOME)
    assert _read_amount(said.inner_text().split(",")[1].split("€")[0]) == round(debt["97105"])
    page.keyboard.press("ArrowUp")
    expect(said).not_to_contain_text("Votre territoire")
    _reach(page, "Voir la fiche")
    page.keyboard.press("Escape")  # the bubble goes, the focus does not
    expect(page.locator(".oc-map-tip")).to_be_hidden()
    assert page.evaluate("document.activeElement.classList.contains('oc-map-stage')")


@pytest.mark.parametrize("javascript", [True, False])
def test_who_is_above_me_in_my_size(real_page_at: OpenPage, debt: dict[str, float], javascript: bool) -> None:
    page = real_page_at(f"{DEBT}?{ASKED}", javascript=javascript)
    page.click(".oc-tabs >> text=Classement")
    page.click("text=Seulement la taille")
    page.wait_for_url("**strate=meme*")
    rows = page.locator(".oc-ranking tbody tr")
    codes = [re.search(r"/communes/(\d+)", href or "") for href in rows.locator("th a").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )]  # fmt: skip
    listed = [found.group(1) for found in codes if found]
    assert listed == sorted(listed, key=lambda code: -debt[code])
    above = listed[: listed.index("97105")]
    assert above
    assert all(debt[code] > debt["97105"] for code in above)
    assert page.locator("#ici").inner_text().startswith(HOME)
    assert f"{len(above) + 1}e sur {len(listed)}" in page.locator("#moi").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_how_it_changed_since_the_first_year_online(
    real_page_at: OpenPage, get_json: GetJson, javascript: bool
) -> None:
    """The debt has one year online in Guadeloupe, and says so; the population has several."""
    if len(get_json(f"{DEBT}/valeurs.json?zone=departement:971")["years"]) == 1:
        page = real_page_at(f"{DEBT}?{ASKED}&vue=evolution", javascript=javascript)
        assert "Une seule année a des valeurs" in page.locator("#vue").inner_text()
    online = get_json("/explorer/population/valeurs.json?zone=departement:971")["years"]
    first, last = (
        next(
            one["value"]
            for one in get_json(
                f"/api/v1/indicators/population/values?kind=commune&year={year}"
                "&within=departement:971&limit=100"
            )["items"]
            if one["code"] == "97105"
        )
        for year in (online[0], 2023)
    )
    page = real_page_at(f"/explorer/population?{ASKED}&vue=tableau", javascript=javascript)
    page.select_option("#depuis", str(online[0]))
    page.click("text=Calculer")
    page.wait_for_url(f"**depuis={online[0]}*")
    percent = page.locator("#ici td").nth(-2).inner_text()
    assert _read_amount(percent) == pytest.approx(100 * (last / first - 1), abs=0.051)


def test_map_is_shown_in_the_page_of_another_site(
    real_page_at: OpenPage, real_portal: str, browser: Browser
) -> None:
    page = real_page_at(f"{DEBT}?{ASKED}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("summary >> text=Intégrer dans une page")
    page.click("text=Copier le code")
    expect(page.locator("[data-copy] + [role=status]")).to_have_text("Code copié")
    code = page.evaluate("navigator.clipboard.readText()")
    assert code == page.input_value("#integrer-code")
    code = re.sub(r'src="https?://[^/]+', f'src="{real_portal}', code)  # the public address is another one
    answer = build_answer(
        f'<!doctype html><html lang="fr"><title>Ailleurs</title><h1>Notre commune</h1>{code}',
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    with (
        serve_answers(lambda _: answer) as elsewhere,
        browser.new_context(java_script_enabled=False) as alone,
    ):
        page = alone.new_page()
        page.goto(elsewhere.url)
        frame = page.frame_locator("iframe")
        expect(frame.locator("body")).to_contain_text("32 communes")
        expect(frame.locator("svg, img").first).to_be_visible()
        assert alone.cookies() == []


@pytest.mark.parametrize("javascript", [True, False])
def test_map_is_downloaded(
    real_page_at: OpenPage, debt: dict[str, float], javascript: bool, tmp_path: Path
) -> None:
    page = real_page_at(f"{DEBT}?{ASKED}", javascript=javascript)
    with page.expect_download() as download:
        page.click("text=Les valeurs (CSV")
    download.value.save_as(tmp_path / "valeurs.csv")
    with (tmp_path / "valeurs.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    column = next(name for name in rows[0] if re.fullmatch(r"encours_dette_hab_\d{4}", name))
    assert {row["code"]: float(row[column]) for row in rows if row[column]} == pytest.approx(debt)


def test_year_that_a_level_has_not_is_left_aside_by_the_form(real_page_at: OpenPage) -> None:
    page = real_page_at("/explorer/population?zone=region:53&niveau=commune&annee=2025", javascript=False)
    page.select_option("#niveau", "epci")
    page.click("#reglages button >> text=Afficher")
    assert "2025 n’est en ligne qu’à d’autres niveaux" in page.locator("main").inner_text()
    assert page.locator("#niveau").input_value() == "epci"


def test_region_and_departement_of_one_name_are_told_apart(real_page_at: OpenPage) -> None:
    page = real_page_at("/explorer/zones?q=basse-terre&retour=/explorer/population", javascript=False)
    labels = page.locator(".oc-zones__links").first.locator("a").all_inner_texts()
    assert {"Guadeloupe (département)", "Guadeloupe (région)"} <= set(labels)
    assert len(labels) == len(set(labels))


def test_screenshots_of_ten_views(real_page_at: OpenPage) -> None:
    """Each is painted, wide and narrow, without an error (`real_page_at` looks at the console)."""
    for path in TEN_VIEWS:
        page = real_page_at(path, width=1280)
        if page.locator("figure[data-map]").count():
            expect(page.locator("[data-map-ready]")).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            picture = Image.open(BytesIO(page.screenshot())).convert("L")
            assert picture.size == (width, 900), path
            assert len(picture.getcolors(256) or range(257)) > 20, path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
