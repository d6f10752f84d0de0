"""What the newest load of the territories tells of itself."""

from __future__ import annotations

from functools import lru_cache

from portal.territories.models import Load
from portal.territories.queries.universe import get_universe


def get_population_year(kind: str) -> int | None:
    """Reference year of ``Territory.population`` of a kind; None when the load did not say."""
    year = _read_years(get_universe().version).get(kind)
    return int(year) if year is not None else None


@lru_cache(maxsize=1)
def _read_years(version: int) -> dict[str, int]:
    report = Load.objects.filter(pk=version).values_list("report", flat=True).first() or {}
    years: dict[str, int] = report.get("population_years", {})
    return years


def forget_loads() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _read_years.cache_clear()
