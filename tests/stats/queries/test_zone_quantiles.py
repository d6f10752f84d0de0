"""Years of a zone: quantiles where at least half of its members have a value."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from portal.kernel.figures import Absence, Status
from portal.stats.queries.exploring import ZoneYears
from portal.stats.queries.zone_quantiles import summarise_years
from tests.oracles.spreads import quantile_of

NAN = float("nan")
PARTS = [Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10)]


def build(values: list[list[float]], status: list[list[int]] | None = None) -> ZoneYears:
    table = np.array(values)
    absence = np.where(np.isnan(table), Absence.SECRET, 0).astype(np.uint8)
    marks = np.array(status, np.uint8) if status else np.zeros(table.shape, np.uint8)
    return ZoneYears(tuple(range(2020, 2020 + len(values))), table, absence, marks, ("d",) * len(values))


def test_no_year_at_all() -> None:
    years = ZoneYears((), np.empty((0, 3)), np.empty((0, 3), np.uint8), np.empty((0, 3), np.uint8), ())
    assert summarise_years(years) == []


def test_quantiles_by_hand_and_years_of_too_few() -> None:
    found = summarise_years(
        build([[1.0, 2.0, 3.0, 4.0], [5.0, NAN, 7.0, NAN], [9.0, NAN, NAN, NAN], [NAN] * 4])
    )
    assert [(one.year, one.counted, one.total) for one in found] == [
        (2020, 4, 4), (2021, 2, 4), (2022, 1, 4), (2023, 0, 4),
    ]  # fmt: skip
    assert found[0].quantiles == pytest.approx([1.3, 1.75, 2.5, 3.25, 3.7])
    assert found[1].median == 6.0  # exactly half is enough
    assert found[2].quantiles == found[3].quantiles == ()
    assert found[3].median is None


def test_as_a_slow_sort() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(100, 40, (3, 57))
    values[1, :20] = NAN
    for row, one in zip(values, summarise_years(build(values.tolist())), strict=True):
        known = row[~np.isnan(row)].tolist()
        assert one.quantiles == pytest.approx([quantile_of(known, part) for part in PARTS])


def test_break_of_most_members_is_one_of_the_zone() -> None:
    broken = int(Status.BREAK)
    found = summarise_years(build([[1.0, 2.0, 3.0]] * 3, [[0, 0, 0], [broken, broken, 0], [broken, 0, 0]]))
    assert [one.is_break for one in found] == [False, True, False]


def test_break_of_an_absence_counts_for_nothing() -> None:
    broken = int(Status.BREAK)
    [one] = summarise_years(build([[NAN, NAN, 3.0, 4.0, 5.0]], [[broken, broken, broken, 0, 0]]))
    assert not one.is_break
