"""Figures that are no longer the size they were."""

from __future__ import annotations

from typing import Any

from portal.stats.compute.cube import Cell, Cube, build_cube
from portal.stats.compute.plausibility import Past, check_jumps, check_scale
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.expectations import Jump
from tests.stats.builders import (
    A,
    build_frame,
    build_geography,
    build_indicator,
    build_indicators,
    build_vector,
)

COMMUNES = [f"c{n}" for n in range(40)]
GEOGRAPHY = build_geography({code: {"departement": "D1"} for code in COMMUNES})
DEBT = build_indicator("debt")


def _build(*years: tuple[int, float]) -> Cube:
    """Every commune has its number times ``unit`` plus one, each year."""
    rows: list[tuple[Any, ...]] = [
        ("commune", code, "debt", year, (number + 1) * unit)
        for year, unit in years
        for number, code in enumerate(COMMUNES)
    ]
    return build_cube(build_frame(rows), build_indicators(DEBT), GEOGRAPHY)


def _keep(cube: Cube) -> Past:
    def take(column: FigureVector) -> Any:
        return lambda: column

    return {cell: take(column) for cell, column in cube.columns.items()}


def test_thousands_taken_for_units_are_held_without_being_asked() -> None:
    results = check_scale(_build((2023, 1000.0), (2024, 1.0)), [DEBT], {})
    assert [(one.severity, one.where, one.found) for one in results] == [
        ("error", "debt 2024 commune", "0.001")
    ]
    assert "has the unit changed?" in results[0].message


def test_fraction_taken_for_a_percentage_is_held_against_the_release_online() -> None:
    before = _keep(_build((2023, 0.5)))
    assert [one.found for one in check_scale(_build((2023, 50.0)), [DEBT], before)] == ["100"]
    assert [one.found for one in check_scale(_build((2024, 50.0)), [DEBT], before)] == ["100"]
    assert check_scale(_build((2024, 0.6)), [DEBT], before) == []


def test_scale_needs_enough_territories_and_no_change_of_sign() -> None:
    few = build_frame([("commune", "c1", "debt", year, value) for year, value in ((2023, 1), (2024, 5000))])
    assert check_scale(build_cube(few, build_indicators(DEBT), GEOGRAPHY), [DEBT], {}) == []
    assert check_scale(_build((2023, 1.0), (2024, -500.0)), [DEBT], {}) == []
    assert check_scale(_build((2023, 0.0), (2024, 500.0)), [DEBT], {}) == []


def test_categories_and_computed_figures_have_no_scale() -> None:
    zone = build_indicator("debt", aggregate="unanimous", open_categories=True)
    ratio = build_indicator("debt", compute={"kind": "difference", "of": "debt", "minus": "debt"})
    assert check_scale(_build((2023, 1.0), (2024, 1000.0)), [zone, ratio], {}) == []


def _check(cube: Cube, past: Past | None = None, **rule: Any) -> list[tuple[str, str]]:
    jump = Jump.model_validate({"indicator": "debt", "factor": 2.0, **rule})
    return [(one.severity, one.found) for one in check_jumps(cube, [jump], past or {}, GEOGRAPHY)]


def test_total_that_jumps_from_a_year_to_the_next_is_an_error() -> None:
    assert _check(_build((2022, 1.0), (2024, 2.5))) == [("error", "total 820 → 2050")]
    assert _check(_build((2022, 1.0), (2024, 2.0))) == [("passed", "")]  # the bound itself is allowed
    assert _check(_build((2022, 1.0), (2023, 0.4))) == [("error", "total 820 → 328")]


def test_total_is_that_of_the_territories_that_both_years_have() -> None:
    rows: list[tuple[Any, ...]] = [("commune", code, "debt", 2023, 1) for code in COMMUNES]
    rows += [("commune", code, "debt", 2024, item) for code, item in (("c0", 1.5), ("c1", A.SECRET))]
    cube = build_cube(build_frame(rows), build_indicators(DEBT), GEOGRAPHY)
    assert _check(cube) == [("passed", "")]  # 1 → 1.5 and not 40 → 1.5


def test_few_territories_that_jump_may_be_allowed() -> None:
    rows = [("commune", code, "debt", year, 10) for code in COMMUNES[2:] for year in (2023, 2024)]
    rows += [("commune", code, "debt", 2023, 10) for code in ("c0", "c1")]
    rows += [("commune", "c0", "debt", 2024, 30), ("commune", "c1", "debt", 2024, 4)]
    cube = build_cube(build_frame(rows), build_indicators(DEBT), GEOGRAPHY)
    assert _check(cube, of="each") == [("error", "2 territories (c0: 10 → 30, c1: 10 → 4)")]
    assert _check(cube, of="each", max_exceptions=2) == [("passed", "")]


def test_same_year_is_compared_with_the_release_online_even_where_it_is_longer() -> None:
    online = {Cell("debt", 2023, "commune"): lambda: build_vector(*[1.0] * 45)}
    cube = _build((2023, 1.0))
    assert _check(cube, online) == [("error", "total 40 → 820")]


def test_rule_without_anything_to_compare_passes() -> None:
    assert _check(_build((2023, 1.0))) == [("passed", "")]
