"""Oddities of statistics (standards.md, section 5.3 B, items 23 to 34): named, or refused.

What they look like on pages has its own tests: tests/kernel/test_french.py (numbers),
tests/web/factsheets/test_sentences.py (words), tests/web/comparison (years side by side), tests/ui (charts).
"""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel import french
from portal.kernel.figures import Absence
from portal.stats.compute.cube import Cell, Cube, build_cube
from portal.stats.compute.derive import compute_ratio
from portal.stats.compute.indicators import add_computed
from portal.stats.compute.plausibility import check_scale
from portal.stats.compute.summarise import sort_figures, summarise
from portal.stats.descriptors.catalogue import load_catalogue
from portal.stats.descriptors.coherence import check_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.errors import ReadError
from tests.stats.builders import (
    A,
    build_frame,
    build_geography,
    build_indicator,
    build_indicators,
    build_vector,
    list_figures,
)
from tests.stats.descriptors.catalogues import FILES, write_catalogue
from tests.stats.ingest.files import build_spec, observe_batches

COMMUNES = {
    "a": {"epci": "E1", "departement": "D1", "region": "R1"},
    "b": {"epci": "E1", "departement": "D1", "region": "R1"},
    "c": {"epci": "E2", "departement": "D1", "region": "R1"},
}
GEOGRAPHY = build_geography(COMMUNES)


def _build(rows: list[tuple[Any, ...]], *indicators: Indicator, geography: Any = GEOGRAPHY) -> Cube:
    known = build_indicators(*indicators)
    cube = build_cube(build_frame(rows), known, geography)
    add_computed(cube, [one for one in indicators if one.compute.operands], known, geography)
    return cube


def _show(cube: Cube, slug: str, level: str, year: int = 2023) -> list[float | str]:
    return list_figures(cube.columns[Cell(slug, year, level)])


@pytest.mark.parametrize(
    "cell", ["NaN", "inf", "-inf", "1e999", "1e3", "1_000", "١٢٣", "²", "0x10", "+5", "1 000", "1.5.2", "½"]
)
def test_23_what_python_takes_for_a_number_is_refused(cell: str) -> None:
    with pytest.raises(ReadError, match="Expected a number"):
        observe_batches([f"code;pop\n01001;{cell}\n"], build_spec())


def test_23_minus_zero_is_zero() -> None:
    value = observe_batches(["code;pop\n01001;-0\n"], build_spec()).frame["value"][0]
    assert (value, str(value)) == (0.0, "0.0")


MARKS = {
    "s": "secret",
    "N/A - secret statistique": "secret",
    "nd": "not_available",
    "": "not_available",
    "///": "not_applicable",
    "ns": "not_significant",
}


def test_24_each_mark_of_the_source_has_its_own_meaning_and_none_is_zero() -> None:
    column = {"role": "value", "indicator": "inhabitants", "period": 2023, "absent": MARKS}
    spec = build_spec(columns={"code": {"role": "territory"}, "pop": column})
    lines = [f"0100{number};{mark}" for number, mark in enumerate(MARKS)] + ["01009;0"]
    frame = observe_batches(["\n".join(["code;pop", *lines])], spec).frame.sort("code")
    assert [Absence(code).slug for code in frame["absence"].to_list()] == [*MARKS.values(), "none"]
    assert frame["value"].to_list() == [None] * len(MARKS) + [0.0]


@pytest.mark.parametrize("mark", ["S", "nd", "n.d.", "n.s.", "-", "…", "///", "N/A", "<5", "*", "c"])
def test_24_unknown_mark_is_refused_and_listed(mark: str) -> None:
    with pytest.raises(ReadError, match="Found “") as refusal:
        observe_batches([f"code;pop\n01001;1\n01002;{mark}\n"], build_spec())
    assert f"“{mark}”" in str(refusal.value)


def test_25_aggregate_with_a_secret_member_is_secret_and_never_a_partial_sum() -> None:
    rows = [("commune", code, "count", 2023, item) for code, item in (("a", 5), ("b", A.SECRET), ("c", 7))]
    cube = _build(rows, build_indicator("count"))
    assert _show(cube, "count", "epci") == ["secret", 7]
    assert _show(cube, "count", "departement") == ["secret"]
    assert _show(cube, "count", "france") == ["secret"]


def test_26_commune_without_inhabitants_has_no_density_and_no_rank() -> None:
    ratio = compute_ratio(build_vector(10.0, 0.0, 30.0), build_vector(2.0, 0.0, 3.0), 1)
    assert list_figures(ratio) == [5.0, "not_applicable", 10.0]
    summary = summarise(sort_figures(ratio), GEOGRAPHY.groupings["commune", "france"].index, 1)
    assert (summary.n.tolist(), summary.ranks.tolist()) == ([2], [2, 0, 1])


def test_27_negative_amounts_are_read_added_ranked_and_written() -> None:
    frame = observe_batches(["code;pop\n01001;-12.5\n01002;\u221212.5\n"], build_spec()).frame
    assert frame["value"].to_list() == [-12.5, -12.5]
    rows = [("commune", code, "count", 2023, item) for code, item in (("a", -5), ("b", 3), ("c", -9))]
    cube = _build(rows, build_indicator("count"))
    assert _show(cube, "count", "epci") == [-2, -9]
    column = cube.columns[Cell("count", 2023, "commune")]
    ranks = summarise(sort_figures(column), GEOGRAPHY.groupings["commune", "france"].index, 1).ranks
    assert ranks.tolist() == [2, 1, 3]
    assert french.format_number(-1234.5, 1) == "\u22121\u202f234,5"


@pytest.mark.parametrize(("before", "after"), [(0.12, 12.0), (1_500.0, 1_500_000.0), (5_000_000.0, 5_000.0)])
def test_28_unit_that_changes_between_years_is_held(before: float, after: float) -> None:
    communes = {f"c{number}": {"departement": "D1"} for number in range(40)}
    rows = [
        ("commune", code, "rate", year, n) for year, n in ((2023, before), (2024, after)) for code in communes
    ]
    rate = build_indicator("rate", aggregate="none")
    cube = _build(rows, rate, geography=build_geography(communes))
    assert [result.severity for result in check_scale(cube, [rate], {})] == ["error"]


def test_29_merger_split_and_reused_code_stay_at_the_right_commune() -> None:
    geography = build_geography(
        COMMUNES,
        past=["old"],
        # In 2019 "old" was a commune that merged into "b"; "c" was split into "a" and "c" since.
        passages={2019: {"a": ["a"], "b": ["b"], "old": ["b"], "c": ["a", "c"]}},
    )
    rows = [("commune", code, "count", 2019, 10, 2019) for code in ("a", "b", "old", "c")]
    cube = _build(rows, build_indicator("count"), geography=geography)
    assert _show(cube, "count", "commune", 2019) == ["not_comparable", 20, "not_comparable", "not_available"]
    assert _show(cube, "count", "departement", 2019) == [40]  # together they are known


def test_29_paris_is_a_commune_and_a_departement_and_collectivites_are_not_in_france() -> None:
    geography = build_geography(
        {
            "75056": {"epci": "200054781", "departement": "75", "region": "11"},
            "69123": {"epci": "200046977", "departement": "69", "region": "84"},
            "2A004": {"departement": "2A", "region": "94"},
            "97611": {"departement": "976", "region": "06"},
            "97701": {"france": "", "departement": "977"},
        }
    )
    rows = [("commune", code, "count", 2023, 1) for code in geography.codes["commune"]]
    cube = _build(rows, build_indicator("count"), geography=geography)
    codes = geography.codes["departement"]
    assert dict(zip(codes, _show(cube, "count", "departement"), strict=True)) == dict.fromkeys(codes, 1)
    assert _show(cube, "count", "france") == [4]


def test_30_figures_of_two_years_never_enter_one_computation_by_themselves() -> None:
    rows = [("commune", "a", "part", 2022, 1), ("commune", "a", "whole", 2023, 4)]
    share = build_indicator("share", compute={"kind": "share", "part": "part", "total": "whole"})
    cube = _build(rows, build_indicator("part"), build_indicator("whole"), share)
    assert cube.years("share", "commune") == []


def test_30_figure_of_another_perimeter_is_not_comparable() -> None:
    geography = build_geography(COMMUNES, epci_members={2019: {"E1": frozenset("a"), "E2": frozenset("bc")}})
    rows = [("epci", code, "count", 2019, 5, 2019) for code in ("E1", "E2")]
    cube = _build(rows, build_indicator("count", aggregate="none"), geography=geography)
    assert _show(cube, "count", "epci", 2019) == ["not_comparable", "not_comparable"]


def test_31_ratio_or_median_cannot_be_added(tmp_path: Any) -> None:
    share = FILES["indicators/people/women_share.yaml"].replace("recompute", "sum")
    catalogue = load_catalogue(write_catalogue(tmp_path, indicators__people__women_share=share))
    assert [problem.code for problem in check_catalogue(catalogue)] == ["stats.E008"]
    median = build_indicator("median", aggregate="none")
    cube = _build([("commune", code, "median", 2023, 20_000) for code in "abc"], median)
    assert [cell.level for cell in cube.columns] == ["commune"]


def test_32_shares_are_of_the_true_totals_and_not_of_rounded_ones() -> None:
    rows = [("commune", code, "part", 2023, 1) for code in "abc"]
    rows += [("commune", code, "whole", 2023, 3) for code in "abc"]
    share = build_indicator("share", compute={"kind": "share", "part": "part", "total": "whole"})
    cube = _build(rows, build_indicator("part"), build_indicator("whole"), share)
    shares = [figure for figure in _show(cube, "share", "commune") if isinstance(figure, float)]
    # Written with one decimal they add up to 99.9: values are kept in full, only their writing is rounded.
    assert [french.format_number(one, 1) for one in shares] == ["33,3"] * 3
    assert sum(shares) == pytest.approx(100, abs=1e-6)  # nine digits of each are kept
    assert _show(cube, "share", "france") == [pytest.approx(100 / 3)]


def test_33_years_and_codes_are_written_without_spaces() -> None:
    assert french.format_period(2019, 2025) == "2019-2025"
    frame = observe_batches(["code;pop\n1001;2025\n"], build_spec()).frame
    assert frame["code"].to_list() == ["01001"]


def test_34_huge_and_tiny_numbers_keep_their_meaning() -> None:
    assert french.format_euros(1_234_000_000_000) == "1\u202f234\u00a0Md€"
    assert french.format_number(0.004, 1) == "<\u00a00,1"
    frame = observe_batches(["code;pop\n01001;1234567890123.25\n01002;0.004\n"], build_spec()).frame.sort(
        "code"
    )
    assert frame["value"].to_list() == [1234567890123.25, 0.004]
    rows = [("commune", "a", "count", 2023, 1234567890123.25), ("commune", "b", "count", 2023, 0.004)]
    cube = _build([*rows, ("commune", "c", "count", 2023, 0)], build_indicator("count"))
    assert _show(cube, "count", "france") == [pytest.approx(1234567890123.254)]
