from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.stats.actions import versions
from portal.stats.queries import boards, columns
from portal.stats.store.read import reset_snapshot
from tests.stats.releases import INDICATORS, build_catalogue_of


@pytest.fixture(autouse=True)
def _no_snapshot_kept() -> Iterator[None]:
    reset_snapshot()
    yield
    reset_snapshot()


@pytest.fixture
def no_past_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room is given to the versions of before: only what a rollback may need keeps its rows."""
    monkeypatch.setattr(versions, "KEPT_BYTES", 0)


@pytest.fixture
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The queries see the indicators of tests.stats.releases only."""
    catalogue = build_catalogue_of(INDICATORS)
    for module in (columns, boards):
        monkeypatch.setattr(module, "get_catalogue", lambda: catalogue)
