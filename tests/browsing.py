"""Fixtures that open pages in Chromium (a plugin of tests/conftest.py).

    def test_home_has_one_heading(real_page_at):
        page = real_page_at("/", width=390, theme="dark")
        assert page.locator("h1").count() == 1
        assert find_axe_violations(page) == []

`real_page_at` serves the data that `make run` loads; `page_at` the test database, as the fixtures of the test
filled it. Both fail the test when the page logs an error, breaks its content security policy, asks another
host for anything, or sets a cookie.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
]  # fmt: skip
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "RGAAv4", "best-practice"]


class OpenPage(Protocol):
    """Opens a path at a width (CSS pixels) in a theme ("light" or "dark"), with or without JavaScript."""

    def __call__(
        self, path: str, *, width: int = 1280, theme: str = "light", javascript: bool = True
    ) -> Page: ...


def find_axe_violations(page: Page) -> list[str]:
    """Accessibility faults that axe-core finds on a page, one line each: rule, place, help."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {' '.join(map(str, node['target']))}: {fault['help']} {_explain(node)}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def _explain(node: dict[str, Any]) -> str:
    return "; ".join(str(check["message"]) for check in [*node["any"], *node["all"], *node["none"]])


def find_chromium() -> str | None:
    """The browser of the tests: CHROMIUM, or the first one installed."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        pytest.skip("NOT RUN: the browser tests need Chromium (Debian: apt-get install chromium).")
    # Playwright keeps an event loop in this thread, in which Django would refuse its synchronous database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def real_page_at(browser: Browser, real_portal: str) -> Iterator[OpenPage]:
    """Pages of the portal as `make run` serves it, real data included."""
    yield from _open_pages(browser, real_portal)


@pytest.fixture
def page_at(browser: Browser, live_portal: str) -> Iterator[OpenPage]:
    """Pages of the portal on the test database."""
    yield from _open_pages(browser, live_portal)


@pytest.fixture
def live_portal(live_server: Any, django_db_serialized_rollback: None) -> str:
    """Address of a server, in this process, on the test database."""
    call_command("build_assets", verbosity=0)
    return str(live_server.url)


def _open_pages(browser: Browser, address: str) -> Iterator[OpenPage]:
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: str, *, width: int = 1280, theme: str = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if theme == "dark" else "light",
            java_script_enabled=javascript,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        _watch(page, address, faults)
        page.goto(path, wait_until="load")
        return page

    yield open_page
    faults += [f"cookie {cookie['name']}" for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def _watch(page: Page, address: str, faults: list[str]) -> None:
    """Notes errors, violations of the content security policy (both reach the console), other hosts."""

    def note_request(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            faults.append(f"request to another host: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        # Chromium writes an error for a page that answers 404, which some tests ask for.
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(f"console: {message.text}")

    page.on("request", note_request)
    page.on("console", note_message)
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
