from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.kernel.figures import Absence, Figure, Origin, Status
from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.compute.cube import build_cube
from portal.stats.queries import (
    Comparison,
    Point,
    Summary,
    TerritoryRef,
    UnknownColumnError,
    get_column,
    get_data_version,
    get_latest_year,
    get_series,
    get_sheet,
    get_sheets,
    list_member_figures,
    list_years,
)
from portal.stats.store.read import reset_snapshot
from tests.stats.builders import build_frame
from tests.stats.releases import GEOGRAPHY, INDICATORS, NOW, POPULATIONS, publish_small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]

GROUPS = {"france": "FR", "departement": "D1", "strate": "small"}


def test_sheet_of_a_commune() -> None:
    publish_small()
    sheet = get_sheet("commune", "35001", GROUPS)
    assert list(sheet.series) == ["population", "area_km2", "density", "zone"]
    population = sheet.series["population"]
    assert population.points == (
        Point(2022, Figure(39.0), "populations"),
        Point(2023, Figure(40.0), "populations"),
    )
    assert population.latest == population.point(2023)
    assert population.dataset == "populations"
    assert population.point(2019) is None
    assert sheet.series["density"].points[-1].figure == Figure(20.0, origin=Origin.AGGREGATED)


def test_comparisons_of_a_commune() -> None:
    publish_small()
    comparisons = get_sheet("commune", "35001", GROUPS).comparisons["population"]
    # Of the latest year: 100, 40, 40 in the département; with 10 in France; 40, 40, 10 in the strate.
    assert comparisons["departement"] == Comparison(
        "departement", "D1", 2023, Summary(3, 60.0, 40.0, 40.0, 40.0, 70.0, 88.0), 2, is_tied=True
    )
    assert comparisons["france"].summary.n == 4
    assert comparisons["france"].summary.mean == 47.5
    assert comparisons["strate"].rank == 1
    assert comparisons["strate"].is_tied


def test_categories_have_neither_mean_nor_rank() -> None:
    publish_small()
    zone = get_sheet("commune", "35001", GROUPS).comparisons["zone"]["france"]
    assert zone.summary == Summary(4, None, None, None, None, None, None)
    assert zone.rank is None


def test_groups_show_the_sum_of_their_members() -> None:
    publish_small()
    shown = {
        (kind, code): get_sheet(kind, code).series["population"].latest
        for kind, code in (("epci", "E1"), ("departement", "D1"), ("region", "R2"), ("france", "FR"))
    }
    assert {key: point and point.figure.value for key, point in shown.items()} == {
        ("epci", "E1"): 140.0,
        ("departement", "D1"): 180.0,
        ("region", "R2"): 10.0,
        ("france", "FR"): 190.0,  # the overseas collectivity is not in it
    }


def test_unknown_territory_has_an_empty_sheet() -> None:
    publish_small()
    sheet = get_sheet("commune", "99999", GROUPS)
    assert dict(sheet.series) == {}
    assert dict(sheet.comparisons) == {}
    assert get_series("commune", "99999", ["population"]) == []


def test_nothing_published_gives_empty_sheets() -> None:
    assert dict(get_sheet("commune", "35238", GROUPS).series) == {}
    assert get_latest_year("population", "commune") is None
    with pytest.raises(UnknownColumnError):
        get_column("population", 2023, "commune")


def test_sheets_keep_the_order_asked_and_cost_one_query() -> None:
    publish_small()
    get_sheet("commune", "35238")  # the snapshot and its layouts are looked up once in a while
    refs = [TerritoryRef("commune", "22050"), TerritoryRef("epci", "E1", {"france": "FR"})]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        sheets = get_sheets(refs)
        values = [sheet.series["population"].latest for sheet in sheets]
        assert sheets[1].comparisons["population"]["france"].rank == 1
    assert len(queries) == 1
    assert [point.figure.value for point in values if point] == [10.0, 140.0]


def test_series_in_the_order_asked_without_unknown_ones() -> None:
    publish_small()
    found = get_series("commune", "35238", ["zone", "nothing", "hidden", "population"])
    assert [series.indicator.slug for series in found] == ["zone", "population"]


def test_column_and_members() -> None:
    publish_small()
    column = get_column("population", 2023, "commune")
    assert column.values[:5].tolist() == [100.0, 40.0, 40.0, 10.0, 7.0]
    assert column.figure(5) == Figure(None, Absence.NOT_AVAILABLE)  # a past commune
    assert column.figure(99) == Figure(None, Absence.NOT_AVAILABLE)
    assert list_years("population", "commune") == [2022, 2023]
    members = list_member_figures("commune", [3, 0], ["density", "nothing", "population"])
    assert [(one.indicator.slug, one.year) for one in members] == [("density", 2023), ("population", 2023)]
    assert [figure.value for figure in members[1].figures] == [10.0, 100.0]


def test_column_is_read_only() -> None:
    publish_small()
    with pytest.raises(ValueError, match="read-only"):
        get_column("population", 2023, "commune").values[0] = 0.0


def test_data_version_changes_with_each_publication() -> None:
    before = get_data_version()
    publish_small()
    first = get_data_version()
    publish_small(c35238=101.0)
    second = get_data_version()
    reset_snapshot()
    assert len({before, first, second}) == 3
    assert get_data_version() == second


def test_enumerations_are_read_by_their_codes() -> None:
    for enumeration in (Absence, Status, Origin):
        assert [member.value for member in enumeration] == list(range(len(enumeration)))


def _publish_a_census_apart(*others: tuple[str, str, str, int, Absence]) -> None:
    """Populations of all in 2023, of one commune alone in 2025."""
    rows = [("commune", code, "population", 2023, value) for code, value in POPULATIONS.items()]
    rows += [("commune", "98735", "population", 2025, 8.0), *others]
    cube = build_cube(build_frame(rows), INDICATORS, GEOGRAPHY)
    release = prepare_release(
        Draft("populations", cube, "1"), indicators=INDICATORS, geography=GEOGRAPHY, by="tests", now=NOW
    )
    publish_releases([release], by="tests", now=NOW)


def test_newer_year_of_one_territory_does_not_blank_the_others() -> None:
    _publish_a_census_apart()
    alone = get_sheet("commune", "98735").series["population"]
    other = get_sheet("commune", "35238", GROUPS)
    assert [(point.year, point.figure.value) for point in alone.points] == [(2023, 7.0), (2025, 8.0)]
    assert [point.year for point in other.series["population"].points] == [2023]
    assert other.comparisons["population"]["france"].year == 2023
    assert get_latest_year("population", "commune") == 2023
    assert list_years("population", "commune") == [2023, 2025]


def test_secret_of_a_year_of_few_is_told() -> None:
    _publish_a_census_apart(("commune", "35238", "population", 2025, Absence.SECRET))
    points = get_sheet("commune", "35238").series["population"].points
    assert [(point.year, point.figure.absence) for point in points] == [
        (2023, Absence.NONE),
        (2025, Absence.SECRET),
    ]


def test_members_are_shown_in_the_year_that_most_of_them_have() -> None:
    _publish_a_census_apart()
    (members,) = list_member_figures("commune", [0, 1, 4], ["population"])
    assert (members.year, [figure.value for figure in members.figures]) == (2023, [100.0, 40.0, 7.0])
    (alone,) = list_member_figures("commune", [4], ["population"])
    assert (alone.year, [figure.value for figure in alone.figures]) == (2025, [8.0])
