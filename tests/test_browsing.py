"""The browser harness sees what it must see."""

from __future__ import annotations

from tests.browsing import OpenPage, find_axe_violations


def test_page_at_opens_a_styled_page_in_the_asked_theme_and_width(page_at: OpenPage) -> None:
    page = page_at("/plan-du-site", width=390, theme="dark")
    assert page.viewport_size == {"width": 390, "height": 900}
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert "Marianne" in page.evaluate("getComputedStyle(document.body).fontFamily")
    assert page.locator("h1").count() == 1


def test_find_axe_violations_planted_fault_is_named(page_at: OpenPage) -> None:
    page = page_at("/plan-du-site")
    assert find_axe_violations(page) == []
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert [fault.partition(":")[0] for fault in find_axe_violations(page)] == ["image-alt"]
