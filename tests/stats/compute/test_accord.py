"""Members and their group, one dataset and another: who agrees with whom."""

from __future__ import annotations

from typing import Any

from portal.stats.compute.accord import check_same, check_sums
from portal.stats.compute.cube import Cell, build_cube
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.expectations import Agreement, SameAs
from portal.stats.ingest.observations import CheckResult
from tests.stats.builders import (
    A,
    build_frame,
    build_geography,
    build_indicator,
    build_indicators,
    build_vector,
)

GEOGRAPHY = build_geography(
    {
        "a": {"departement": "D1"},
        "b": {"departement": "D1"},
        "c": {"departement": "D2"},
    }
)
PEOPLE = build_indicators(build_indicator("people"))
Rows = list[tuple[Any, ...]]


def _communes(a: Any = 10, b: Any = 5, c: Any = 7) -> Rows:
    return [("commune", code, "people", 2023, n) for code, n in (("a", a), ("b", b), ("c", c))]


def _departements(d1: Any = 15, d2: Any = 7) -> Rows:
    return [("departement", code, "people", 2023, n) for code, n in (("D1", d1), ("D2", d2))]


def _check_sums(rows: Rows, **rule: Any) -> list[CheckResult]:
    frame = build_frame(rows)
    agreement = Agreement.model_validate({"indicator": "people", "level": "departement", **rule})
    return check_sums(build_cube(frame, PEOPLE, GEOGRAPHY), frame, [agreement], GEOGRAPHY)


def test_communes_add_up_to_the_departements_of_another_file() -> None:
    (result,) = _check_sums(_communes() + _departements())
    assert (result.severity, result.where) == ("passed", "people 2023 departement")
    assert result.found == "0 that differ"


def test_communes_that_do_not_add_up_are_an_error_with_both_figures() -> None:
    (result,) = _check_sums(_communes() + _departements(d1=16))
    assert (result.severity, result.found) == ("error", "1 that differ (D1: 16 ≠ 15)")
    assert result.expected == "2 territories that agree, 0 exceptions at most"


def test_sum_within_the_tolerance_or_the_exceptions_passes() -> None:
    assert _check_sums(_communes() + _departements(d1=16), within=0.1)[0].severity == "passed"
    assert _check_sums(_communes() + _departements(d1=16), max_exceptions=1)[0].severity == "passed"


def test_departement_with_a_secret_commune_is_not_compared() -> None:
    (result,) = _check_sums(_communes(a=A.SECRET) + _departements())
    assert (result.severity, result.message[-4:]) == ("passed", "of 1")


def test_nothing_published_at_the_level_is_an_error() -> None:
    assert [one.severity for one in _check_sums(_communes())] == ["error"]
    assert [one.severity for one in _check_sums(_departements())] == ["error"]


def _check_same(theirs: FigureVector | None, **rule: Any) -> tuple[str, str]:
    same = SameAs.model_validate({"indicator": "people", "dataset": "other", **rule})
    asked: list[Cell] = []

    def find(dataset: str, cell: Cell) -> FigureVector | None:
        assert dataset == "other"
        asked.append(cell)
        return theirs

    cube = build_cube(build_frame(_communes()), PEOPLE, GEOGRAPHY)
    (result,) = check_same(cube, [same], find, GEOGRAPHY)
    assert asked == [Cell(rule.get("other", "people"), 2023, "commune")]
    return result.severity, result.found


def test_same_figures_elsewhere_pass_whatever_is_absent_there() -> None:
    assert _check_same(build_vector(10, A.SECRET, 7)) == ("passed", "0 that differ")
    assert _check_same(build_vector(10, 5, 7), other="pop") == ("passed", "0 that differ")


def test_other_figures_elsewhere_are_an_error_beyond_the_tolerance() -> None:
    assert _check_same(build_vector(11, 5, 7)) == ("error", "1 that differ (a: 10 ≠ 11)")
    assert _check_same(build_vector(11, 5, 7), within=0.1) == ("passed", "0 that differ")
    assert _check_same(build_vector(11, 5, 7), max_exceptions=1)[0] == "passed"


def test_dataset_that_is_not_online_is_said() -> None:
    assert _check_same(None) == ("warning", "")
    assert _check_same(build_vector(A.SECRET, A.SECRET, A.SECRET))[0] == "warning"
