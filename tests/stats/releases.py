"""A tiny dataset and its releases, for the tests of the store, the queries and the actions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.compute.cube import Cube, build_cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.descriptors.indicator import Indicator
from portal.stats.models import Release
from tests.stats.builders import build_frame, build_geography, build_indicator, build_indicators

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
# Two régions; D1 is made of two EPCI, D2 of one; "old" is a past commune.
GEOGRAPHY = build_geography(
    {
        "35238": {"epci": "E1", "departement": "D1", "region": "R1", "strate": "big"},
        "35001": {"epci": "E1", "departement": "D1", "region": "R1", "strate": "small"},
        "35062": {"epci": "E2", "departement": "D1", "region": "R1", "strate": "small"},
        "22050": {"epci": "E3", "departement": "D2", "region": "R2", "strate": "small"},
        "98735": {"france": "", "departement": "987"},
    },
    past=["35112"],
)
INDICATORS = build_indicators(
    build_indicator("population"),
    build_indicator("area_km2"),
    build_indicator(
        "density", compute={"kind": "ratio", "numerator": "population", "denominator": "area_km2"}
    ),
    build_indicator("zone", aggregate="unanimous", categories=[{"value": 1, "key": "A", "label": "A"}]),
    build_indicator("hidden", internal=True),
)
POPULATIONS = {"35238": 100.0, "35001": 40.0, "35062": 40.0, "22050": 10.0, "98735": 7.0}


def build_small_cube(factor: float = 1.0, geography: Geography = GEOGRAPHY, **changes: float) -> Cube:
    """Population of 2022 and 2023, area, density, zone; ``changes`` by commune code, for 2023."""
    populations = {**POPULATIONS, **{code.removeprefix("c"): value for code, value in changes.items()}}
    rows: list[tuple[Any, ...]] = []
    for code, value in populations.items():
        rows += [
            ("commune", code, "population", 2022, value - 1),
            ("commune", code, "population", 2023, value * factor),
            ("commune", code, "area_km2", 2023, 2.0),
            ("commune", code, "zone", 2023, 1),
            ("commune", code, "hidden", 2023, 1),
        ]
    cube = build_cube(build_frame(rows), INDICATORS, geography)
    add_computed(cube, [INDICATORS["density"]], INDICATORS, geography)
    return cube


def prepare_small(dataset: str = "populations", fingerprint: str = "1", **changes: float) -> Release:
    return prepare_release(
        Draft(dataset, build_small_cube(**changes), fingerprint),
        indicators=INDICATORS,
        geography=GEOGRAPHY,
        by="tests",
        now=NOW,
    )


def publish_small(dataset: str = "populations", **changes: float) -> Release:
    release = prepare_small(dataset, **changes)
    publish_releases([release], by="tests", now=NOW)
    release.refresh_from_db()
    return release


def build_catalogue_of(indicators: dict[str, Indicator]) -> Any:
    """What the queries ask of a catalogue, no more."""

    class SmallCatalogue:
        datasets: dict[str, Any] = {}

        def __init__(self) -> None:
            self.indicators = indicators

        def list_public_indicators(self) -> list[Indicator]:
            return [one for one in indicators.values() if not one.internal]

    return SmallCatalogue()
