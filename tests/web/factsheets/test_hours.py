from __future__ import annotations

from typing import Any

import pytest

from portal.web.factsheets.hours import write_opening_hours

N = "\u00a0"


def test_spans_become_lines():
    spans = [
        ["lundi", "jeudi", [["08:00:00", "12:00:00"], ["13:30:00", "17:30:00"]]],
        ["samedi", "samedi", [["09:05", "12:00"]]],
    ]
    assert write_opening_hours(spans) == [
        f"Du lundi au jeudi{N}: de 8{N}h à 12{N}h et de 13{N}h{N}30 à 17{N}h{N}30",
        f"Le samedi{N}: de 9{N}h{N}05 à 12{N}h",
    ]


@pytest.mark.parametrize(
    "span",
    [[], ["lundi"], ["lundi", "mercdi", [["08:00", "12:00"]]], ["lundi", "mardi", []],
     ["lundi", "mardi", [["midi", "12:00"]]], ["lundi", "mardi", [["08:00"]]]],
)  # fmt: skip
def test_what_is_not_hours_is_left_out(span: list[Any]):
    assert write_opening_hours([span]) == []
