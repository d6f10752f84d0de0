"""One indicator over the members of a zone: ranks, years, changes, what stands out. Worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from portal.kernel.figures import Absence, Status
from portal.stats.compute.sorting import rank_values
from portal.stats.queries.exploring import (
    Changes,
    ZoneYears,
    compute_changes,
    find_outliers,
    read_zone_column,
    read_zone_years,
)
from portal.territories.queries.universe import get_universe
from portal.territories.queries.zones import find_zone, list_zone_positions
from tests.territories.builders import build_small_universe
from tests.web.conftest import publish_figures

NAN = float("nan")


def test_ranks_share_the_best_and_skip_absences() -> None:
    assert rank_values(np.array([3.0, NAN, 7.0, 3.0, -1.0])).tolist() == [2, 0, 1, 2, 4]
    assert rank_values(np.array([NAN, NAN])).tolist() == [0, 0]
    assert rank_values(np.array([])).tolist() == []


def _build_years(values: list[list[float]], status: list[list[int]] | None = None) -> ZoneYears:
    table = np.array(values)
    return ZoneYears(
        tuple(range(2019, 2019 + len(values))),
        table,
        np.where(np.isnan(table), Absence.SECRET, 0).astype(np.uint8),
        np.array(status, np.uint8) if status else np.zeros(table.shape, np.uint8),
        ("one",) * len(values),
    )


def _show(changes: Changes) -> list[list[float | None]]:
    return [
        [None if np.isnan(one) else round(float(one), 6) for one in row]
        for row in (changes.difference, changes.relative)
    ]


def test_changes_leave_out_absences_breaks_and_shares_of_nothing() -> None:
    years = _build_years(
        [[100.0, 50.0, NAN, 0.0, -10.0, 80.0], [110.0, 40.0, 5.0, 4.0, 5.0, 90.0]],
        [[0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, int(Status.BREAK)]],
    )
    changes = compute_changes(years, 2019, 2020)
    assert _show(changes) == [
        [10.0, -10.0, None, 4.0, 15.0, None],
        [0.1, -0.2, None, None, None, None],
    ]
    assert changes.broken == 1


def test_break_of_the_first_year_is_no_break_of_the_change() -> None:
    years = _build_years([[1.0], [2.0], [4.0]], [[int(Status.BREAK)], [0], [0]])
    assert compute_changes(years, 2019, 2021).difference.tolist() == [3.0]
    assert compute_changes(years, 2021, 2019).broken == 0


def test_changes_of_an_unknown_year() -> None:
    with pytest.raises(ValueError, match="year 2030: expected one of 2019, 2020"):
        compute_changes(_build_years([[1.0], [2.0]]), 2019, 2030)


def test_outliers_are_beyond_three_times_the_gap_of_quartiles() -> None:
    # Quartiles of 1…12 with 100 and -60: positions 3.25 and 9.75 among fourteen sorted values.
    values = np.array([*range(1, 13), 100.0, -60.0, NAN])
    low, high = np.quantile(values[:-1], (0.25, 0.75))
    assert (low, high) == (3.25, 9.75)
    assert find_outliers(values).tolist() == [12, 13]  # the highest first
    assert find_outliers(np.array([5.0] * 20 + [9.0])).tolist() == []  # half are equal
    assert find_outliers(np.array([1.0, 2.0, 900.0])).tolist() == []  # too few


@pytest.fixture
def _small_portal(db: None) -> None:
    build_small_universe()
    publish_figures()


@pytest.mark.usefixtures("_small_portal")
def test_column_and_years_of_a_zone() -> None:
    zone = find_zone("france")
    positions = list_zone_positions(zone, "commune")
    codes = [get_universe().table("commune").codes[position] for position in positions]
    column = read_zone_column("population", "commune", positions)
    assert column is not None
    assert column.year == 2023
    dinan, rennes = codes.index("22050"), codes.index("35238")
    assert column.figure(dinan).absence is Absence.SECRET
    assert column.figure(rennes).value == 230_000.0
    assert (column.ranks[rennes], column.ranks[dinan]) == (1, 0)
    before = read_zone_column("population", "commune", positions, 2022)
    assert before is not None
    assert before.figure(dinan).value == 14_530.0
    assert read_zone_column("population", "commune", positions, 1999) is None
    years = read_zone_years("population", "commune", positions)
    assert years.years == (2022, 2023)
    assert compute_changes(years, 2022, 2023).difference[rennes] == 1.0
    assert np.isnan(compute_changes(years, 2022, 2023).difference[dinan])


@pytest.mark.usefixtures("_small_portal")
def test_territory_younger_than_the_data_is_not_available() -> None:
    young = np.array([0, 10_000], np.int32)
    column = read_zone_column("population", "commune", young)
    assert column is not None
    assert column.figure(1).absence is Absence.NOT_AVAILABLE
    assert not column.known[1]


@pytest.mark.usefixtures("_small_portal")
def test_latest_year_is_that_shown_when_it_has_half_as_many_as_the_fullest() -> None:
    positions = list_zone_positions(find_zone("france"), "commune")
    codes = [get_universe().table("commune").codes[position] for position in positions]
    dinan, rennes = (int(positions[codes.index(code)]) for code in ("22050", "35238"))
    young = [10_000] * 3
    # Of five: Rennes alone in 2023, Rennes and Dinan in 2022.
    column = read_zone_column("population", "commune", np.array([dinan, rennes, *young], np.int32))
    assert column is not None
    assert column.year == 2023
    # Of four: none in 2023, Dinan in 2022.
    column = read_zone_column("population", "commune", np.array([dinan, *young], np.int32))
    assert column is not None
    assert column.year == 2022
