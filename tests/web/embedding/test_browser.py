"""A frame in the page of another site, in Chromium: it shows, it grows, it leads to the whole page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.servers import Asked, LocalServer, Pieces, build_answer, serve_answers
from tests.territories.builders import build_small_universe
from tests.web.conftest import publish_figures

pytestmark = pytest.mark.django_db(transaction=True)

FIGURE = "/communes/35238-rennes/indicateurs/population"
MAP = "/explorer/population?zone=departement:35&niveau=commune"


def _write_host(portal: str) -> str:
    """The page of another site: frames of ours, one of a page that may not be framed, and the script."""
    frames = {
        "carte": f"/integrer{MAP}",
        "chiffre": f"/integrer{FIGURE}",
        "clos": f'/integrer{FIGURE}" sandbox="allow-scripts',
        "fiche": FIGURE,
    }
    drawn = "".join(
        f'<iframe id="{key}" src="{portal}{path}" width="600" height="120" title="{key}"></iframe>'
        for key, path in frames.items()
    )
    return (
        '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Ailleurs</title>'
        f'<script src="{portal}/integrer/redimensionner.js" defer></script></head><body>{drawn}'
        '<iframe id="faux" title="faux" width="600" height="120" src="/faux"></iframe></body></html>'
    )


_BORDER_PX = 2
_UNTOUCHED_PX = 120 + 2 * _BORDER_PX

LIAR = (
    "<!DOCTYPE html><title>faux</title><script>"
    'parent.postMessage({type: "open-collectivites:hauteur", height: 900}, "*")</script>'
)


@pytest.fixture
def portal(live_portal: str) -> str:
    build_small_universe()
    publish_figures()
    return live_portal


@pytest.fixture
def host(portal: str) -> Iterator[LocalServer]:
    """Another origin: another port of the loopback interface."""

    def answer(asked: Asked) -> Pieces:
        body = LIAR if asked.path == "/faux" else _write_host(portal)
        return build_answer(body, headers={"Content-Type": "text/html; charset=utf-8"})

    with serve_answers(answer) as server:
        yield server


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 900, "height": 900}, locale="fr-FR")
    yield opened
    assert opened.cookies() == []
    opened.close()


def _open(context: BrowserContext, host: LocalServer) -> Page:
    page = context.new_page()
    page.goto(host.url, wait_until="load")
    return page


def _measure(page: Page, key: str) -> float:
    box = page.locator(f"#{key}").bounding_box()
    assert box is not None
    return float(box["height"])


def test_frame_shows_and_takes_the_height_of_its_content(context: BrowserContext, host: LocalServer) -> None:
    page = _open(context, host)
    frame = page.frame_locator("#carte")
    assert frame.locator("h1").inner_text().startswith("Population municipale")
    assert frame.locator("figure svg.oc-map path").count() > 0
    page.wait_for_function("document.getElementById('carte').offsetHeight > 200")
    inner = frame.locator("html").evaluate("root => root.getBoundingClientRect().height")
    assert _measure(page, "carte") - 2 * _BORDER_PX == pytest.approx(inner, abs=1)
    # No bar to scroll inside: what overflows is nothing.
    assert frame.locator("html").evaluate("root => root.scrollHeight - root.clientHeight") <= 1


def test_frame_follows_the_width_it_is_given(context: BrowserContext, host: LocalServer) -> None:
    page = _open(context, host)
    page.wait_for_function("document.getElementById('carte').offsetHeight > 200")
    before = _measure(page, "carte")
    page.evaluate("document.getElementById('carte').width = 300")
    page.wait_for_function("before => document.getElementById('carte').offsetHeight !== before", arg=before)
    page.wait_for_timeout(300)
    settled = _measure(page, "carte")
    page.wait_for_timeout(300)
    assert _measure(page, "carte") == settled


def test_frame_in_a_sandbox_shows_and_keeps_its_height(context: BrowserContext, host: LocalServer) -> None:
    page = _open(context, host)
    page.wait_for_function("document.getElementById('chiffre').offsetHeight !== 120")
    assert "230" in page.frame_locator("#clos").locator(".oc-one__value").inner_text()
    assert _measure(page, "clos") == pytest.approx(_UNTOUCHED_PX, abs=1)


def test_other_pages_do_not_show_in_a_frame(context: BrowserContext, host: LocalServer) -> None:
    page = _open(context, host)
    # What Chromium shows instead of a page that refuses.
    assert "Population" not in page.frame_locator("#fiche").locator("body").inner_text()
    assert any(frame.url.startswith("chrome-error:") for frame in page.frames)


def test_height_told_by_another_origin_changes_nothing(context: BrowserContext, host: LocalServer) -> None:
    page = _open(context, host)
    page.wait_for_function("document.getElementById('chiffre').offsetHeight !== 120")
    assert _measure(page, "faux") == pytest.approx(_UNTOUCHED_PX, abs=1)
    page.evaluate(
        """() => {
          for (const height of [900, -5, 1e9, "900", NaN, {}, null])
            window.postMessage({type: "open-collectivites:hauteur", height}, "*");
          window.postMessage(null, "*");
          window.postMessage("open-collectivites:hauteur", "*");
        }"""
    )
    page.wait_for_timeout(200)
    assert _measure(page, "faux") == pytest.approx(_UNTOUCHED_PX, abs=1)


def test_link_of_a_frame_opens_the_whole_page(context: BrowserContext, host: LocalServer) -> None:
    page = _open(context, host)
    page.frame_locator("#chiffre").get_by_text("Voir la page complète").click()
    page.wait_for_url(f"**{FIGURE}")
    assert page.locator("h1").inner_text().startswith("Population municipale")


def test_frame_reads_without_a_script(browser: Browser, host: LocalServer) -> None:
    opened = browser.new_context(java_script_enabled=False)
    page = opened.new_page()
    page.goto(host.url, wait_until="load")
    frame = page.frame_locator("#carte")
    assert frame.locator("figure svg.oc-map").is_visible()
    assert frame.locator(".oc-map-legend li").count() > 0
    opened.close()


def test_code_is_copied_by_its_button(portal: str, browser: Browser) -> None:
    opened = browser.new_context(base_url=portal, permissions=["clipboard-read", "clipboard-write"])
    page = opened.new_page()
    page.goto(f"/integrer?url={FIGURE}", wait_until="load")
    code = page.locator("#integrer-code").input_value()
    assert code.startswith("<iframe src=")
    page.locator("[data-copy=integrer-code]").click()
    page.get_by_text("Code copié").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == code
    opened.close()
