"""Rows that are events: added up and counted per territory, over all the tables of a file."""

from __future__ import annotations

from typing import Any

from portal.kernel.figures import Absence
from portal.stats.ingest.finishing import Observed
from tests.stats.ingest.files import build_spec, observe_batches

COLUMNS = {
    "code": {"role": "territory"},
    "montant": {
        "role": "value",
        "indicator": "inhabitants",
        "period": 2023,
        "absent": {"s": "secret", "": "not_available"},
    },
}
COUNTS = {"indicator": "projects", "period": 2023}


def _observe(*texts: str, **changes: Any) -> Observed:
    given: dict[str, Any] = {"columns": COLUMNS, "collapse": "sum", "counts": COUNTS}
    return observe_batches(texts, build_spec(**{**given, **changes}))


def _show(observed: Observed, slug: str) -> dict[str, Any]:
    rows = observed.frame.filter(indicator=slug).sort("code").iter_rows(named=True)
    return {
        row["code"]: row["value"] if row["absence"] == 0 else Absence(row["absence"]).slug for row in rows
    }


def test_events_of_a_territory_are_added_and_counted() -> None:
    observed = _observe("code;montant\n01001;10\n01002;0.1\n01001;5\n01002;0.2\n")
    assert _show(observed, "inhabitants") == {"01001": 15.0, "01002": 0.3}
    assert _show(observed, "projects") == {"01001": 2.0, "01002": 2.0}
    assert observed.checks == ()


def test_two_equal_events_are_two_events() -> None:
    assert _show(_observe("code;montant\n01001;10\n01001;10\n"), "inhabitants") == {"01001": 20.0}


def test_absent_event_makes_the_sum_absent_never_partial() -> None:
    observed = _observe("code;montant\n01001;10\n01001;\n01002;3\n01002;s\n01002;\n01004;\n")
    assert _show(observed, "inhabitants") == {
        "01001": "not_available",
        "01002": "secret",
        "01004": "not_available",
    }
    assert _show(observed, "projects") == {"01001": 2.0, "01002": 3.0, "01004": 1.0}


def test_events_of_one_territory_in_two_tables_make_one_sum() -> None:
    observed = _observe("code;montant\n01001;10\n01002;s\n", "code;montant\n01001;5\n01002;1\n1001;1\n")
    assert _show(observed, "inhabitants") == {"01001": 16.0, "01002": "secret"}
    assert _show(observed, "projects") == {"01001": 3.0, "01002": 2.0}


def test_events_may_be_counted_without_any_value() -> None:
    observed = _observe("code\n01001\n01001\n01004\n", columns={"code": {"role": "territory"}})
    assert _show(observed, "projects") == {"01001": 2.0, "01004": 1.0}


def test_events_of_several_years_are_counted_by_year() -> None:
    columns = {
        "code": {"role": "territory"},
        "an": {"role": "period"},
        "montant": {"role": "value", "indicator": "inhabitants"},
    }
    text = "code;an;montant\n01001;2022;1\n01001;2023;2\n01001;2023;4\n"
    observed = _observe(text, columns=columns, counts={"indicator": "projects"})
    rows = observed.frame.select("indicator", "year", "value").rows()
    assert sorted(rows) == [
        ("inhabitants", 2022, 1.0),
        ("inhabitants", 2023, 6.0),
        ("projects", 2022, 1.0),
        ("projects", 2023, 2.0),
    ]


def test_withheld_territory_is_absent_whatever_its_events() -> None:
    rule = {
        "codes": ["01001"],
        "indicators": ["inhabitants"],
        "absence": "not_significant",
        "because": "Doute.",
    }
    observed = _observe("code;montant\n01001;10\n01001;5\n", withhold=[rule])
    assert _show(observed, "inhabitants") == {"01001": "not_significant"}


def _observe_accounts(*rows: str) -> Observed:
    """Accounts of merged communes under one code, in two tables; nothing is counted."""
    half = len(rows) // 2
    texts = ["\n".join(["code;montant", *part, ""]) for part in (rows[:half], rows[half:])]
    return _observe(*texts, counts=None)


def test_line_that_comes_twice_is_added_and_said() -> None:
    others = [f"{number:05};1" for number in range(1001, 1041)]
    observed = _observe_accounts("01001;10", *others[1:], "01001;10", "01001;0", "01001;0")
    assert _show(observed, "inhabitants")["01001"] == 20.0
    (check,) = observed.checks
    assert (check.check, check.severity) == ("repeated", "warning")
    assert check.message == "1 of 41 rows say exactly what another one says, and are added to it"


def test_file_that_has_its_lines_twice_is_refused() -> None:
    observed = _observe_accounts("01001;10", "01002;5", "01001;10", "01002;5")
    assert [(check.check, check.severity) for check in observed.checks] == [("repeated", "error")]
    assert "2 of 4 rows" in observed.checks[0].message
