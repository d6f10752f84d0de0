"""What the map of all communes costs a reader: until it answers, to paint it again, in bytes."""

from __future__ import annotations

import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.lines import ROUNDS, Line
from tests.benchmarks.pages import copied_data, environment_of
from tests.browsing import FLAGS, find_chromium
from tests.servers import serve_portal

NATIONAL = "/explorer/population?niveau=commune"
READY_S, REPAINTED_MS, MOST_MB = 2.0, 150.0, 1.6

_BYTES = """() => [...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]
  .reduce((sum, one) => sum + one.transferSize, 0)"""
_REPAINT = """async () => {
  const began = performance.now();
  document.documentElement.setAttribute('data-fr-theme', {0});
  await new Promise(requestAnimationFrame);
  document.querySelector('.oc-map-stage canvas').getContext('2d').getImageData(0, 0, 1, 1);
  return performance.now() - began;
}"""


def measure_maps(data_dir: Path) -> list[Line]:
    """Chromium without a GPU, nothing cached; the first visit, which fills the server, is not counted."""
    with (
        copied_data(data_dir) as scratch,
        serve_portal(environment_of(scratch)) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=FLAGS)
        visits = [_visit(browser, portal + NATIONAL) for _ in range(ROUNDS + 1)][1:]
        browser.close()
    ready, repainted, size = (statistics.median(column) for column in zip(*visits, strict=True))
    return [
        Line(
            "map of all communes, from navigation to the first answer to a key",
            f"{ready:.2f} s",
            f"at most {READY_S:.0f} s",
            kept=ready <= READY_S,
        ),
        Line(
            "map of all communes, painted again in other colours",
            f"{repainted:.0f} ms",
            f"at most {REPAINTED_MS:.0f} ms",
            kept=repainted <= REPAINTED_MS,
        ),
        Line(
            "map of all communes, all that is transferred",
            f"{size:.2f} MB",
            f"at most {MOST_MB} MB",
            kept=size <= MOST_MB,
        ),
    ]


def _visit(browser: Browser, address: str) -> tuple[float, float, float]:
    """Seconds until it answers, milliseconds to paint again, megabytes."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-map-ready]", timeout=60_000)
    ready = _answer_a_key(page)
    repainted = statistics.median(
        page.evaluate(_REPAINT.replace("{0}", f"'{theme}'")) for theme in ("dark", "light", "dark")
    )
    size = page.evaluate(_BYTES) / 1e6
    context.close()
    return ready, repainted, size


def _answer_a_key(page: Page) -> float:
    """Seconds from navigation to the bubble of a key."""
    page.focus(".oc-map-stage")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".oc-map-tip:not([hidden])")
    return float(page.evaluate("performance.now()")) / 1000
