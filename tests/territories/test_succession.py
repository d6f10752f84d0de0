"""Following codes through time: known cases by hand, random histories against the oracle."""

from __future__ import annotations

from datetime import date

import pytest

from portal.territories.models import Event
from portal.territories.succession import Lineage, Step, is_dated_by_vintage
from tests.oracles.succession import make_world

START = date(1943, 1, 1)


def day(year: int, month: int = 1, number: int = 1) -> date:
    return date(year, month, number)


def test_a_merged_commune_leads_to_the_one_that_absorbed_it() -> None:
    lineage = Lineage(
        {"74010": [(START, None)], "74093": [(START, day(2017))]},
        [Step("merger", day(2017), "74093", "74010"), Step("merger", day(2017), "74010", "74010")],
    )
    (path,) = lineage.find_successors("74093").values()
    assert [(step.what, step.effective_on) for step in path] == [("merger", day(2017))]
    assert lineage.find_successors("74010") == {"74010": ()}
    assert set(lineage.carry("74093", day(2016))) == {"74010"}


def test_a_restored_commune_leads_to_itself() -> None:
    """Bihorel: merged into Bois-Guillaume in 2012, restored in 2014."""
    lineage = Lineage(
        {"76095": [(START, day(2012)), (day(2014), None)], "76108": [(START, None)]},
        [Step("merger", day(2012), "76095", "76108"), Step("split", day(2014), "76108", "76095")],
    )
    assert lineage.find_successors("76095") == {"76095": ()}
    assert set(lineage.carry("76095", day(2011))) == {"76095", "76108"}
    assert set(lineage.carry("76108", day(2013))) == {"76095", "76108"}
    assert set(lineage.carry("76108", day(2014))) == {"76108"}


def test_codes_that_swap_and_come_back() -> None:
    """Les Trois Lacs: 27676, then 27058 from 2021, then 27676 again from 2023."""
    lineage = Lineage(
        {
            "27058": [(START, day(2017)), (day(2021), day(2023))],
            "27676": [(START, day(2021)), (day(2023), None)],
        },
        [
            Step("merger", day(2017), "27058", "27676"),
            Step("recoding", day(2021), "27676", "27058"),
            Step("recoding", day(2023), "27058", "27676"),
        ],
    )
    assert set(lineage.find_successors("27058")) == {"27676"}
    for year in (2016, 2019, 2021, 2022, 2023):
        alive = lineage.list_alive(day(year))
        assert {today for code in alive for today in lineage.carry(code, day(year))} == {"27676"}


def test_a_chain_crosses_new_codes_and_mergers() -> None:
    """Courcouronnes: 78182, then 91182 from 1968, then a part of Évry-Courcouronnes in 2019."""
    lineage = Lineage(
        {"78182": [(START, day(1968))], "91182": [(day(1968), day(2019))], "91228": [(day(1968), None)]},
        [Step("recoding", day(1968), "78182", "91182"), Step("merger", day(2019), "91182", "91228")],
    )
    (path,) = lineage.find_successors("78182").values()
    assert [step.after for step in path] == ["91182", "91228"]


def test_two_steps_of_one_day_are_put_end_to_end() -> None:
    """Freigné changed département and merged on the same day: its code in between lasted no day."""
    lineage = Lineage(
        {"49144": [(START, day(2018))], "44180": [(START, None)], "44225": []},
        [Step("recoding", day(2018), "49144", "44225"), Step("merger", day(2018), "44225", "44180")],
    )
    assert set(lineage.find_successors("49144")) == {"44180"}
    assert set(lineage.carry("49144", day(2017))) == {"44180"}


def test_a_suppressed_commune_leads_to_all_its_heirs() -> None:
    lineage = Lineage(
        {"08227": [(START, day(1968, 3, 2))], "08203": [(START, None)], "08454": [(START, None)]},
        [Step("dissolution", day(1968, 3, 2), "08227", heir) for heir in ("08203", "08454")],
    )
    assert sorted(lineage.find_successors("08227")) == ["08203", "08454"]


def test_a_part_of_a_commune_follows_its_whole_when_the_commune_was_split() -> None:
    """La Neuville-Garnier: in Les Hauts-Talican (60054) since 2019, of which 60694 kept it in 2024."""
    lineage = Lineage(
        {"60455": [(START, day(2019))], "60054": [(START, None)], "60694": [(day(2024), None)]},
        [Step("merger", day(2019), "60455", "60054"), Step("split", day(2024), "60054", "60694")],
    )
    assert set(lineage.find_successors("60455")) == {"60054"}
    (path,) = lineage.find_successors("60455", whole="60694").values()
    assert [step.after for step in path] == ["60054", "60694"]
    assert set(lineage.find_successors("60455", whole="99999")) == {"60054"}


def test_unknown_and_lost_codes_lead_nowhere() -> None:
    lineage = Lineage({"1": [(START, day(1950))]}, [Step("dissolution", day(1950), "1", None)])
    assert lineage.find_successors("1") == {}
    assert lineage.find_successors("99999") == {}
    assert lineage.carry("1", START) == {}


@pytest.mark.parametrize(
    ("source", "is_vintage"),
    [
        ("COG 2020", True),
        ("Périmètres des EPCI 2022", True),
        ("Historique des communes (COG 2019)", False),
        ("INSEE, mouvements de communes", False),
        ("", False),
    ],
)
def test_a_date_is_that_of_a_vintage_by_its_source(source: str, is_vintage: bool) -> None:
    assert is_dated_by_vintage(source) is is_vintage
    assert Event(source=source).is_dated_by_vintage is is_vintage
    assert Step("merger", day(2020), "1", "2", source=source).is_dated_by_vintage is is_vintage


@pytest.mark.parametrize("seed", range(60))
def test_random_histories_agree_with_the_oracle(seed: int) -> None:
    world = make_world(seed)
    lineage = Lineage(world.existence, world.steps)
    for start, state in world.days:
        for code in set(state.values()):
            carried = set(lineage.carry(code, start))
            truth = world.present_of(code, start)
            # Codes do not tell which piece of a split commune left: all its heirs are named.
            assert truth <= carried, (code, start)
        if not any(step.what == "split" and step.effective_on > start for step in world.steps):
            for code in set(state.values()):
                assert set(lineage.carry(code, start)) == world.present_of(code, start)
    for code, periods in world.existence.items():
        found = set(lineage.find_successors(code))
        assert found, code
        assert all(lineage.is_current(today) for today in found)
        if periods[-1][1] is None:
            assert found == {code}
