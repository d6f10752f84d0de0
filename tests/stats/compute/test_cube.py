from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.figures import Origin, Status
from portal.stats.compute.cube import Cell, Cube, build_cube
from portal.stats.compute.geography import Geography
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.perimeter import UnknownCodesError
from portal.stats.compute.secrecy import hide_secrets
from portal.stats.descriptors.indicator import Indicator
from tests.stats.builders import (
    A,
    build_frame,
    build_geography,
    build_indicator,
    build_indicators,
    list_figures,
)

COMMUNES = {
    "a": {"epci": "E1", "departement": "D1", "region": "R1"},
    "b": {"epci": "E1", "departement": "D1", "region": "R1"},
    "c": {"epci": "E2", "departement": "D2", "region": "R1"},
}
GEOGRAPHY = build_geography(
    COMMUNES,
    past=["old"],
    passages={2019: {"a": ["a"], "b": ["b"], "old": ["b"], "c": ["c"]}},
    epci_members={2019: {"E1": frozenset("ab"), "E2": frozenset("cx")}},
)


def _build(rows: list[tuple[Any, ...]], *indicators: Indicator, geography: Geography = GEOGRAPHY) -> Cube:
    known = build_indicators(*indicators)
    cube = build_cube(build_frame(rows), known, geography)
    computed = [one for one in indicators if one.compute.operands]
    add_computed(cube, computed, known, geography)
    hide_secrets(cube, indicators, geography)
    return cube


def _show(cube: Cube, slug: str, year: int, level: str) -> dict[str, float | str]:
    codes = GEOGRAPHY.codes[level]
    return dict(zip(codes, list_figures(cube.columns[Cell(slug, year, level)]), strict=True))


COUNT = build_indicator("count")


def test_counts_of_a_past_geography_reach_every_level() -> None:
    rows = [
        ("commune", code, "count", 2016, value, 2019) for code, value in zip("abc", (1, 2, 4), strict=True)
    ]
    cube = _build([*rows, ("commune", "old", "count", 2016, 8, 2019)], COUNT)
    assert _show(cube, "count", 2016, "commune") == {"a": 1, "b": 10, "c": 4, "old": "not_available"}
    assert _show(cube, "count", 2016, "epci") == {"E1": 11, "E2": 4}
    assert _show(cube, "count", 2016, "france") == {"FR": 15}


def test_published_figure_wins_over_the_sum_when_the_perimeter_is_the_same() -> None:
    rows = [("commune", code, "count", 2016, 1, 2019) for code in ("a", "b", "old", "c")]
    rows += [("epci", "E1", "count", 2016, 300, 2019), ("epci", "E2", "count", 2016, 700, 2019)]
    cube = _build(rows, COUNT)
    assert _show(cube, "count", 2016, "epci") == {"E1": 300, "E2": 1}  # E2 had x: the sum wins
    origin = cube.columns[Cell("count", 2016, "epci")].origin.tolist()
    assert origin == [Origin.PUBLISHED, Origin.AGGREGATED]


def test_published_figure_of_another_perimeter_is_not_comparable_without_a_sum() -> None:
    rows = [("epci", "E1", "rate", 2016, 3, 2019), ("epci", "E2", "rate", 2016, 7, 2019)]
    cube = _build(rows, build_indicator("rate", aggregate="none"))
    assert _show(cube, "rate", 2016, "epci") == {"E1": 3, "E2": "not_comparable"}
    assert Cell("rate", 2016, "departement") not in cube.columns


def test_published_secret_is_not_undone_by_a_sum() -> None:
    rows = [("commune", code, "count", 2023, 1) for code in "abc"]
    cube = _build([*rows, ("departement", "D1", "count", 2023, A.SECRET)], COUNT)
    assert _show(cube, "count", 2023, "departement") == {"D1": "secret", "D2": 1}


def test_figure_that_describes_its_year_keeps_its_perimeter() -> None:
    rows = [("epci", "E2", "count", 2019, 2, 2019, False), ("epci", "gone", "count", 2019, 5, 2019, False)]
    assert _show(_build(rows, COUNT), "count", 2019, "epci") == {"E1": "not_available", "E2": 2}


def test_communes_of_two_geographies_make_one_year() -> None:
    rows = [("commune", "a", "count", 2016, 1, 2019), ("commune", "c", "count", 2016, 4, 2026)]
    found = _show(_build(rows, COUNT), "count", 2016, "commune")
    assert (found["a"], found["b"], found["c"]) == (1, "not_available", 4)


SPLIT = build_geography(
    COMMUNES, passages={2024: {"a": ["a", "b"], "c": ["c"]}, 2022: {"a": ["a", "b"], "c": ["c"]}}
)


def test_newer_geography_replaces_what_an_older_one_cannot_compare() -> None:
    rows = [("commune", code, "count", 2022, value, 2024) for code, value in (("a", 30), ("c", 4))]
    before = _build(rows, COUNT, geography=SPLIT)
    communes = list_figures(before.columns[Cell("count", 2022, "commune")])
    assert communes == ["not_comparable", "not_comparable", 4]
    assert _show(before, "count", 2022, "epci") == {"E1": 30, "E2": 4}  # together they are known
    own = [("commune", code, "count", 2022, value) for code, value in (("a", 10), ("b", 25))]
    both = _build([rows[1], *own], COUNT, geography=SPLIT)
    assert _show(both, "count", 2022, "epci") == {"E1": 35, "E2": 4}
    assert list_figures(both.columns[Cell("count", 2022, "commune")]) == [10, 25, 4]


def test_old_and_new_figures_of_split_communes_are_not_counted_twice() -> None:
    rows = [("commune", "a", "count", 2022, 30, 2024), ("commune", "b", "count", 2022, 25)]
    cube = _build(rows, COUNT, geography=SPLIT)
    # Only one of the two has its own figure: their EPCI has the one they had together.
    assert list_figures(cube.columns[Cell("count", 2022, "epci")]) == [30, "not_available"]
    whole = _build([*rows, ("commune", "c", "count", 2022, 4, 2022)], COUNT, geography=SPLIT)
    assert list_figures(whole.columns[Cell("count", 2022, "france")]) == [34]


def test_few_missing_communes_are_tolerated_by_rule_and_told() -> None:
    many = {f"c{n}": {"epci": f"E{n // 50}", "departement": "D"} for n in range(100)}
    geography = build_geography(many)
    rows = [("commune", code, slug, 2026, 2) for code in many if code != "c7" for slug in ("women", "seats")]
    rows += [("commune", "c7", slug, 2026, A.NOT_AVAILABLE) for slug in ("women", "seats")]
    women, seats = (build_indicator(slug, missing_tolerated_pct=1) for slug in ("women", "seats"))
    share = build_indicator("share", compute={"kind": "share", "part": "women", "total": "seats"})
    cube = _build(rows, women, seats, share, geography=geography)
    found = cube.columns[Cell("share", 2026, "departement")]
    assert (list_figures(found), found.status.tolist()) == ([100], [Status.ESTIMATED])
    assert list_figures(cube.columns[Cell("seats", 2026, "departement")]) == [198]
    assert list_figures(cube.columns[Cell("seats", 2026, "epci")]) == ["incomplete", 100]  # 1 of 50
    strict = _build(rows, build_indicator("women"), build_indicator("seats"), share, geography=geography)
    assert list_figures(strict.columns[Cell("share", 2026, "departement")]) == ["incomplete"]


def test_secrets_hold_where_a_missing_commune_is_tolerated() -> None:
    many = {f"c{n}": {"epci": f"E{n // 50}", "departement": "D"} for n in range(100)}
    geography = build_geography(many)
    units = dict.fromkeys(many, 20) | {"c60": 7, "c61": 15}
    rows = [("commune", code, "seats", 2026, n) for code, n in units.items() if code != "c7"]
    rows += [("commune", code, "ages", 2026, 50 * n) for code, n in units.items() if code != "c7"]
    rule = {"minimum_units": 11, "of": "seats"}
    ages, seats = (build_indicator(slug, missing_tolerated_pct=1) for slug in ("ages", "seats"))
    mean = build_indicator(
        "mean",
        compute={"kind": "ratio", "numerator": "ages", "denominator": "seats"},
        disclosure=rule,
    )
    cube = _build(rows, ages, seats, mean, geography=geography)
    found = list_figures(cube.columns[Cell("mean", 2026, "commune")])
    # The total of the département is told, so c60 alone would be its difference with the others.
    assert [n for n, figure in enumerate(found) if figure == "secret"] == [60, 61]
    assert found[7] == "not_available"
    assert list_figures(cube.columns[Cell("mean", 2026, "departement")]) == [50]


def test_unknown_departement_is_refused() -> None:
    with pytest.raises(UnknownCodesError, match="unknown departement codes: D9"):
        _build([("departement", "D9", "count", 2023, 1)], COUNT)


def test_ratio_is_computed_at_each_level_never_averaged() -> None:
    rows = [("commune", code, "women", 2023, value) for code, value in (("a", 1), ("b", 3), ("c", 0))]
    rows += [("commune", code, "seats", 2023, value) for code, value in (("a", 4), ("b", 4), ("c", 0))]
    share = build_indicator("share", compute={"kind": "share", "part": "women", "total": "seats"})
    cube = _build(rows, build_indicator("women"), build_indicator("seats"), share)
    assert _show(cube, "share", 2023, "commune") == {
        "a": 25,
        "b": 75,
        "c": "not_applicable",
        "old": "not_available",
    }
    assert _show(cube, "share", 2023, "france") == {"FR": 50}


def test_operand_of_the_latest_year_serves_every_year() -> None:
    rows = [("commune", "a", "count", year, 10 * (year - 2000)) for year in (2010, 2015, 2020)]
    rows += [("commune", "a", "area", year, area) for year, area in ((2012, 2), (2018, 5))]
    density = build_indicator(
        "density",
        compute={
            "kind": "ratio",
            "numerator": "count",
            "denominator": {"indicator": "area", "period": "latest"},
        },
    )
    cube = _build(rows, COUNT, build_indicator("area"), density)
    # 2010 has no earlier area: the oldest. 2015 takes 2012's, 2020 takes 2018's.
    assert [_show(cube, "density", year, "commune")["a"] for year in (2010, 2015, 2020)] == [50, 75, 40]


def test_change_needs_both_ends() -> None:
    rows = [("commune", "a", "count", year, value) for year, value in ((2013, 50), (2018, 100), (2019, 100))]
    change = build_indicator("change", compute={"kind": "annual_change", "of": "count", "span": 5})
    cube = _build(rows, COUNT, change)
    assert cube.years("change", "commune") == [2018]
    assert _show(cube, "change", 2018, "commune")["a"] == pytest.approx(100 * (2**0.2 - 1))


ZONE = build_indicator(
    "zone",
    aggregate="unanimous",
    categories=[{"value": 1, "key": "A", "label": "A"}, {"value": 2, "key": "B", "label": "B"}],
)


def test_weighted_share_of_a_category() -> None:
    rows = [("commune", code, "zone", 2024, value) for code, value in (("a", 1), ("b", 2), ("c", 1))]
    rows += [("commune", code, "count", 2023, value) for code, value in (("a", 30), ("b", 10), ("c", 5))]
    weight = {"indicator": "count", "period": "latest"}
    share = build_indicator(
        "share", compute={"kind": "weighted_share", "category": "zone", "keys": ["A"], "weight": weight}
    )
    cube = _build(rows, ZONE, COUNT, share)
    assert _show(cube, "share", 2024, "commune") == {"a": 100, "b": 0, "c": 100, "old": "not_available"}
    assert _show(cube, "share", 2024, "epci") == {"E1": 75, "E2": 100}
    assert _show(cube, "zone", 2024, "epci") == {"E1": "not_significant", "E2": 1}


def test_latest_year_is_the_latest_that_most_territories_have() -> None:
    weight = {"indicator": "count", "period": "latest"}
    share = build_indicator(
        "share", compute={"kind": "weighted_share", "category": "zone", "keys": ["A"], "weight": weight}
    )
    rows = [("commune", code, "zone", 2026, 1) for code in "abc"]
    rows += [("commune", code, "count", 2023, 1) for code in "abc"] + [("commune", "a", "count", 2025, 9)]
    cube = _build(rows, ZONE, COUNT, share)
    assert _show(cube, "share", 2026, "france") == {"FR": 100}  # 2025 has one commune of three


def test_secret_of_few_units_reaches_what_is_computed_from_it() -> None:
    rows = [("commune", code, "seats", 2023, value) for code, value in (("a", 7), ("b", 15), ("c", 29))]
    rows += [("commune", code, "women", 2023, value) for code, value in (("a", 3), ("b", 5), ("c", 29))]
    rule = {"minimum_units": 11, "of": "seats"}
    share = build_indicator(
        "share", compute={"kind": "share", "part": "women", "total": "seats"}, disclosure=rule
    )
    gap = build_indicator("gap", compute={"kind": "difference", "of": "share", "minus": "seats"})
    cube = _build(rows, build_indicator("women", internal=True), build_indicator("seats"), share, gap)
    for slug in ("share", "gap"):
        found = _show(cube, slug, 2023, "commune")
        assert (found["a"], found["b"]) == ("secret", "secret")
        assert found["c"] != "secret"
    assert _show(cube, "share", 2023, "epci")["E1"] == pytest.approx(100 * 8 / 22)
    assert _show(cube, "seats", 2023, "commune")["a"] == 7


def test_figure_published_for_groups_only_is_protected_too() -> None:
    rows = [("epci", code, "seats", 2023, value, 2019) for code, value in (("E1", 7), ("E2", 30))]
    rows += [("epci", code, "age", 2023, 50, 2019) for code in ("E1", "E2")]
    age = build_indicator("age", aggregate="none", disclosure={"minimum_units": 11, "of": "seats"})
    cube = _build(rows, build_indicator("seats"), age)
    assert _show(cube, "age", 2023, "epci")["E1"] == "secret"


def test_figure_whose_units_are_unknown_is_secret() -> None:
    rows = [("commune", "a", "seats", 2023, A.NOT_AVAILABLE), ("commune", "a", "age", 2023, 50)]
    age = build_indicator("age", aggregate="none", disclosure={"minimum_units": 11, "of": "seats"})
    cube = _build(rows, build_indicator("seats"), age)
    assert _show(cube, "age", 2023, "commune")["a"] == "secret"


def test_only_public_indicators_are_stored_at_their_levels() -> None:
    epci_only = build_indicator("epci_only", levels=["epci"])
    inner = build_indicator("inner", internal=True)
    rows = [("commune", code, slug, 2023, 1) for code in "abc" for slug in ("epci_only", "inner")]
    cube = _build(rows, epci_only, inner)
    assert cube.list_stored(build_indicators(epci_only, inner)) == [Cell("epci_only", 2023, "epci")]


def test_sum_and_difference_of_indicators() -> None:
    rows = [("commune", "a", slug, 2023, value) for slug, value in (("count", 9), ("area", 4))]
    total = build_indicator("total", compute={"kind": "sum", "of": ["count", "area"]})
    gap = build_indicator("gap", compute={"kind": "difference", "of": "count", "minus": "area"})
    cube = _build(rows, COUNT, build_indicator("area"), total, gap)
    assert _show(cube, "total", 2023, "commune")["a"] == 13
    assert _show(cube, "gap", 2023, "commune")["a"] == 5


def test_operand_of_a_given_year() -> None:
    rows = [("commune", "a", "count", year, value) for year, value in ((2015, 4), (2020, 6))]
    of_2015 = {"indicator": "count", "period": 2015}
    index = build_indicator("index", compute={"kind": "share", "part": "count", "total": of_2015})
    fixed = build_indicator("fixed", compute={"kind": "difference", "of": of_2015, "minus": of_2015})
    cube = _build(rows, COUNT, index, fixed)
    assert [_show(cube, "index", year, "commune")["a"] for year in (2015, 2020)] == [100, 150]
    assert cube.years("fixed", "commune") == [2015]


def test_operand_of_an_unknown_year_gives_no_figure() -> None:
    of_1999 = {"indicator": "count", "period": 1999}
    index = build_indicator("index", compute={"kind": "share", "part": "count", "total": of_1999})
    cube = _build([("commune", "a", "count", 2015, 4)], COUNT, index)
    assert cube.years("index", "commune") == []
