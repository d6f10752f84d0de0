"""Files with one row per indicator: labels, categories, context repeated on every row."""

from __future__ import annotations

from typing import Any

import pytest

from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.finishing import Observed
from tests.stats.ingest.files import build_spec, observe_batches

LABELS = {"Population": "inhabitants", "Projets aidés": "projects"}


def _build_long(values: dict[str, str] | None = None, **columns: Any) -> dict[str, Any]:
    return {
        "code": {"role": "territory"},
        "agregat": {"role": "indicator", "values": values or LABELS, "ignore": ["Autres"]},
        "exer": {"role": "period"},
        "montant": {"role": "value", "absent": {"": "not_available"}},
        **columns,
    }


def _observe(*texts: str, columns: dict[str, Any] | None = None, **changes: Any) -> Observed:
    return observe_batches(texts, build_spec(columns=columns or _build_long(), **changes))


def _list_rows(observed: Observed) -> list[tuple[Any, ...]]:
    return sorted(observed.frame.select("code", "indicator", "year", "value").rows(), key=str)


HEADER = "code;agregat;exer;montant\n"


def test_each_row_feeds_the_indicator_of_its_label() -> None:
    observed = _observe(
        HEADER + "01001;Population;2023;860\n01001;Projets aidés;2023-01-01;2\n01001;Autres;2023;x\n"
        "01002;Population;2022;\n"
    )
    assert _list_rows(observed) == [
        ("01001", "inhabitants", 2023, 860.0),
        ("01001", "projects", 2023, 2.0),
        ("01002", "inhabitants", 2022, None),
    ]


def test_unknown_labels_of_all_tables_are_listed_with_a_hint() -> None:
    first = HEADER + "01001;Populations;2023;1\n01001;Population;2023;1\n"
    second = HEADER + "01002;Chômage;2023;1\n01002;Populations;2023;1\n"
    with pytest.raises(ReadError) as refusal:
        _observe(first, second)
    message = str(refusal.value)
    assert "2 labels that nobody knows: “Chômage”, “Populations (is it “Population”?)”" in message
    assert "line 2" in message
    assert "ignore" in message


def test_two_rows_of_one_territory_and_label_are_refused_even_in_two_tables() -> None:
    with pytest.raises(ReadError, match="01001 inhabitants 2023"):
        _observe(HEADER + "01001;Population;2023;860\n", HEADER + "01001;Population;2023;861\n")


def test_numbers_and_nomenclatures_may_share_a_column() -> None:
    columns = _build_long({"Population": "inhabitants", "Zone": "zone"})
    observed = _observe(HEADER + "01001;Population;2023;860\n01001;Zone;2023;B\n", columns=columns)
    assert _list_rows(observed) == [("01001", "inhabitants", 2023, 860.0), ("01001", "zone", 2023, 2.0)]


def test_figure_repeated_on_each_row_is_read_once_without_noise() -> None:
    columns = _build_long({"Projets aidés": "projects"}, ptot={"role": "value", "indicator": "inhabitants"})
    header = "code;agregat;exer;montant;ptot\n"
    observed = _observe(
        header + "01001;Projets aidés;2023;2;860\n01001;Autres;2023;7;860\n",
        header + "01001;Projets aidés;2022;3;850\n01001;Autres;2023;8;860\n",
        columns=columns,
    )
    assert _list_rows(observed) == [
        ("01001", "inhabitants", 2022, 850.0),
        ("01001", "inhabitants", 2023, 860.0),
        ("01001", "projects", 2022, 3.0),
        ("01001", "projects", 2023, 2.0),
    ]
    assert observed.checks == ()


def test_figure_repeated_with_another_value_is_refused() -> None:
    columns = _build_long({"Projets aidés": "projects"}, ptot={"role": "value", "indicator": "inhabitants"})
    header = "code;agregat;exer;montant;ptot\n"
    with pytest.raises(ReadError, match="01001 inhabitants 2023"):
        _observe(
            header + "01001;Projets aidés;2023;2;860\n",
            header + "01001;Autres;2023;8;861\n",
            columns=columns,
        )


def test_file_whose_labels_are_all_left_aside_gives_nothing() -> None:
    assert _observe(HEADER + "01001;Autres;2023;x\n").frame.is_empty()
