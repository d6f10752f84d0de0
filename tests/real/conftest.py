"""The tests of this folder ask a server that holds the real data, over HTTP and in Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.oracles.originals import Shelf
from tests.real.screens import Screens

ROOT = Path(__file__).resolve().parents[2]
GetJson = Callable[[str], Any]


@pytest.fixture
def get_json(real_portal: str) -> GetJson:
    """Asks the API of the portal on the real data; an error answer fails the test with its body."""

    def get(path: str) -> Any:
        try:
            with urlopen(f"{real_portal}{path}", timeout=30) as response:
                return json.load(response)
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()[:500]}") from error

    return get


@pytest.fixture(scope="session")
def shelf(mirror_dir: Path) -> Shelf:
    """The producers' files; skips without the mirror, or when the portal was loaded without it."""
    if not (settings.REAL_DATA_DIR / "archive" / "insee_comparateur").exists():
        pytest.skip("NOT RUN: these tests read a portal that was loaded with the mirror (MIRROR_DIR).")
    return Shelf(ROOT / "catalogue", settings.REAL_DATA_DIR / "packages", mirror_dir)


@pytest.fixture(scope="module")
def screens(real_portal: str) -> Screens:
    """The pages, files and API of the portal on the real data, and its archives."""
    return Screens(real_portal, settings.REAL_DATA_DIR / "archive")
