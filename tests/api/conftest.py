"""The API on the small universe, with a population of two years published for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from portal.stats.actions.geography import build_geography
from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.compute.cube import build_cube
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.store.read import reset_snapshot
from portal.territories.queries.universe import get_universe
from tests.stats.builders import build_frame
from tests.territories.builders import build_small_universe

DATASET = "insee_populations"
POPULATIONS = {"35238": 230_000.0, "35001": 7_000.0, "35051": 69_000.0, "35062": 2_500.0, "22050": 14_530.0}
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

Get = Callable[..., Any]


def publish_populations(factor: float = 1.0) -> None:
    """The communes' populations of 2022 (one less) and 2023; EPCI and above are sums."""
    rows: list[tuple[Any, ...]] = []
    for code, value in POPULATIONS.items():
        rows.append(("commune", code, "population", 2022, value - 1))
        rows.append(("commune", code, "population", 2023, value * factor))
    publish_rows(rows, str(factor))


def publish_series(code: str, values: dict[int, float]) -> None:
    """The population of one commune, and of no other."""
    publish_rows([("commune", code, "population", year, value) for year, value in values.items()], "series")


def publish_rows(rows: list[tuple[Any, ...]], fingerprint: str) -> None:
    indicators = get_catalogue().indicators
    geography = build_geography(get_universe())
    release = prepare_release(
        Draft(DATASET, build_cube(build_frame(rows), indicators, geography), fingerprint),
        indicators=indicators,
        geography=geography,
        by="tests",
        now=NOW,
    )
    publish_releases([release], by="tests", now=NOW)
    reset_snapshot()


@pytest.fixture
def small_portal(db: None) -> None:
    build_small_universe()
    publish_populations()


@pytest.fixture
def get(small_portal: None, client: Client) -> Get:
    """Asks the API; the answer is an HttpResponse whose ``.json()`` reads problems too."""

    def ask(path: str, **headers: str) -> Any:
        return client.get(f"/api/v1{path}", headers=headers)

    return ask
