"""Versions of the figures: recorded whenever what is online changes, readable for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.stats.actions import versions
from portal.stats.actions.releases import discard_leftovers, publish_releases, purge_releases
from portal.stats.actions.rollback import rollback_figures
from portal.stats.models import DataVersion, PackedRow, Release
from portal.stats.store.read import get_snapshot, hold_snapshot
from portal.stats.store.versions import find_snapshot, list_versions
from tests.stats.actions.conftest import Rewrite
from tests.stats.actions.loads import find_value, load
from tests.stats.releases import NOW, prepare_small, publish_small

pytestmark = pytest.mark.django_db


def _list_kept() -> list[int]:
    return sorted(set(PackedRow.objects.values_list("release__number", flat=True)))


def test_each_state_online_is_recorded_once():
    publish_small()
    first = get_snapshot().key
    publish_releases([], by="tests", now=NOW)
    publish_small(c35238=150.0)
    assert list(DataVersion.objects.order_by("pk").values_list("key", flat=True)) == [
        first,
        get_snapshot().key,
    ]
    assert len({first, get_snapshot().key}) == 2
    assert [len(key) for key in (first, get_snapshot().key)] == [12, 12]


def test_nothing_online_is_no_version():
    publish_releases([], by="tests", now=NOW)
    assert not DataVersion.objects.exists()


def test_publication_that_fails_records_nothing(monkeypatch: pytest.MonkeyPatch):
    publish_small()
    monkeypatch.setattr("portal.stats.actions.releases.CurrentRelease.objects.filter", None)
    with pytest.raises(TypeError):
        publish_releases([prepare_small(c35238=1.0)], by="tests", now=NOW)
    assert DataVersion.objects.count() == 1


def test_figures_of_a_version_are_read_after_another_publication(rewrite: Rewrite):
    load()
    before = get_snapshot().key
    old = find_value("commune", "35238", "population")
    rewrite(c35238="1234")
    load()
    assert find_value("commune", "35238", "population") == 1234
    snapshot = find_snapshot(before)
    assert snapshot is not None
    assert snapshot.is_past
    with hold_snapshot(snapshot):
        assert find_value("commune", "35238", "population") == old
        assert get_snapshot().key == before
    assert find_value("commune", "35238", "population") == 1234


def test_version_of_what_is_online_is_what_is_online():
    publish_small()
    assert find_snapshot(get_snapshot().key) is get_snapshot()


def test_unknown_version_is_none():
    publish_small()
    assert find_snapshot("000000000000") is None


def test_rollback_gives_again_the_version_of_before(rewrite: Rewrite):
    load()
    before = get_snapshot().key
    rewrite(c35238="1234")
    load()
    after = get_snapshot().key
    rollback_figures("populations", by="tests", now=NOW + timedelta(days=3))
    assert get_snapshot().key == before
    found = list_versions()
    assert [one.key for one in found] == [before, after, before]
    assert [one.is_online for one in found] == [True, False, True]
    # The day these figures came out, not the day they came back.
    assert [one.recorded_at for one in found] == [NOW, NOW, NOW]
    assert all(one.is_kept for one in found)


def test_versions_say_which_datasets_moved():
    publish_small("one")
    publish_small("other")
    publish_small("one", c35238=1.0)
    publish_releases([], by="tests", now=NOW, withdrawn=["other"])
    assert [one.moved for one in list_versions()] == [("other",), ("one",), ("other",), ("one",)]


def test_releases_of_recent_versions_keep_their_rows():
    for step in range(5):
        publish_small(c35238=100.0 + step)
    assert _list_kept() == [1, 2, 3, 4, 5]


def test_version_replaced_long_ago_is_no_longer_kept():
    for step in range(5):
        publish_small(c35238=100.0 + step)
    first = DataVersion.objects.order_by("pk")[0].key
    # The first two were replaced 401 days ago, the third one yesterday.
    rows = list(DataVersion.objects.order_by("pk"))
    for row, days in zip(rows, (900, 500, 401, 1, 0), strict=True):
        DataVersion.objects.filter(pk=row.pk).update(recorded_at=NOW - timedelta(days=days))
    purge_releases(now=NOW)
    assert _list_kept() == [3, 4, 5]
    assert Release.objects.get(number=2).state == Release.State.ARCHIVED
    assert find_snapshot(first) is None
    assert [one.is_kept for one in list_versions()] == [True, True, True, False, False]


def test_version_replaced_lately_is_kept_however_old_it_is():
    for step in range(5):
        publish_small(c35238=100.0 + step)
    DataVersion.objects.filter(pk=DataVersion.objects.order_by("pk")[0].pk).update(
        recorded_at=NOW - timedelta(days=3000)
    )
    purge_releases(now=NOW)
    assert _list_kept() == [1, 2, 3, 4, 5]


def test_oldest_versions_go_first_when_they_take_too_much_room(monkeypatch: pytest.MonkeyPatch):
    for step in range(5):
        publish_small(c35238=100.0 + step)
    size = versions.measure_packed({Release.objects.get(number=1).pk})
    assert size > 1000
    monkeypatch.setattr(versions, "KEPT_BYTES", size)  # two are kept for rollback, one more fits
    purge_releases(now=NOW)
    assert _list_kept() == [2, 3, 4, 5]


def test_release_that_is_online_is_never_purged(monkeypatch: pytest.MonkeyPatch):
    publish_small("old")
    for step in range(5):
        publish_small(c35238=100.0 + step)
    monkeypatch.setattr(versions, "KEPT_BYTES", 0)
    purge_releases(now=timezone.now() + timedelta(days=4000))
    assert set(PackedRow.objects.values_list("release__dataset", "release__number")) == {
        ("old", 1), ("populations", 3), ("populations", 4), ("populations", 5),
    }  # fmt: skip


def test_leftovers_do_not_touch_what_versions_need():
    for step in range(4):
        publish_small(c35238=100.0 + step)
    discard_leftovers()
    assert _list_kept() == [1, 2, 3, 4]
