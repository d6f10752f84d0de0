"""Walks that end: pages read twice, records repeated, records missing."""

from __future__ import annotations

import pytest

from portal.harvest.bounds import Walk
from portal.harvest.pages import Faulty, PartialHarvest
from portal.library.harvested import Harvested


def make(*numbers: int) -> list[Harvested | Faulty]:
    return [Harvested(f"r{number}", "Titre", "https://exemple.fr") for number in numbers]


def test_a_page_is_entered_once() -> None:
    walk = Walk("source")
    walk.enter("1")
    walk.enter("2")
    with pytest.raises(PartialHarvest, match="une page déjà lue \\(1\\)"):
        walk.enter("1")


def test_pages_are_counted() -> None:
    walk = Walk("source", most_pages=2)
    walk.enter("1")
    walk.enter("2")
    with pytest.raises(PartialHarvest, match="plus de 2 pages"):
        walk.enter("3")


def test_records_are_told_once_and_overlaps_are_counted() -> None:
    walk = Walk("source")
    assert walk.keep_new(make(1, 2)) == tuple(make(1, 2))
    assert walk.keep_new(make(2, 3)) == tuple(make(3))
    assert walk.keep_new(make(3, 3, 4)) == tuple(make(4))
    assert (walk.count, walk.repeated) == (4, 3)


def test_faults_without_id_are_each_one() -> None:
    walk = Walk("source")
    faults = [Faulty("sans identifiant"), Faulty("sans identifiant")]
    assert walk.keep_new([*make(1), *faults]) == (*make(1), *faults)
    assert walk.count == 3
    walk.ensure_all(3)


def test_pages_that_bring_nothing_are_stopped_unless_the_question_changes() -> None:
    walk = Walk("source")
    for _ in range(3):
        walk.keep_new(make(1))
        walk.start_slice()
    walk.keep_new(make(1))
    walk.keep_new(make(1))
    walk.keep_new(make(1))
    with pytest.raises(PartialHarvest, match="3 pages de suite"):
        walk.keep_new(make(1))


def test_empty_pages_repeat_nothing() -> None:
    walk = Walk("source")
    for _ in range(10):
        assert walk.keep_new([]) == ()


def test_what_is_missing_at_the_end_is_told() -> None:
    walk = Walk("source")
    walk.keep_new(make(1, 2))
    assert walk.note_gone(["r9"]) == ("r9",)
    walk.ensure_all(None)
    walk.ensure_all(3)
    with pytest.raises(PartialHarvest, match="annonce 4 fiches et n’en a donné que 3"):
        walk.ensure_all(4)
