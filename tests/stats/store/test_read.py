from __future__ import annotations

import pytest

from portal.stats.models import CurrentRelease
from portal.stats.queries import UnknownDatasetError, get_column, get_sheet, get_source
from portal.stats.store import read
from portal.stats.store.read import get_snapshot, read_payloads, reset_snapshot
from tests.stats.releases import publish_small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_catalogue")]


def test_snapshot_is_kept_while_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_small()
    monkeypatch.setattr(read, "_FRESH_SECONDS", 0.0)
    assert get_snapshot() is get_snapshot()


def test_publication_of_another_process_is_seen_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_small()
    before = get_snapshot()
    CurrentRelease.objects.all().delete()  # as another process would: this one is not told
    assert get_snapshot() is before
    monkeypatch.setattr(read, "_FRESH_SECONDS", 0.0)
    assert get_snapshot().version != before.version


def test_first_dataset_by_name_gives_what_two_datasets_have() -> None:
    publish_small("one", c35238=100.0)
    publish_small("two", c35238=200.0)
    assert get_column("population", 2023, "commune").dataset == "one"
    latest = get_sheet("commune", "35238").series["population"].latest
    assert latest is not None
    assert (latest.figure.value, latest.dataset) == (100.0, "one")


def test_no_release_no_payload() -> None:
    assert read_payloads([], ["commune:35238"]) == {}
    assert dict(get_snapshot().releases) == {}


def test_source_of_a_dataset_that_is_not_online_is_unknown() -> None:
    with pytest.raises(UnknownDatasetError, match="no release"):
        get_source("populations")
    reset_snapshot()
