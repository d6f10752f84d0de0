"""Similar territories of a small universe: who, why, and why nobody."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.kernel.figures import Absence
from portal.stats.queries.similar import find_similar, list_similar, warm_similar
from portal.territories.queries.universe import get_universe
from tests.territories.builders import Places
from tests.web.conftest import publish

pytestmark = pytest.mark.django_db

ACIGNE, CESSON, RENNES, CHAPELLE, DINAN = "35001", "35051", "35238", "35062", "22050"
FIGURES: dict[str, dict[str, Any]] = {
    "population": {ACIGNE: 7000, CESSON: 8000, DINAN: 13000, RENNES: 230_000, CHAPELLE: 2500},
    "densite": {ACIGNE: 240, CESSON: 250, DINAN: 900, RENNES: 4600, CHAPELLE: 60},
    "categorie_aire_attraction": {ACIGNE: 20, CESSON: 12, DINAN: 11, RENNES: 11, CHAPELLE: 20},
    "niveau_de_vie_median": {ACIGNE: 27_000, CESSON: 27_400, DINAN: 21_000, RENNES: 22_800, CHAPELLE: 22_000},
    "taux_chomage": {ACIGNE: 6.0, CESSON: 9.0, DINAN: 17.0, RENNES: 16.0, CHAPELLE: Absence.NOT_AVAILABLE},
    "variation_population": {ACIGNE: 1.0, CESSON: 1.1, DINAN: 0.2, RENNES: 1.2, CHAPELLE: 0.1},
    "residences_secondaires_part": {ACIGNE: 1.0, CESSON: 2.0, DINAN: 6.0, RENNES: 4.0, CHAPELLE: 4.5},
    "residences_proprietaires_part": {ACIGNE: 70.0, CESSON: 60.0, DINAN: 40.0, RENNES: 35.0, CHAPELLE: 80.0},
    "population_15_64_part": {ACIGNE: 62.0, CESSON: 63.5, DINAN: 58.0, RENNES: 70.0, CHAPELLE: 60.0},
}  # fmt: skip


def _publish(**changes: dict[str, Any]) -> None:
    rows = [
        ("commune", code, slug, 2023, value)
        for slug, values in FIGURES.items()
        for code, value in {**values, **changes.get(slug, {})}.items()
    ]
    publish("insee_comparateur", rows, hashlib.sha256(repr(changes).encode()).hexdigest())


def _list_codes(code: str, **options: int) -> list[str]:
    codes = get_universe().codes["commune"]
    return [codes[one.position] for one in list_similar("commune", code, **options)]


def test_similar_ones_are_of_its_size_and_little_different(small_universe: Places) -> None:
    """Dinan is of the size of both, but differs on everything else; Rennes is of no size near."""
    _publish()
    assert _list_codes(ACIGNE) == [CESSON]
    assert _list_codes(CESSON) == [ACIGNE]
    [found] = list_similar("commune", ACIGNE)
    assert found.distance == list_similar("commune", CESSON)[0].distance


def test_reasons_are_the_criteria_on_which_both_are_close(small_universe: Places) -> None:
    """Shares of what is close, by weight: log(8/7)/log(1.25)/4 = 0.15 for the population, 0.09 for the
    density, 1/3 for second homes; then 400/500/1.5 = 0.53 for the standard of living, told no more."""
    _publish()
    [found] = list_similar("commune", ACIGNE)
    assert [(one.compared.indicator.slug, one.own, one.other) for one in found.reasons] == [
        ("population", 7000, 8000),
        ("densite", 240, 250),
        ("residences_secondaires_part", 1.0, 2.0),
    ]
    values = {one.compared.indicator.slug: (one.own, one.other) for one in found.agreements}
    assert values["taux_chomage"] == (6.0, 9.0)
    assert len(values) == 9


def test_different_ones_of_its_size_are_told_apart(small_universe: Places) -> None:
    _publish()
    found = find_similar("commune", DINAN)
    assert (found.similar, found.refusal, found.compared) == ((), "too_far", 2)
    codes = get_universe().codes["commune"]
    assert [codes[one.position] for one in found.least_different] == [CESSON, ACIGNE]


def test_nobody_of_its_size_leaves_the_nearest_in_size(small_universe: Places) -> None:
    _publish()
    found = find_similar("commune", RENNES)
    assert (found.refusal, found.compared) == ("alone", 0)
    assert found.nearest_in_size == get_universe().position("commune", DINAN)


def test_unknown_criterion_is_left_out_and_told(small_universe: Places) -> None:
    _publish(niveau_de_vie_median={ACIGNE: Absence.SECRET})
    found = find_similar("commune", ACIGNE)
    assert [one.criterion.indicator for one in found.unknown] == ["niveau_de_vie_median"]
    assert len(found.used) == 8
    assert _list_codes(ACIGNE) == [CESSON]
    assert _list_codes(CESSON) == []  # of which the standard of living is known: Acigné is not compared


def test_too_few_known_criteria_make_no_list(small_universe: Places) -> None:
    """Weights of 14 in all: without 4.5 of standard of living, place and unemployment, then one more."""
    gone = {ACIGNE: Absence.SECRET}
    _publish(niveau_de_vie_median=gone, categorie_aire_attraction=gone, taux_chomage=gone)
    assert find_similar("commune", ACIGNE).refusal == ""
    _publish(niveau_de_vie_median=gone, categorie_aire_attraction=gone, taux_chomage=gone, densite=gone)
    assert find_similar("commune", ACIGNE).refusal == "too_few"
    assert list_similar("commune", ACIGNE) == ()


def test_commune_without_inhabitants_is_like_none(small_universe: Places) -> None:
    _publish(population={ACIGNE: 0})
    assert find_similar("commune", ACIGNE).refusal == "no_size"


@pytest.mark.parametrize(("kind", "code"), [("france", "FR"), ("ept", "200054781"), ("commune", "99999")])
def test_kind_without_criteria_is_not_compared(small_universe: Places, kind: str, code: str) -> None:
    assert find_similar(kind, code).refusal == "not_compared"
    assert list_similar(kind, code) == ()


def test_new_figures_make_a_new_list(small_universe: Places) -> None:
    _publish()
    assert _list_codes(ACIGNE) == [CESSON]
    _publish(population={CESSON: 80_000})
    assert _list_codes(ACIGNE) == []


def test_list_costs_no_query_once_read(small_universe: Places) -> None:
    _publish()
    list_similar("commune", ACIGNE)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        list_similar("commune", CESSON, limit=3)
    assert len(queries) == 0


def test_nothing_is_read_before_territories_are_loaded() -> None:
    warm_similar()
    assert get_universe().size("commune") == 0
