"""How often someone may do a thing that costs."""

from __future__ import annotations

from portal.kernel.pace import Pace


def test_pace_counts_each_key_within_its_window() -> None:
    now = [0.0]
    pace = Pace(2, 10, clock=lambda: now[0])
    assert [pace.allows("a"), pace.allows("a"), pace.allows("a"), pace.allows("b")] == [
        True,
        True,
        False,
        True,
    ]
    now[0] = 10.0
    assert pace.allows("a")


def test_pace_forgets_everyone_rather_than_growing() -> None:
    pace = Pace(1, 1000)
    for number in range(10_002):
        assert pace.allows(str(number))
    assert pace.allows("0")  # forgotten
