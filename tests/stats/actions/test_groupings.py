"""Groups by category: who is in which, who is left out, and how ranks follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.stats.actions.groupings import add_category_groupings, list_grouping_datasets
from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.vocabulary import CategoryGrouping
from portal.stats.queries.groups import get_group_directory
from portal.stats.store.layout import summary_key_of
from portal.stats.store.read import get_snapshot, read_payloads
from tests.stats.builders import build_indicator
from tests.stats.releases import GEOGRAPHY, INDICATORS, NOW, build_small_cube, prepare_small

pytestmark = pytest.mark.django_db

KIND = build_indicator(
    "zone",
    aggregate="unanimous",
    categories=[
        {"value": 1, "key": "A", "label": "Zone A"},
        {"value": 2, "key": "B", "label": "Zone B"},
    ],
)
FILE = {
    "name": "main",
    "fetch": {"kind": "folder", "member": "x.csv"},
    "geography": {"level": "commune", "year": 2026},
    "reader": {"kind": "csv"},
    "columns": {
        "code": {"role": "territory"},
        "zone": {"role": "value", "indicator": "zone", "period": 2023},
    },
    "rows": {"min": 0, "max": 9},
}
DATASET = Dataset.model_validate(
    {
        "slug": "zones",
        "folder": Path(),
        "title": "Zones",
        "summary": "Zones.",
        "producer": "p",
        "licence": "l",
        "page": "https://zones.example",
        "refresh": "never",
        "files": [FILE],
    }
)
CATALOGUE = Catalogue(
    Path(),
    {**INDICATORS, "zone": KIND},
    {"zones": DATASET},
    {},
    {},
    {},
    {},
    groupings={"zones": CategoryGrouping(slug="zones", label="Zones", indicator="zone")},
)


def test_datasets_that_give_the_categories_are_known() -> None:
    assert list_grouping_datasets(CATALOGUE) == ["zones"]


def test_grouping_follows_the_categories_of_the_release() -> None:
    release = prepare_small("zones")
    found = add_category_groupings(GEOGRAPHY, CATALOGUE, {"zones": release})
    grouping = found.groupings["commune", "zones"]
    assert grouping.codes == ("A", "B")
    # All five are in zone A; the collectivité d'outre-mer and the past commune are in no group of France.
    assert dict(zip(GEOGRAPHY.codes["commune"], grouping.index.tolist(), strict=True)) == {
        "35238": 0, "35001": 0, "35062": 0, "22050": 0, "98735": -1, "35112": -1,
    }  # fmt: skip
    assert found.list_groupings("commune")[-1] == "zones"
    assert found.categories_version == "zones 1"


def test_grouping_without_a_release_is_left_out() -> None:
    found = add_category_groupings(GEOGRAPHY, CATALOGUE, {})
    assert found.list_groupings("commune") == GEOGRAPHY.list_groupings("commune")
    assert found.categories_version == ""


def test_figures_are_ranked_and_summarised_in_the_groups() -> None:
    grouped = add_category_groupings(GEOGRAPHY, CATALOGUE, {"zones": prepare_small("zones")})
    draft = Draft("populations", build_small_cube(geography=grouped), "2")
    release = prepare_release(draft, indicators=INDICATORS, geography=grouped, by="tests", now=NOW)
    publish_releases([release], by="tests", now=NOW)
    key = summary_key_of("commune", "zones", "A")
    directory = get_group_directory(get_snapshot())
    place = get_snapshot().places("commune")["population"][-1]
    summary = directory.add([key], read_payloads([release.pk], [key]))[release.pk, key].summary(place.cell)
    assert (summary.n, summary.median) == (4, 40.0)  # 100, 40, 40 and 10: not the collectivité's 7
