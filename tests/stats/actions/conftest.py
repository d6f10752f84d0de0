from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.stats.descriptors.catalogue import reset_catalogue
from tests.stats.catalogues import POPULATIONS, write_catalogue
from tests.territories.builders import build_small_universe

Rewrite = Callable[..., None]
"""Writes the tiny catalogue again with other populations: ``rewrite(c35238="1100")``."""


@pytest.fixture
def rewrite(tmp_path: Path, settings: Settings) -> Iterator[Rewrite]:
    """The tiny catalogue on the small universe; call it to change populations."""
    settings.DATA_DIR = tmp_path / "data"
    settings.CATALOGUE_DIR = tmp_path / "catalogue"
    settings.MIRROR_DIR = tmp_path / "mirror"

    def write(**changes: str) -> None:
        changed = {code.removeprefix("c"): value for code, value in changes.items()}
        write_catalogue(tmp_path / "catalogue", {**POPULATIONS, **changed})
        reset_catalogue()

    write()
    build_small_universe()
    yield write
    reset_catalogue()
