from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel.figures import Absence
from portal.stats.actions import loading
from portal.stats.actions.loading import Order, UnknownNamesError, load_figures
from portal.stats.actions.lock import LoadIsRunningError, hold_load_lock
from portal.stats.actions.releases import find_current
from portal.stats.descriptors.catalogue import reset_catalogue
from portal.stats.models import Release
from portal.stats.queries import get_sheet, get_source, list_indicator_sources, list_sources
from tests.stats.actions.conftest import Rewrite
from tests.stats.actions.loads import find_value, load
from tests.stats.releases import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]


def test_load_publishes_datasets_and_what_is_computed_from_them() -> None:
    assert load() == {"populations": "published", "superficies": "published", "calculs": "published"}
    assert find_value("commune", "35238", "population") == 1000
    assert find_value("epci", "243500139", "population") == 1150
    assert find_value("departement", "35", "population") == 1175
    assert find_value("france", "FR", "population") == 1320
    assert find_value("commune", "35238", "densite") == 20
    assert find_value("departement", "35", "densite") == pytest.approx(1175 / 159)
    assert find_current("calculs").inputs == {"populations": 1, "superficies": 1}  # type: ignore[union-attr]


def test_second_load_finds_nothing_to_do() -> None:
    load()
    assert set(load().values()) == {"unchanged"}
    assert Release.objects.count() == 3


def test_change_publishes_its_dataset_and_the_computed_one(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    assert load() == {"populations": "published", "superficies": "unchanged", "calculs": "published"}
    assert find_value("commune", "35238", "densite") == 22


def test_secret_member_makes_its_groups_secret_in_computed_figures_too(rewrite: Rewrite) -> None:
    rewrite(c35001="s")
    load()
    assert find_value("commune", "35001", "densite") == Absence.SECRET.slug
    assert find_value("epci", "243500139", "densite") == Absence.SECRET.slug
    assert find_value("epci", "200072452", "population") == 25


@pytest.mark.parametrize("damage", ["-5", "n.d.", "1_000"])
def test_dataset_that_fails_stays_as_it_was_and_others_go_on(rewrite: Rewrite, damage: str) -> None:
    load()
    rewrite(c35238=damage)
    assert load(force=True) == {"populations": "failed", "superficies": "published", "calculs": "published"}
    assert find_value("commune", "35238", "population") == 1000
    assert Release.objects.filter(dataset="populations").count() == 1


def test_code_that_nobody_has_is_refused(rewrite: Rewrite) -> None:
    rewrite(c35999="12")
    outcomes = load_figures(Order(by="tests", now=NOW))
    assert outcomes[0].state == "failed"
    assert "35999" in outcomes[0].message


def test_dry_run_changes_nothing(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    assert load(dry_run=True)["populations"] == "ready"
    assert find_value("commune", "35238", "population") == 1000
    assert Release.objects.count() == 3


def test_unknown_dataset_is_refused() -> None:
    with pytest.raises(UnknownNamesError, match="unknown datasets: salaires"):
        load(datasets=["salaires"])


def test_two_loads_at_once_are_refused() -> None:
    with hold_load_lock(), pytest.raises(LoadIsRunningError):
        load()
    assert load()["populations"] == "published"


def test_dataset_taken_from_the_catalogue_goes_offline(rewrite: Rewrite, tmp_path: Path) -> None:
    load()
    for path in (tmp_path / "catalogue" / "datasets" / "superficies").rglob("*"):
        if path.is_file():
            path.unlink()
    for name in ("superficie", "densite"):
        (tmp_path / "catalogue" / "indicators" / "population" / f"{name}.yaml").unlink()
    for folder in ("sample", ""):
        (tmp_path / "catalogue" / "datasets" / "superficies" / folder).rmdir()
    reset_catalogue()
    load()
    assert find_current("superficies") is None
    assert find_current("calculs") is None
    assert list(get_sheet("commune", "35238").series) == ["population"]


def test_sources_of_a_figure() -> None:
    load()
    assert get_source("populations").producer == "Institut"
    assert get_source("populations").number == 1
    assert [source.dataset for source in list_indicator_sources("densite")] == ["populations", "superficies"]
    assert [source.dataset for source in list_sources()] == ["populations", "superficies"]
    computed = get_source("calculs")
    assert computed.producer == "Institut, Géographes"
    assert len(computed.inputs) == 2


def test_release_says_which_aggregates_miss_a_member(rewrite: Rewrite, tmp_path: Path) -> None:
    data = tmp_path / "catalogue" / "datasets" / "populations" / "data.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("35001,70\n", ""), encoding="utf-8")
    load()
    release = find_current("populations")
    assert release is not None
    gaps = [check["message"] for check in release.checks if check["check"] == "incomplete"]
    levels = ", ".join(f"1 of level {level}" for level in ("departement", "epci", "france", "region"))
    assert gaps == [f"population 2023: a member is missing in {levels}"]


def test_nothing_is_published_when_the_computed_figures_fail(
    rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    load()
    rewrite(c35238="1100")

    def fail(*args: object) -> None:
        raise FloatingPointError("a computation of finite operands gave an infinite value")

    monkeypatch.setattr(loading, "build_computed_cube", fail)
    assert load() == {"populations": "failed", "superficies": "unchanged", "calculs": "failed"}
    assert find_value("commune", "35238", "population") == 1000
    assert not Release.objects.filter(state=Release.State.PREPARED).exists()
