"""What the numbers of a nomenclature stand for, in the catalogue or in the releases online."""

from __future__ import annotations

import zlib

import pytest

from portal.stats.descriptors.indicator import Category
from portal.stats.queries import categories, find_category, list_categories
from portal.stats.store.read import reset_snapshot
from tests.stats.builders import build_indicator, build_indicators
from tests.stats.releases import INDICATORS, build_catalogue_of, publish_small

BASIN = build_indicator("basin", aggregate="unanimous", open_categories=True)


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = build_catalogue_of({**INDICATORS, **build_indicators(BASIN)})
    monkeypatch.setattr(categories, "get_catalogue", lambda: catalogue)


def _publish(dataset: str, **labels: str) -> None:
    release = publish_small(dataset)
    release.nomenclatures = {"basin": labels}
    release.save()
    reset_snapshot()


@pytest.mark.django_db
def test_closed_category_comes_from_the_catalogue() -> None:
    found = find_category("zone", 1.0)
    assert found is not None
    assert found.label == "A"
    assert find_category("zone", 9.0) is None
    assert [category.key for category in list_categories("zone")] == ["A"]


@pytest.mark.django_db
def test_open_category_comes_from_the_release_online() -> None:
    assert find_category("basin", float(zlib.crc32(b"01034"))) is None
    _publish("bassins", **{"01034": "Belley", "01004": "Ambérieu"})
    assert find_category("basin", float(zlib.crc32(b"01034"))) == Category(
        value=zlib.crc32(b"01034"), key="01034", label="Belley"
    )
    assert [category.label for category in list_categories("basin")] == ["Ambérieu", "Belley"]


@pytest.mark.django_db
def test_release_that_is_served_first_names_the_category() -> None:
    _publish("b", **{"1": "Second"})
    _publish("a", **{"1": "First"})
    found = find_category("basin", float(zlib.crc32(b"1")))
    assert found is not None
    assert found.label == "First"


@pytest.mark.django_db
def test_number_and_unknown_indicator_have_no_category() -> None:
    assert find_category("population", 1.0) is None
    assert find_category("nowhere", 1.0) is None
    assert list_categories("nowhere") == []
