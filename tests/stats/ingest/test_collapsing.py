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
