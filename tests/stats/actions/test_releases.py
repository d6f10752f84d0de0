from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from django.conf import settings

from portal.kernel.figures import Absence
from portal.stats.actions import releases as actions
from portal.stats.actions.releases import (
    ReleaseError,
    discard_leftovers,
    find_current,
    find_previous,
    publish_releases,
)
from portal.stats.models import PackedColumn, PackedRow, Release
from portal.stats.store.layout import Layout, key_of
from portal.stats.store.packing import unpack_row
from tests.stats.releases import GEOGRAPHY, NOW, prepare_small, publish_small

pytestmark = pytest.mark.django_db


def _archive(release: Release) -> Path:
    return Path(settings.DATA_DIR) / release.archive


def test_packed_rows_say_what_the_archive_says() -> None:
    release = publish_small()
    archive = pl.read_parquet(_archive(release))
    layout = Layout.from_json(release.layout)
    figures = 0
    for kind, of_kind in layout.kinds.items():
        for _, code in zip(*GEOGRAPHY.list_current(kind), strict=True):
            row = unpack_row(bytes(PackedRow.objects.get(release=release, key=key_of(kind, code)).payload))
            for cell, (slug, year) in enumerate(of_kind.cells):
                (line,) = archive.filter(kind=kind, code=code, indicator=slug, year=year).iter_rows(
                    named=True
                )
                assert line["absence"] == Absence(int(row.absence[cell])).slug
                assert line["value"] == (None if row.absence[cell] else row.values[cell])
                figures += 1
    assert figures == len(archive)
    assert release.value_count == archive["value"].count()


def test_internal_components_are_neither_stored_nor_archived() -> None:
    release = publish_small()
    assert not PackedColumn.objects.filter(indicator="hidden").exists()
    assert "hidden" not in pl.read_parquet(_archive(release))["indicator"].cast(pl.String)


def test_prepared_release_is_seen_by_nobody() -> None:
    first = publish_small()
    second = prepare_small(c35238=999.0)
    assert find_current("populations") == first
    assert second.state == Release.State.PREPARED
    publish_releases([second], by="tests", now=NOW)
    assert find_current("populations") == second


def test_changes_with_the_previous_release() -> None:
    publish_small()
    changes = publish_small(c35238=150.0).changes
    assert changes["previous"] == 1
    assert (changes["appeared"], changes["vanished"]) == (0, 0)
    # 2022 and 2023, and the density of 2023, of the commune, EPCI, département, région and France.
    assert changes["changed"] == 15
    assert changes["largest"][0] == {
        "indicator": "population",
        "year": 2022,
        "kind": "commune",
        "code": "35238",
        "before": 99.0,
        "after": 149.0,
        "relative": pytest.approx(50 / 99),
    }


@pytest.mark.usefixtures("no_past_versions")
def test_two_previous_releases_keep_their_rows_and_older_ones_their_archive() -> None:
    published = [publish_small(c35238=100.0 + step) for step in range(5)]
    kept = set(PackedRow.objects.values_list("release__number", flat=True))
    assert kept == {3, 4, 5}
    states = list(Release.objects.order_by("number").values_list("state", flat=True))
    assert states == ["archived", "archived", "published", "published", "published"]
    assert all(_archive(release).is_file() for release in published)
    assert not PackedColumn.objects.filter(release__number__lt=3).exists()


def test_several_datasets_are_published_together_or_not_at_all() -> None:
    one, other = prepare_small("one"), prepare_small("other")
    PackedRow.objects.filter(release=other).delete()
    with pytest.raises(ReleaseError, match="other n° 1"):
        publish_releases([one, other], by="tests", now=NOW)
    assert find_current("one") is None


def test_preparation_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(actions, "archive_cube", fail)
    with pytest.raises(OSError, match="No space"):
        prepare_small()
    assert not Release.objects.exists()
    assert not PackedRow.objects.exists()


def test_leftovers_of_a_killed_run_are_removed() -> None:
    online = publish_small()
    left = prepare_small(c35238=1.0)
    archive = _archive(left)
    partial = archive.with_suffix(".partial-1")
    partial.write_bytes(b"half")
    assert discard_leftovers() == ["populations n° 2"]
    assert list(Release.objects.all()) == [online]
    assert not archive.exists()
    assert not partial.exists()
    assert _archive(online).exists()


def test_nothing_to_roll_back_is_said() -> None:
    with pytest.raises(ReleaseError, match="no release is online"):
        find_previous("populations")
    publish_small()
    with pytest.raises(ReleaseError, match="no release before n° 1"):
        find_previous("populations")


def test_dataset_can_be_withdrawn() -> None:
    publish_small("one")
    publish_releases([], by="tests", now=NOW, withdrawn=["one"])
    assert find_current("one") is None
