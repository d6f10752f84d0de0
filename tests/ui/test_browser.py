"""The design system in a real browser: accessibility, reflow, keyboard, themes, no script.

Opening a page also fails the test when it breaks the content security policy: the JSON-LD block of the
style guide is thereby shown to be let through.
"""

from __future__ import annotations

import pytest

from tests.browsing import OpenPage, find_axe_violations

pytestmark = pytest.mark.urls("tests.ui.urls")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_style_guide_is_accessible_and_reflows(page_at: OpenPage, width: int, theme: str) -> None:
    page = page_at("/guide", width=width, theme=theme)
    assert find_axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("code", [400, 403, 404, 500])
def test_error_page_is_accessible(page_at: OpenPage, code: int) -> None:
    assert find_axe_violations(page_at(f"/erreur/{code}", width=390)) == []


def test_theme_follows_the_system_without_script(page_at: OpenPage) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    colours = {theme: page_at("/guide", theme=theme).evaluate(background) for theme in ("light", "dark")}
    assert colours == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 22, 22)"}
    page = page_at("/guide", theme="dark", javascript=False)
    assert page.locator("[data-theme-open]").is_hidden()


def test_theme_is_chosen_by_keyboard_and_kept(page_at: OpenPage) -> None:
    page = page_at("/guide")
    page.locator("[data-theme-open]").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").get_by_role("heading").inner_text() == "Paramètres d’affichage"
    assert page.get_by_role("radio", name="Système").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.documentElement.dataset.frTheme") == "dark"
    assert find_axe_violations(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.hasAttribute('data-theme-open')")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.frTheme") == "dark"


def test_menu_of_small_screens_opens_with_and_without_script(page_at: OpenPage) -> None:
    page = page_at("/guide", width=390)
    menu = page.get_by_role("navigation", name="Menu principal")
    assert menu.is_hidden()
    toggle = page.get_by_role("button", name="Menu", exact=True)
    toggle.focus()
    page.keyboard.press("Space")
    assert menu.is_visible()
    assert toggle.get_attribute("aria-expanded") == "true"
    menu.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    assert menu.is_hidden()
    assert page.evaluate("document.activeElement.id") == "menu-bouton"
    # The ring is the button's own: its ::before is an icon, cut by a mask that would hide it.
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "2px"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert menu.is_hidden(), "Escape closes the menu from its button too"

    page = page_at("/guide", width=390, javascript=False)
    page.get_by_role("link", name="Menu", exact=True).last.click()
    assert page.get_by_role("navigation", name="Menu principal").is_visible()


def test_skip_links_come_first_and_show_when_focused(page_at: OpenPage) -> None:
    page = page_at("/guide")
    names = []
    for _ in range(5):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
    assert names[:4] == ["Contenu", "Menu", "Recherche", "Pied de page"]
    page.reload()
    page.keyboard.press("Tab")
    box = page.locator(":focus").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


def test_focus_is_always_visible(page_at: OpenPage) -> None:
    page = page_at("/guide")
    unseen = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, input, [tabindex="0"]')].filter((one) => {
            if (!one.checkVisibility()) return false;
            one.focus({ focusVisible: true });
            const shape = one.closest('svg') && one.querySelector('path');
            if (shape) return parseFloat(getComputedStyle(shape).strokeWidth) < 3;
            return [getComputedStyle(one), getComputedStyle(one, '::before')].every(
                (style) => style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2);
        }).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert unseen == []


def test_page_reads_with_wider_text(page_at: OpenPage) -> None:
    """RGAA 10.12: line height 1.5, letters 0.12 em, words 0.16 em; nothing is cut."""
    page = page_at("/guide", width=390)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important; }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main :is(p, h1, h2, h3, th), .fr-header__service, .fr-badge')]
            .filter((one) => !one.closest('.fr-sr-only') && getComputedStyle(one).overflowX === 'hidden'
                && one.scrollWidth > one.clientWidth + 1)
            .map((one) => one.outerHTML.slice(0, 100))"""
    )
    assert cut == []
