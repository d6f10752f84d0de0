"""Tables written from the territories as loaded."""

from __future__ import annotations

from typing import Any

import pytest

from portal.stats.ingest.territories_table import build_territories_table
from portal.territories.models import Membership

pytestmark = pytest.mark.django_db


def _read(table: Any) -> list[str]:
    return build_territories_table(table).content.decode().splitlines()


def test_areas_are_those_of_the_identity_cards(small_universe: Any) -> None:
    lines = _read("areas")
    assert lines[0] == "level,code,area_km2"
    assert "france,FR,200.000000" in lines
    assert not [line for line in lines if line.startswith("commune,35112,")]  # merged in 2024


def test_compositions_count_each_year_in_its_own_perimeter(small_universe: Any) -> None:
    dinan = Membership.objects.get(group__code="200068989")
    dinan.last_year = 2023
    dinan.save()
    Membership.objects.create(member=dinan.member, group=dinan.group, first_year=2024)
    rows = [line.split(",") for line in _read("compositions")]
    assert rows[0] == ["level", "code", "year", "communes", "epci"]
    found = {
        (level, code, int(year)): (int(communes), int(epci)) for level, code, year, communes, epci in rows[1:]
    }
    assert found["epci", "200072452", 2023] == (2, 1)  # La Chapelle-Fleurigné and Fleurigné
    assert found["epci", "200072452", 2024] == (1, 1)  # which became one commune
    assert found["departement", "35", 2023] == (5, 2)
    assert found["departement", "35", 2024] == (4, 2)
    assert found["region", "53", 2023] == (6, 3)
    assert found["france", "FR", 2023] == (6, 3)


def test_table_of_no_territory_is_a_header() -> None:
    assert _read("areas") == ["level,code,area_km2"]
    assert _read("compositions") == ["level,code,year,communes,epci"]
