from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.kernel.figures import Absence
from portal.stats.actions import loading
from portal.stats.actions.loading import Order, UnknownNamesError, load_figures
from portal.stats.actions.lock import LoadIsRunningError, hold_load_lock
from portal.stats.actions.releases import ReleaseError, find_current
from portal.stats.actions.rollback import rollback_figures
from portal.stats.descriptors.catalogue import reset_catalogue
from portal.stats.models import Release
from portal.stats.queries import get_sheet, get_source, list_indicator_sources, list_sources
from tests.stats.catalogues import POPULATIONS, write_catalogue
from tests.stats.releases import NOW
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db

Rewrite = Callable[..., None]


@pytest.fixture(autouse=True)
def rewrite(tmp_path: Path, settings: Settings) -> Iterator[Rewrite]:
    """The tiny catalogue on the small universe; call it to change populations."""
    settings.DATA_DIR = tmp_path / "data"
    settings.CATALOGUE_DIR = tmp_path / "catalogue"

    def write(**changes: str) -> None:
        changed = {code.removeprefix("c"): value for code, value in changes.items()}
        write_catalogue(tmp_path / "catalogue", {**POPULATIONS, **changed})
        reset_catalogue()

    write()
    build_small_universe()
    yield write
    reset_catalogue()


def _load(**order: object) -> dict[str, str]:
    outcomes = load_figures(Order(by="tests", now=NOW, **order))  # type: ignore[arg-type]
    return {outcome.dataset: outcome.state for outcome in outcomes}


def _value(kind: str, code: str, slug: str) -> float | str:
    point = get_sheet(kind, code).series[slug].latest
    assert point is not None
    return point.figure.absence.slug if point.figure.value is None else point.figure.value


def test_load_publishes_datasets_and_what_is_computed_from_them() -> None:
    assert _load() == {"populations": "published", "superficies": "published", "calculs": "published"}
    assert _value("commune", "35238", "population") == 1000
    assert _value("epci", "243500139", "population") == 1150
    assert _value("departement", "35", "population") == 1175
    assert _value("france", "FR", "population") == 1320
    assert _value("commune", "35238", "densite") == 20
    assert _value("departement", "35", "densite") == pytest.approx(1175 / 159)
    assert find_current("calculs").inputs == {"populations": 1, "superficies": 1}  # type: ignore[union-attr]


def test_second_load_finds_nothing_to_do() -> None:
    _load()
    assert set(_load().values()) == {"unchanged"}
    assert Release.objects.count() == 3


def test_change_publishes_its_dataset_and_the_computed_one(rewrite: Rewrite) -> None:
    _load()
    rewrite(c35238="1100")
    assert _load() == {"populations": "published", "superficies": "unchanged", "calculs": "published"}
    assert _value("commune", "35238", "densite") == 22


def test_secret_member_makes_its_groups_secret_in_computed_figures_too(rewrite: Rewrite) -> None:
    rewrite(c35001="s")
    _load()
    assert _value("commune", "35001", "densite") == Absence.SECRET.slug
    assert _value("epci", "243500139", "densite") == Absence.SECRET.slug
    assert _value("epci", "200072452", "population") == 25


@pytest.mark.parametrize("damage", ["-5", "n.d.", "1_000"])
def test_dataset_that_fails_stays_as_it_was_and_others_go_on(rewrite: Rewrite, damage: str) -> None:
    _load()
    rewrite(c35238=damage)
    assert _load(force=True) == {"populations": "failed", "superficies": "published", "calculs": "published"}
    assert _value("commune", "35238", "population") == 1000
    assert Release.objects.filter(dataset="populations").count() == 1


def test_code_that_nobody_has_is_refused(rewrite: Rewrite) -> None:
    rewrite(c35999="12")
    outcomes = load_figures(Order(by="tests", now=NOW))
    assert outcomes[0].state == "failed"
    assert "35999" in outcomes[0].message


def test_dry_run_changes_nothing(rewrite: Rewrite) -> None:
    _load()
    rewrite(c35238="1100")
    assert _load(dry_run=True)["populations"] == "ready"
    assert _value("commune", "35238", "population") == 1000
    assert Release.objects.count() == 3


def test_unknown_dataset_is_refused() -> None:
    with pytest.raises(UnknownNamesError, match="unknown datasets: salaires"):
        _load(datasets=["salaires"])


def test_two_loads_at_once_are_refused() -> None:
    with hold_load_lock(), pytest.raises(LoadIsRunningError):
        _load()
    assert _load()["populations"] == "published"


def test_rollback_restores_the_figures_and_the_computed_ones(rewrite: Rewrite) -> None:
    _load()
    rewrite(c35238="1100")
    _load()
    done = rollback_figures("populations", by="tests", now=NOW)
    assert (done.withdrawn.number, done.restored.number) == (2, 1)
    assert done.computed is not None
    assert done.computed.number == 1  # that of the time, at once
    assert _value("commune", "35238", "population") == 1000
    assert _value("commune", "35238", "densite") == 20


def test_load_does_not_publish_again_what_was_rolled_back(rewrite: Rewrite) -> None:
    _load()
    rewrite(c35238="1100")
    _load()
    rollback_figures("populations", by="tests", now=NOW)
    assert _load()["populations"] == "withheld"
    assert _value("commune", "35238", "population") == 1000
    rewrite(c35238="1200")
    assert _load()["populations"] == "published"
    assert _value("commune", "35238", "densite") == 24


def test_rollback_computes_anew_when_the_other_inputs_moved(rewrite: Rewrite) -> None:
    _load()
    rewrite(c35238="1100")
    _load()
    _load(datasets=["superficies"], force=True)
    done = rollback_figures("populations", by="tests", now=NOW)
    assert done.computed is not None
    assert done.computed.inputs == {"populations": 1, "superficies": 2}
    assert _value("commune", "35238", "densite") == 20


def test_dataset_taken_from_the_catalogue_goes_offline(rewrite: Rewrite, tmp_path: Path) -> None:
    _load()
    for path in (tmp_path / "catalogue" / "datasets" / "superficies").rglob("*"):
        if path.is_file():
            path.unlink()
    for name in ("superficie", "densite"):
        (tmp_path / "catalogue" / "indicators" / "population" / f"{name}.yaml").unlink()
    for folder in ("sample", ""):
        (tmp_path / "catalogue" / "datasets" / "superficies" / folder).rmdir()
    reset_catalogue()
    _load()
    assert find_current("superficies") is None
    assert find_current("calculs") is None
    assert list(get_sheet("commune", "35238").series) == ["population"]


def test_sources_of_a_figure() -> None:
    _load()
    assert get_source("populations").producer == "Institut"
    assert get_source("populations").number == 1
    assert [source.dataset for source in list_indicator_sources("densite")] == ["populations", "superficies"]
    assert [source.dataset for source in list_sources()] == ["populations", "superficies"]
    computed = get_source("calculs")
    assert computed.producer == "Institut, Géographes"
    assert len(computed.inputs) == 2


def test_command_says_what_it_did_and_fails_when_a_dataset_does(rewrite: Rewrite) -> None:
    out = StringIO()
    call_command("figures", "publish", stdout=out, stderr=StringIO())
    assert "populations: published n° 1, 12 values" in out.getvalue()
    rewrite(c35238="?")
    with pytest.raises(CommandError, match="not loaded: populations"):
        call_command("figures", "publish", stdout=out, stderr=StringIO())
    assert "“?”" in out.getvalue()


def test_rollback_command() -> None:
    _load()
    _load(force=True)
    out = StringIO()
    call_command("figures", "rollback", "populations", stdout=out)
    assert "populations n° 1 is online again (12 values), populations n° 2 is replaced." in out.getvalue()
    with pytest.raises(CommandError, match="no release before n° 1"):
        call_command("figures", "rollback", "populations", stdout=out)


def test_rollback_without_a_previous_release_is_refused() -> None:
    _load()
    with pytest.raises(ReleaseError, match="populations: no release before n° 1 is kept"):
        rollback_figures("populations", by="tests", now=NOW)


def test_territories_come_first() -> None:
    from portal.territories.models import Load

    Load.objects.all().delete()
    with pytest.raises(CommandError, match="load_territories first"):
        call_command("figures", "publish", stdout=StringIO(), stderr=StringIO())


def test_release_says_which_aggregates_miss_a_member(rewrite: Rewrite, tmp_path: Path) -> None:
    data = tmp_path / "catalogue" / "datasets" / "populations" / "data.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("35001,70\n", ""), encoding="utf-8")
    _load()
    release = find_current("populations")
    assert release is not None
    gaps = [check["message"] for check in release.checks if check["check"] == "incomplete"]
    levels = ", ".join(f"1 of level {level}" for level in ("departement", "epci", "france", "region"))
    assert gaps == [f"population 2023: a member is missing in {levels}"]


def test_nothing_is_published_when_the_computed_figures_fail(
    rewrite: Rewrite, monkeypatch: pytest.MonkeyPatch
) -> None:
    _load()
    rewrite(c35238="1100")

    def fail(*args: object) -> None:
        raise FloatingPointError("a computation of finite operands gave an infinite value")

    monkeypatch.setattr(loading, "build_computed_cube", fail)
    assert _load() == {"populations": "failed", "superficies": "unchanged", "calculs": "failed"}
    assert _value("commune", "35238", "population") == 1000
    assert not Release.objects.filter(state=Release.State.PREPARED).exists()


def test_component_of_one_dataset_cannot_enter_the_figures_of_several(tmp_path: Path) -> None:
    path = tmp_path / "catalogue" / "indicators" / "population" / "superficie.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{", '{"internal": true, ', 1), encoding="utf-8")
    reset_catalogue()
    outcomes = load_figures(Order(by="tests", now=NOW))
    assert outcomes[-1].state == "failed"
    assert "superficie is internal" in outcomes[-1].message


def test_rollback_of_the_computed_dataset_alone(rewrite: Rewrite) -> None:
    _load()
    rewrite(c35238="1100")
    _load()
    done = rollback_figures("calculs", by="tests", now=NOW)
    assert done.computed is None
    assert _value("commune", "35238", "densite") == 20
