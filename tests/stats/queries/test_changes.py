"""A release against another, from their archives."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from portal.kernel.figures import Absence, Figure
from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.compute.cube import build_cube
from portal.stats.models import PackedRow, Release
from portal.stats.queries.changes import (
    CellChanges,
    ChangedFigure,
    UnknownReleaseError,
    Wanted,
    compare_releases,
    iterate_changed_figures,
    list_changed_figures,
)
from tests.stats.builders import build_frame, build_geography, build_indicator, build_indicators
from tests.stats.releases import NOW, publish_small

pytestmark = pytest.mark.django_db

INDICATORS = build_indicators(
    build_indicator("jobs", aggregate="none"), build_indicator("beds", aggregate="none")
)
GEOGRAPHY = build_geography({"a": {}, "b": {}, "c": {}, "d": {}})


def _publish(*rows: tuple[object, ...]) -> Release:
    cube = build_cube(build_frame([("commune", *row) for row in rows]), INDICATORS, GEOGRAPHY)
    release = prepare_release(
        Draft("jobs", cube, "f"), indicators=INDICATORS, geography=GEOGRAPHY, by="tests", now=NOW
    )
    publish_releases([release], by="tests", now=NOW)
    return release


def _publish_two() -> None:
    _publish(
        ("a", "jobs", 2022, 10), ("b", "jobs", 2022, 20), ("c", "jobs", 2022, Absence.SECRET),
        ("d", "jobs", 2022, 5), ("a", "beds", 2022, 1), ("b", "beds", 2022, 0),
    )  # fmt: skip
    _publish(
        ("a", "jobs", 2022, 10), ("b", "jobs", 2022, 25), ("c", "jobs", 2022, 30),
        ("d", "jobs", 2022, Absence.SECRET), ("a", "jobs", 2023, 11), ("b", "beds", 2022, 4),
    )  # fmt: skip


def test_first_release_appears_whole() -> None:
    _publish(("a", "jobs", 2022, 10), ("b", "jobs", 2022, Absence.SECRET))
    changes = compare_releases("jobs")
    assert (changes.before, changes.after) == (None, 1)
    assert changes.cells == (CellChanges("jobs", 2022, "commune", 1, 0, 0, 0),)
    assert changes.largest == ()


def test_counts_by_indicator_year_and_kind() -> None:
    _publish_two()
    changes = compare_releases("jobs")
    assert changes.cells == (
        CellChanges("beds", 2022, "commune", appeared=0, vanished=1, changed=1, unchanged=0),
        CellChanges("jobs", 2022, "commune", appeared=1, vanished=1, changed=1, unchanged=1),
        CellChanges("jobs", 2023, "commune", appeared=1, vanished=0, changed=0, unchanged=0),
    )
    assert (changes.appeared, changes.vanished, changes.changed, changes.unchanged) == (2, 2, 2, 1)


def test_largest_changes_leave_out_what_has_no_ratio() -> None:
    _publish_two()
    assert compare_releases("jobs").largest == (
        ChangedFigure("jobs", 2022, "commune", "b", "changed", Figure(20.0), Figure(25.0), 0.25),
    )


def test_pages_of_changed_figures_follow_each_other() -> None:
    _publish_two()
    whole = list_changed_figures("jobs")
    shown = [(one.indicator, one.year, one.code, one.what) for one in whole.figures]
    assert shown == [
        ("beds", 2022, "a", "vanished"),
        ("beds", 2022, "b", "changed"),
        ("jobs", 2022, "b", "changed"),
        ("jobs", 2022, "c", "appeared"),
        ("jobs", 2022, "d", "vanished"),
        ("jobs", 2023, "a", "appeared"),
    ]
    pages = [list_changed_figures("jobs", offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [one for page in pages for one in page.figures] == list(whole.figures)
    assert {page.total for page in pages} == {6}
    assert tuple(iterate_changed_figures("jobs")) == whole.figures


def test_figures_carry_the_reason_of_their_absence() -> None:
    _publish_two()
    (secret,) = list_changed_figures("jobs", wanted=Wanted(indicator="jobs", what="vanished")).figures
    assert (secret.before, secret.after) == (Figure(5.0), Figure(None, Absence.SECRET))
    (of_code,) = list_changed_figures("jobs", wanted=Wanted(code="c", year=2022, kind="commune")).figures
    assert (of_code.before, of_code.after) == (Figure(None, Absence.SECRET), Figure(30.0))
    (new,) = list_changed_figures("jobs", wanted=Wanted(year=2023)).figures
    assert new.before is None


@pytest.mark.usefixtures("no_past_versions")
def test_releases_without_packed_rows_compare_by_their_archives() -> None:
    for step in range(5):
        publish_small(c35238=100.0 + step)
    assert not PackedRow.objects.filter(release__number=1).exists()
    (rennes,) = list_changed_figures(
        "populations", 5, 1, wanted=Wanted("population", 2023, "commune")
    ).figures
    assert (rennes.before, rennes.after, rennes.relative) == (Figure(100.0), Figure(104.0), 0.04)
    backwards = compare_releases("populations", 1, 5)
    assert backwards.changed == compare_releases("populations", 5, 1).changed > 0


def test_release_against_itself_changes_nothing() -> None:
    _publish_two()
    changes = compare_releases("jobs", 2, 2)
    assert (changes.appeared, changes.vanished, changes.changed, changes.unchanged) == (0, 0, 0, 5)


def test_unknown_releases_and_lost_archives_are_said() -> None:
    with pytest.raises(UnknownReleaseError, match="no release of 'jobs' is online"):
        compare_releases("jobs")
    release = _publish(("a", "jobs", 2022, 10))
    with pytest.raises(UnknownReleaseError, match="has no release n° 7"):
        compare_releases("jobs", 1, 7)
    (Path(settings.DATA_DIR) / release.archive).unlink()
    with pytest.raises(UnknownReleaseError, match="archive of jobs n° 1 is gone"):
        compare_releases("jobs")
