"""What every test gets: no network, its own folder, markers set by what it uses."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.servers import serve_portal

pytest_plugins = ["tests.browsing"]

ROOT = Path(__file__).resolve().parents[1]
_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}
_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "live_portal", "page_at"}


class NetworkUsedError(RuntimeError):
    """A test reached for the network: give it a recorded sample, or a server on the loopback interface."""


def _refuse_the_network() -> None:
    """Only loopback addresses and Unix sockets can be reached from here on."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def ensure_loopback(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        if name not in _LOOPBACK and not name.startswith("127."):
            raise NetworkUsedError(f"A test reached for {name!r}. {NetworkUsedError.__doc__}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            ensure_loopback(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            ensure_loopback(address[0])
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        ensure_loopback(host)
        return look_up(host, *args, **options)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_look_up


def pytest_configure(config: pytest.Config) -> None:
    _refuse_the_network()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & _DATABASE_FIXTURES:
            item.add_marker("database")
        if fixtures & {"browser", "page_at", "real_page_at"}:
            item.add_marker("browser")
        if fixtures & {"real_portal", "real_page_at"}:
            item.add_marker("real")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Skipped for want of a browser, real data or the mirror: said aloud, once."""
    reasons = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    for reason in sorted(reason for reason in reasons if "NOT RUN" in reason):
        terminalreporter.write_line(f"!!! {reason.removeprefix('Skipped: ')}", red=True, bold=True)


@pytest.fixture(scope="session")
def mirror_dir() -> Path:
    """Folder of real files in their producers' formats (MIRROR_DIR, or shared/mirror beside the project)."""
    if settings.MIRROR_DIR is None:
        pytest.skip("NOT RUN: these tests read the mirror of official files; set MIRROR_DIR.")
    return settings.MIRROR_DIR


@pytest.fixture(scope="session")
def run_dir() -> Path:
    """Folder of the whole run, common to its workers."""
    return settings.RUN_DIR


@pytest.fixture(scope="session")
def real_portal() -> Iterator[str]:
    """Address of the portal on the real data, served by granian as `make run` does. Read only."""
    database = settings.REAL_DATA_DIR / "portal.sqlite3"
    if not (settings.REAL_DATA_DIR / "static" / ".collected-from").exists() or not database.exists():
        pytest.skip("NOT RUN: these tests read the portal that `manage.py prepare` loads; make test does it.")
    with serve_portal({"DATA_DIR": str(settings.REAL_DATA_DIR), "DATABASE_URL": ""}) as address:
        yield address


@pytest.fixture
def small_universe(db: None) -> Any:
    """A corner of Bretagne in the test database: see tests/territories/builders.py."""
    from tests.territories.builders import build_small_universe

    return build_small_universe()


# What a process remembers of the database between requests: module, function that forgets it.
_MEMORIES = (
    ("portal.territories.queries.universe", "reset_universe"),
    ("portal.territories.search.engine", "forget_index"),
    ("portal.territories.search.filtering", "forget_names"),
    ("portal.stats.store.read", "reset_snapshot"),
    ("portal.territories.queries.surroundings", "forget_directory"),
    ("portal.territories.queries.groups", "forget_groups"),
    ("portal.territories.actions.groups", "forget_pace"),
    ("portal.territories.queries.outlines", "forget_outlines"),
    ("portal.territories.queries.borders", "forget_borders"),
    ("portal.web.explore.fonds.kept", "forget_files"),
    ("portal.web.explore.mapping.drawing", "forget_drawn"),
    ("portal.web.explore.mapping.picture", "forget_pictures"),
    ("portal.web.explore.dashboards.panels.mapped", "forget_traced"),
    ("portal.stats.queries.similar", "forget_similar"),
    ("portal.web.factsheets.lists.asked", "forget_known"),
    ("portal.cms.versions", "reset_editorial_version"),
    ("portal.cms.messages", "forget_messages"),
    ("portal.web.factsheets.figures", "forget_origins"),
    ("portal.web.factsheets.comparator_words", "forget_words"),
    ("portal.stats.queries.coverage", "forget_coverage"),
    ("portal.web.indicators.index", "forget_entries"),
    ("portal.web.indicators.trends", "forget_trends"),
    ("portal.library.links.queries", "forget_health"),
    ("portal.library.queries.versions", "reset_library_version"),
    ("portal.library.queries.producers", "forget_organizations"),
    ("portal.library.queries.platforms", "forget_platforms"),
    ("portal.web.reference.platforms.entries", "forget_entries"),
    ("portal.stats.queries.obligations", "forget_concerned"),
    ("portal.web.factsheets.library", "forget_shelves"),
    ("portal.web.documents.choices", "forget_choices"),
    ("portal.web.documents.indicators", "forget_themes"),
    ("portal.web.indicators.library", "forget_shelves"),
    ("portal.library.describing.knowledge", "reset_knowledge"),
    ("portal.library.search.serving", "forget_index"),
)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What a process keeps between requests is forgotten between tests: each has its own database."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    from django.core.cache import cache

    cache.clear()
    for module, function in _MEMORIES:
        if module in sys.modules:
            getattr(sys.modules[module], function)()
