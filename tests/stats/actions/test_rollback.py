from __future__ import annotations

import pytest

from portal.stats.actions.releases import ReleaseError, find_current
from portal.stats.actions.rollback import plan_rollback, rollback_figures
from portal.stats.models import PackedRow, Release
from tests.stats.actions.conftest import Rewrite
from tests.stats.actions.loads import find_value, load
from tests.stats.releases import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]


def test_rollback_restores_the_figures_and_the_computed_ones(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    load()
    done = rollback_figures("populations", by="tests", now=NOW)
    assert (done.withdrawn.number, done.restored.number) == (2, 1)
    assert done.computed is not None
    assert done.computed.number == 1  # that of the time, at once
    assert find_value("commune", "35238", "population") == 1000
    assert find_value("commune", "35238", "densite") == 20


def test_load_does_not_publish_again_what_was_rolled_back(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    load()
    rollback_figures("populations", by="tests", now=NOW)
    assert load()["populations"] == "withheld"
    assert find_value("commune", "35238", "population") == 1000
    rewrite(c35238="1200")
    assert load()["populations"] == "published"
    assert find_value("commune", "35238", "densite") == 24


def test_rollback_computes_anew_when_the_other_inputs_moved(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    load()
    load(datasets=["superficies"], force=True)
    done = rollback_figures("populations", by="tests", now=NOW)
    assert done.computed is not None
    assert done.computed.inputs == {"populations": 1, "superficies": 2}
    assert find_value("commune", "35238", "densite") == 20


def test_rollback_without_a_previous_release_is_refused() -> None:
    load()
    with pytest.raises(ReleaseError, match="populations: no release before n° 1 is kept"):
        rollback_figures("populations", by="tests", now=NOW)


def test_rollback_of_the_computed_dataset_alone(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    load()
    done = rollback_figures("calculs", by="tests", now=NOW)
    assert done.computed is None
    assert find_value("commune", "35238", "densite") == 20


def _publish_four(rewrite: Rewrite) -> None:
    for population in ("1000", "1100", "1200", "1300"):
        rewrite(c35238=population)
        load()


@pytest.mark.usefixtures("no_past_versions")
def test_rollback_to_a_number_withdraws_all_that_came_after(rewrite: Rewrite) -> None:
    _publish_four(rewrite)
    done = rollback_figures("populations", 2, by="tests", now=NOW)
    assert (done.withdrawn.number, done.restored.number) == (4, 2)
    assert find_value("commune", "35238", "population") == 1100
    assert find_value("commune", "35238", "densite") == 22
    states = Release.objects.filter(dataset="populations").order_by("number").values_list("state", flat=True)
    assert list(states) == ["archived", "published", "rolled_back", "rolled_back"]
    assert load()["populations"] == "withheld"
    rewrite(c35238="1200")  # the figures of n° 3
    assert load()["populations"] == "withheld"


def test_rollback_to_a_later_number_puts_it_online_again(rewrite: Rewrite) -> None:
    _publish_four(rewrite)
    rollback_figures("populations", 2, by="tests", now=NOW)
    done = rollback_figures("populations", 4, by="tests", now=NOW)
    assert (done.withdrawn.number, done.restored.number) == (2, 4)
    assert find_value("commune", "35238", "densite") == 26
    assert load()["populations"] == "unchanged"


@pytest.mark.usefixtures("no_past_versions")
def test_rollback_to_a_release_that_is_not_kept_is_refused(rewrite: Rewrite) -> None:
    _publish_four(rewrite)
    with pytest.raises(ReleaseError, match=r"n° 1 is not kept. Expected one of n° 2, n° 3, n° 4"):
        rollback_figures("populations", 1, by="tests", now=NOW)
    with pytest.raises(ReleaseError, match="populations n° 4 is online already"):
        plan_rollback("populations", 4)


def test_planned_rollback_writes_nothing(rewrite: Rewrite) -> None:
    load()
    rewrite(c35238="1100")
    load()
    rows = PackedRow.objects.count()
    plan = plan_rollback("populations")
    assert (plan.withdrawn.number, plan.restored.number, plan.computed_anew) == (2, 1, False)
    assert str(plan.computed) == "calculs n° 1"
    assert str(find_current("populations")) == "populations n° 2"
    load(datasets=["superficies"], force=True)
    plan = plan_rollback("populations")
    assert (plan.computed, plan.computed_anew) == (None, True)
    assert PackedRow.objects.count() > rows
