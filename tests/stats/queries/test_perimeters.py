"""Perimeters of one's own: the same rules as for EPCI, absences and secrets included."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel.figures import Absence, Figure, Origin
from portal.stats.actions.releases import Draft, prepare_release, publish_releases
from portal.stats.compute.cube import build_cube
from portal.stats.compute.indicators import add_computed
from portal.stats.descriptors.entries import Catalogue
from portal.stats.queries import (
    PerimeterSheet,
    Refusal,
    aggregate_perimeter,
    get_group_sheet,
    perimeters,
)
from portal.territories.queries.groups import GroupCard
from tests.oracles.figures import sum_of
from tests.stats.builders import build_frame, build_indicator, show
from tests.stats.releases import GEOGRAPHY, INDICATORS, NOW, publish_small

pytestmark = pytest.mark.django_db

MEDIAN = build_indicator("median", aggregate="none")
HIDDEN_RATIO = build_indicator(
    "hidden_ratio", compute={"kind": "ratio", "numerator": "hidden", "denominator": "population"}
)
ALL = {**INDICATORS, "median": MEDIAN, "hidden_ratio": HIDDEN_RATIO}
PLACES = GEOGRAPHY.positions("commune")


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue(Path(), ALL, {}, {}, {}, {}, {})
    monkeypatch.setattr(perimeters, "get_catalogue", lambda: catalogue)
    codes = GEOGRAPHY.codes
    monkeypatch.setattr(perimeters, "_list_codes", lambda kind, places: [codes[kind][at] for at in places])


def _take(*codes: str, slugs: tuple[str, ...] = ("population", "density", "zone")) -> PerimeterSheet:
    return aggregate_perimeter([PLACES[code] for code in codes], slugs)


def test_perimeter_across_two_departements() -> None:
    publish_small()
    sheet = _take("35238", "22050")
    assert sheet.refusals == {}
    population = sheet.series["population"]
    # 99 + 9 in 2022, 100 + 10 in 2023; 110 inhabitants on 2 + 2 km²; both communes are in the zone A.
    assert [(point.year, point.figure.value) for point in population.points] == [(2022, 108.0), (2023, 110.0)]
    assert population.points[0].figure.origin is Origin.AGGREGATED
    assert population.dataset == "populations"
    assert sheet.series["density"].points[-1].figure == Figure(27.5, origin=Origin.AGGREGATED)
    assert sheet.series["zone"].points[-1].figure.value == 1


def test_perimeter_with_a_commune_given_twice_counts_it_once() -> None:
    publish_small()
    latest = _take("35238", "35238", "35001").series["population"].latest
    assert latest is not None
    assert latest.figure.value == 140


def test_perimeter_refuses_what_does_not_add_up() -> None:
    publish_small()
    sheet = _take("35238", "22050", slugs=("median", "hidden_ratio", "unknown", "population"))
    assert sheet.refusals == {"median": Refusal.NEVER_AGGREGATED, "hidden_ratio": Refusal.NO_PARTS}
    assert list(sheet.series) == ["population"]


def test_perimeter_of_what_nobody_published() -> None:
    sheet = _take("35238")
    assert set(sheet.refusals.values()) == {Refusal.NOT_ONLINE}


def test_perimeter_without_any_commune_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one territory"):
        aggregate_perimeter([], ["population"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Absence.SECRET, 5.0),
        (Absence.SECRET, Absence.NOT_AVAILABLE),
        (Absence.NOT_AVAILABLE, 5.0),
        (Absence.NOT_AVAILABLE, Absence.NOT_AVAILABLE),
        (Absence.NOT_APPLICABLE, 5.0),
        (Absence.NOT_APPLICABLE, Absence.NOT_APPLICABLE),
        (2.0, 3.0),
    ],
)
def test_perimeter_shows_the_absences_of_its_members(first: float | Absence, second: float | Absence) -> None:
    rows = [("commune", "35238", "population", 2023, first), ("commune", "22050", "population", 2023, second)]
    rows += [("commune", code, "area_km2", 2023, 2.0) for code in ("35238", "22050")]
    cube = build_cube(build_frame(rows), INDICATORS, GEOGRAPHY)
    add_computed(cube, [INDICATORS["density"]], INDICATORS, GEOGRAPHY)
    release = prepare_release(
        Draft("populations", cube, "1"), indicators=INDICATORS, geography=GEOGRAPHY, by="tests", now=NOW
    )
    publish_releases([release], by="tests", now=NOW)
    expected = sum_of([first, second])
    sheet = _take("35238", "22050")
    population = sheet.series["population"].points[-1].figure
    assert show(population.absence if population.value is None else population.value) == show(expected)
    density = sheet.series["density"].points[-1].figure
    assert density.absence is (expected if isinstance(expected, Absence) else Absence.NONE)


OWN = build_indicator("own", aggregate="none", adds_up_among_peers=True)
OWN_PER_HEAD = build_indicator(
    "own_per_head",
    aggregate="none",
    compute={"kind": "ratio", "numerator": "own", "denominator": "population"},
)


def test_perimeter_adds_up_accounts_of_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    """600 € for 100 inhabitants and 240 € for 40: 840 € and 6 € each, though no level above has a total."""
    indicators = {**INDICATORS, "own": OWN, "own_per_head": OWN_PER_HEAD}
    catalogue = Catalogue(Path(), indicators, {}, {}, {}, {}, {})
    monkeypatch.setattr(perimeters, "get_catalogue", lambda: catalogue)
    rows = [
        ("commune", code, slug, 2023, value)
        for code, own, people in (("35238", 600.0, 100.0), ("35001", 240.0, 40.0))
        for slug, value in (("own", own), ("population", people))
    ]
    cube = build_cube(build_frame(rows), indicators, GEOGRAPHY)
    release = prepare_release(
        Draft("populations", cube, "1"), indicators=indicators, geography=GEOGRAPHY, by="tests", now=NOW
    )
    publish_releases([release], by="tests", now=NOW)
    sheet = _take("35238", "35001", slugs=("own", "own_per_head", "median"))
    assert sheet.refusals == {}  # « median » is unknown to this catalogue
    assert [point.figure.value for point in sheet.series["own"].points] == [840.0]
    assert [point.figure.value for point in sheet.series["own_per_head"].points] == [6.0]


def test_perimeter_of_epci_adds_up_their_own_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """E1 has 140 inhabitants and E2 40 in 2023; their zone is that of their communes."""
    publish_small()
    positions = [GEOGRAPHY.positions("epci")[code] for code in ("E1", "E2")]
    sheet = aggregate_perimeter(positions, ["population", "density", "zone"], kind="epci")
    assert [point.figure.value for point in sheet.series["population"].points] == [177.0, 180.0]
    assert sheet.series["density"].points[-1].figure.value == 30.0  # 180 on 6 km²
    assert sheet.series["zone"].points[-1].figure.value == 1


def test_accounts_of_communes_never_stand_for_those_of_their_epci(monkeypatch: pytest.MonkeyPatch) -> None:
    indicators = {**INDICATORS, "own": OWN}
    catalogue = Catalogue(Path(), indicators, {}, {}, {}, {}, {})
    monkeypatch.setattr(perimeters, "get_catalogue", lambda: catalogue)
    monkeypatch.setattr(perimeters, "_list_communes", lambda *_: [PLACES["35238"], PLACES["35001"]])
    cube = build_cube(build_frame([("commune", "35238", "own", 2023, 5.0)]), indicators, GEOGRAPHY)
    release = prepare_release(
        Draft("populations", cube, "1"), indicators=indicators, geography=GEOGRAPHY, by="tests", now=NOW
    )
    publish_releases([release], by="tests", now=NOW)
    sheet = aggregate_perimeter([GEOGRAPHY.positions("epci")["E1"]], ["own"], kind="epci")
    assert sheet.refusals == {"own": Refusal.NOT_ONLINE}


def test_group_sheet_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_small()
    monkeypatch.setattr(Catalogue, "list_public_indicators", lambda self: list(self.indicators.values()))
    card = GroupCard("abc", "Deux", "deux", "commune", ("35238", "35001"), (PLACES["35238"], PLACES["35001"]))
    first = get_group_sheet(card)
    assert (first.kind, first.code) == ("group", "abc")
    latest = first.series["population"].latest
    assert latest is not None
    assert latest.figure.value == 140.0
    assert first.refusals["median"] is Refusal.NEVER_AGGREGATED
    monkeypatch.setattr(perimeters, "aggregate_perimeter", None)
    assert get_group_sheet(card).series is first.series
    empty = get_group_sheet(GroupCard("e", "Vide", "vide", "commune", (), ()))
    assert not empty.series
