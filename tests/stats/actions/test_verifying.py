"""Doubts that hold a release, and what releases say of their rivals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.stats.actions.releases import find_current
from portal.stats.descriptors.catalogue import reset_catalogue
from tests.stats.actions.conftest import Rewrite
from tests.stats.actions.loads import find_value, load, load_outcomes
from tests.stats.actions.test_homes import write_dataset
from tests.stats.catalogues import change_dataset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]

JUMPS = {"jumps": [{"indicator": "population", "factor": 3, "of": "each"}]}


def _expect(root: Path, slug: str, **expect: Any) -> None:
    change_dataset(root / "catalogue", slug, expect=expect)
    reset_catalogue()


def _list_checks(dataset: str, check: str) -> list[tuple[str, str]]:
    release = find_current(dataset)
    assert release is not None
    return [(one["severity"], one["message"]) for one in release.checks if one["check"] == check]


def test_jump_holds_the_release_until_an_agent_insists(rewrite: Rewrite, tmp_path: Path) -> None:
    load()
    rewrite(c35001="70000")
    _expect(tmp_path, "populations", **JUMPS)
    outcome = load_outcomes()["populations"]
    assert outcome.state == "withheld"
    assert "1 territories (35001: 70 → 70000)" in outcome.message
    assert find_value("commune", "35001", "population") == 70
    assert load(force=True)["populations"] == "published"
    assert find_value("commune", "35001", "population") == 70000
    assert [severity for severity, _ in _list_checks("populations", "jump")] == ["error"]


def test_figures_of_another_dataset_are_compared_when_it_is_online(tmp_path: Path) -> None:
    columns = {"pop": {"role": "value", "indicator": "population", "period": 2023}}
    write_dataset(tmp_path, "zz_other", ["code,pop", "35238,1000", "35001,71"], columns)
    _expect(tmp_path, "zz_other", same_as=[{"indicator": "population", "dataset": "populations"}])
    load(datasets=["populations"])
    outcome = load_outcomes(datasets=["zz_other"])["zz_other"]
    assert outcome.state == "withheld"
    assert "1 that differ (35001: 71 ≠ 70) of 2" in outcome.message


def test_release_says_which_dataset_is_served_and_what_is_lost(tmp_path: Path) -> None:
    columns = {"pop": {"role": "value", "indicator": "population", "period": 2023}}
    write_dataset(tmp_path, "zz_other", ["code,pop", "35238,1000"], columns, precedence=10)
    load(datasets=["populations"])
    load(datasets=["zz_other"])
    (told,) = _list_checks("zz_other", "precedence")
    assert told[0] == "warning"
    # The four other communes, and the three groups that have none of 35238: two EPCI, one département.
    assert "zz_other is served, not populations, which alone has 7 of the figures" in told[1]
