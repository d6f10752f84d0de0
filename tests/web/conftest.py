"""The small universe with figures published through the real functions, and the first pages.

Populations of 2022 and 2023 (that of Dinan is secret in 2023), taxe d'habitation of 2020 for the
communes of Rennes Métropole only, zonage ABC of 2024 for Rennes.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from portal.kernel.figures import Absence
from portal.stats.actions.geography import build_geography
from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.compute.cube import build_cube
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.store.read import reset_snapshot
from portal.territories.queries.universe import get_universe
from tests.stats.builders import build_frame
from tests.territories.builders import build_small_universe

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
POPULATIONS = {"35238": 230_000.0, "35001": 7_000.0, "35051": 69_000.0, "35062": 2_500.0}
DINAN_2022 = 14_530.0

Read = Callable[..., str]


def publish(dataset: str, rows: list[tuple[Any, ...]], fingerprint: str = "1", *, extract: str = "") -> None:
    """Publish (level, code, indicator, year, value or absence) rows as a release of a dataset."""
    indicators = get_catalogue().indicators
    geography = build_geography(get_universe())
    cube = build_cube(build_frame(rows), indicators, geography)
    release = prepare_release(
        Draft(dataset, cube, fingerprint, extract=extract),
        indicators=indicators,
        geography=geography,
        by="tests",
        now=NOW,
    )
    publish_releases([release], by="tests", now=NOW)
    reset_snapshot()


def publish_figures() -> None:
    rows: list[tuple[Any, ...]] = [
        ("commune", code, "population", year, value - (2023 - year))
        for code, value in POPULATIONS.items()
        for year in (2022, 2023)
    ]
    rows.append(("commune", "22050", "population", 2022, DINAN_2022))
    rows.append(("commune", "22050", "population", 2023, Absence.SECRET))
    publish("insee_populations", rows)
    rates = {"35238": 21.99, "35001": 15.5, "35051": 12.25}
    publish(
        "dgfip_taxe_habitation",
        [("commune", code, "taux_th_commune", 2020, rate) for code, rate in rates.items()],
    )
    publish("dhup_zonage_abc", [("commune", "35238", "zonage_abc", 2024, 2)])


@pytest.fixture
def small_portal(db: None) -> Iterator[None]:
    build_small_universe()
    publish_figures()
    call_command("load_pages", verbosity=0)
    cache.clear()  # Wagtail forgets its old root page when a transaction ends: those of tests never do
    return


@pytest.fixture
def read(small_portal: None, client: Client) -> Read:
    """The text of a page that must answer 200, entities decoded and no-break spaces made plain."""

    def get(path: str, **headers: str) -> str:
        response = client.get(path, headers=headers)
        assert response.status_code == 200, (path, response.status_code, response.get("Location"))
        text = html.unescape(response.getvalue().decode("utf-8"))
        return text.replace("\u202f", " ").replace("\u00a0", " ")

    return get
