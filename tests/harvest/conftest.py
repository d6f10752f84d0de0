from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from portal.harvest.sources import reset_sources
from portal.library.describing.knowledge import reset_knowledge
from portal.references.shelf import reset_references
from tests.harvest.builders import write_catalogue


@pytest.fixture
def catalogue(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A catalogue without sources, and a folder of data of its own."""
    settings.DATA_DIR = tmp_path / "data"
    settings.CATALOGUE_DIR = tmp_path / "catalogue"
    write_catalogue(tmp_path / "catalogue")
    _forget()
    yield tmp_path / "catalogue"
    _forget()


def _forget() -> None:
    reset_sources()
    reset_references()
    reset_knowledge()
