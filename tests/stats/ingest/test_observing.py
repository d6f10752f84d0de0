"""Cells → observations: absences, categories, repetitions, what is withheld."""

from __future__ import annotations

from typing import Any

import pytest

from portal.kernel.figures import Absence, Status
from portal.stats.ingest.errors import ReadError
from tests.stats.ingest.files import build_spec, observe_batches

YEARLY = {
    "code": {"role": "territory"},
    "year": {"role": "period"},
    "pop": {"role": "value", "indicator": "inhabitants"},
}


def _observe(text: str, **changes: Any) -> list[dict[str, Any]]:
    spec = build_spec(**changes)
    return observe_batches([text], spec).frame.sort("code").to_dicts()


def test_value_and_absences_are_kept_apart() -> None:
    rows = _observe("code;pop\n01001;860\n01002;s\n01004;\n55039;0\n")
    assert [(row["code"], row["value"], row["absence"]) for row in rows] == [
        ("01001", 860.0, Absence.NONE),
        ("01002", None, Absence.SECRET),
        ("01004", None, Absence.NOT_AVAILABLE),
        ("55039", 0.0, Absence.NONE),
    ]
    assert {(row["level"], row["year"], row["geography_year"]) for row in rows} == {("commune", 2023, 2025)}


def test_unknown_absence_marks_are_refused_and_listed() -> None:
    with pytest.raises(ReadError) as refusal:
        _observe("code;pop\n01001;nd\n01002;12\n01004;n.d.\n")
    message = str(refusal.value)
    assert "line 2" in message
    assert "“nd”, “n.d.”" in message
    assert "lines 2, 4" in message
    assert "“s”, “”" in message


@pytest.mark.parametrize(
    "mark", ["S", "ns", "-", "…", "///", "N/A", "<5", "*", "c", "#REF!", "02-janv", "NaN"]
)
def test_no_mark_is_ever_guessed(mark: str) -> None:
    with pytest.raises(ReadError):
        _observe(f"code;pop\n01001;{mark}\n")


def test_declared_mark_that_looks_like_a_number_is_an_absence() -> None:
    column = {"role": "value", "indicator": "inhabitants", "period": 2023, "absent": {"0": "not_available"}}
    rows = _observe("code;pop\n01001;0\n", columns={"code": {"role": "territory"}, "pop": column})
    assert rows[0]["value"] is None
    assert rows[0]["absence"] == Absence.NOT_AVAILABLE


def test_fraction_is_scaled_without_noise() -> None:
    column = {"role": "value", "indicator": "inhabitants", "period": 2023, "scale": 100.0}
    rows = _observe("code;pop\n01001;.1106\n", columns={"code": {"role": "territory"}, "pop": column})
    assert rows[0]["value"] == 11.06


def test_category_is_kept_as_its_value() -> None:
    column = {"role": "value", "indicator": "zone", "period": 2024}
    rows = _observe("code;pop\n01001;B\n", columns={"code": {"role": "territory"}, "pop": column})
    assert rows[0]["value"] == 2.0


def test_unknown_category_is_refused() -> None:
    column = {"role": "value", "indicator": "zone", "period": 2024}
    with pytest.raises(ReadError, match=r"one of A.*, B.* on 1 row \(line 2\)"):
        _observe("code;pop\n01001;b\n", columns={"code": {"role": "territory"}, "pop": column})


def test_same_row_twice_is_kept_once_and_said() -> None:
    observed = observe_batches(["code;pop\n01001;860\n01001;860\n"], build_spec())
    assert observed.frame.height == 1
    assert [check.severity for check in observed.checks] == ["warning"]


def test_one_commune_with_two_values_is_refused() -> None:
    with pytest.raises(ReadError, match="01001 inhabitants 2023"):
        _observe("code;pop\n01001;860\n1001;861\n")


def test_withheld_code_is_not_available() -> None:
    rule = {
        "codes": ["01033"],
        "indicators": ["inhabitants"],
        "absence": "not_available",
        "because": "Valeur de l'ancienne commune.",
    }
    rows = _observe("code;pop\n01001;860\n01033;12\n", withhold=[rule])
    assert [(row["code"], row["value"]) for row in rows] == [("01001", 860.0), ("01033", None)]


def test_status_of_the_file_marks_values_only() -> None:
    rows = _observe("code;pop\n01001;860\n01002;s\n", status="estimated")
    assert [row["status"] for row in rows] == [Status.ESTIMATED, Status.NORMAL]


def test_year_in_a_column_is_the_year_of_the_row() -> None:
    rows = _observe(
        "code;year;pop\n01001;2022;1\n01001;2023;2\n",
        columns=YEARLY,
        geography={"level": "commune", "year": "period", "rebase": False},
    )
    assert [(row["year"], row["geography_year"], row["value"], row["rebase"]) for row in rows] == [
        (2022, 2022, 1.0, False),
        (2023, 2023, 2.0, False),
    ]


@pytest.mark.parametrize(
    "cell", ["2022", "2022-01-01", "2022-12-31", "2022-01-01T00:00:00+00:00", "2022-01-01 00:00:00"]
)
def test_year_may_be_a_date_that_begins_with_it(cell: str) -> None:
    assert [row["year"] for row in _observe(f"code;year;pop\n01001;{cell};1\n", columns=YEARLY)] == [2022]


@pytest.mark.parametrize(
    "year",
    [
        "23",
        "2 023",
        "2023.0",
        "2023-13-01",
        "2023-1-1",
        "01/01/2023",
        "2022-12-31T23:00:00+00:00",
        "",
        "1023",
    ],
)
def test_year_of_another_shape_is_refused(year: str) -> None:
    with pytest.raises(ReadError, match="Expected a year"):
        _observe(f"code;year;pop\n01001;{year};1\n", columns=YEARLY)


def test_level_in_a_column_chooses_the_shape_of_the_code() -> None:
    rows = _observe(
        "level;code;pop\nCOM;1001;1\nDEP;2a;2\n",
        columns={
            "level": {"role": "level", "values": {"COM": "commune", "DEP": "departement"}},
            "code": {"role": "territory"},
            "pop": {"role": "value", "indicator": "inhabitants", "period": 2023},
        },
        geography={"year": 2025},
    )
    assert [(row["level"], row["code"]) for row in rows] == [("commune", "01001"), ("departement", "2A")]
