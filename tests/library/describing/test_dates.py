"""Dates as catalogues write them (standards.md, H-08 and items 40, 41)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.library.describing.dates import parse_moment

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "first", "last", "precision"),
    [
        ("2019-05-12", date(2019, 5, 12), date(2019, 5, 12), "day"),
        ("2019-05", date(2019, 5, 1), date(2019, 5, 31), "month"),
        ("[2019]", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("2010-2015", date(2010, 1, 1), date(2015, 12, 31), "year"),
        ("2019-20", date(2019, 1, 1), date(2020, 12, 31), "year"),
        ("2016 à nos jours", date(2016, 1, 1), date(2026, 12, 31), "year"),
        ("2e trimestre 2023", date(2023, 4, 1), date(2023, 6, 30), "quarter"),
        ("2023-T2", date(2023, 4, 1), date(2023, 6, 30), "quarter"),
        ("1er semestre 2020", date(2020, 1, 1), date(2020, 6, 30), "year"),
        ("1er août 2020", date(2020, 8, 1), date(2020, 8, 1), "day"),
        ("Jeudi 12 mars 2020", date(2020, 3, 12), date(2020, 3, 12), "day"),
        ("Mars 2021", date(2021, 3, 1), date(2021, 3, 31), "month"),
        ("12/03/2021", date(2021, 3, 12), date(2021, 3, 12), "day"),
        ("00/00/2020", date(2020, 1, 1), date(2020, 12, 31), "year"),
        ("20200131", date(2020, 1, 31), date(2020, 1, 31), "day"),
        ("Mo, 25 Jun 2018", date(2018, 6, 25), date(2018, 6, 25), "day"),
        ("Mo, 25 Jun 2018 10:00:00 +0200", date(2018, 6, 25), date(2018, 6, 25), "day"),
        ("lun., 25 juin 2018 08:00:00 +0200", date(2018, 6, 25), date(2018, 6, 25), "day"),
        # Half past eleven in the evening, universal time, is the next day in Paris.
        ("2018-06-25T23:30:00Z", date(2018, 6, 26), date(2018, 6, 26), "day"),
        ("2018-06-25T23:30:00", date(2018, 6, 25), date(2018, 6, 25), "day"),
        ("2019-01-01/2019-12-31", date(2019, 1, 1), date(2019, 12, 31), "year"),
        ("du 1er janvier 2019 au 31 mars 2020", date(2019, 1, 1), date(2020, 3, 31), "year"),
        ("cop. 2004", date(2004, 1, 1), date(2004, 12, 31), "year"),
    ],
)
def test_date_that_says_something(words: str, first: date, last: date, precision: str) -> None:
    read = parse_moment(words, NOW)
    assert read.moment is not None
    assert (read.moment.first, read.moment.last, read.moment.precision) == (first, last, precision)
    assert not read.warning


@pytest.mark.parametrize("words", ["", "[S.d.]", "s.d.", "n.d.", "  ", "sans date", "null"])
def test_date_that_says_nothing_is_unknown_without_warning(words: str) -> None:
    assert parse_moment(words, NOW) == (parse_moment("", NOW))
    assert parse_moment(words, NOW).moment is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("31/02/2021", "illisible"),
        ("2020-13-01", "illisible"),
        ("12/03/21", "illisible"),
        ("43831", "illisible"),
        ("hier", "illisible"),
        ("0202-01-01", "trop ancienne"),
        ("1970-01-01T00:00:00Z", "zéro des ordinateurs"),
        ("2099", "trop lointaine"),
        ("2015-2010", "illisible"),
        ("0000-00-00", "illisible"),
        ("0000-00-00 00:00:00", "illisible"),
        ("00/00/0000", "illisible"),
        ("0000-00-00/2024-01-01", "illisible"),
    ],
)
def test_date_that_cannot_be_is_unknown_with_a_warning(words: str, why: str) -> None:
    read = parse_moment(words, NOW)
    assert read.moment is None
    assert why in read.warning
    assert words in read.warning
