"""Years put end to end: runs of memberships, and a COG deduced from its neighbours."""

from __future__ import annotations

from portal.territories.actions.load.rows import CommuneRow, GroupRow, MemberRow
from portal.territories.actions.load.vintages import Run, Vintage, build_runs, deduce_cog


def make_vintage(year: int, communes: list[str], members: dict[str, list[str]]) -> Vintage:
    rows = {
        code: CommuneRow(code=code, nom=f"{code} in {year}", type="commune-actuelle") for code in communes
    }
    epci = {
        siren: GroupRow(
            code=siren, nom="CC", type="CC", mode_financement="FA",
            membres=tuple(MemberRow(code=code, nom=code) for code in codes),
        )
        for siren, codes in members.items()
    }  # fmt: skip
    return Vintage(year, rows, [], [], [], [], [], epci, [])


def test_runs_join_unbroken_years() -> None:
    states = [
        (2019, {"a": "E", "b": "E", "c": "F"}),
        (2020, {"a": "E", "b": "F", "c": "F"}),
        (2021, {"a": "E", "b": "E"}),
    ]
    assert build_runs(states) == [
        Run("a", "E", 2019, None),
        Run("b", "E", 2019, 2019),
        Run("b", "E", 2021, None),
        Run("b", "F", 2020, 2020),
        Run("c", "F", 2019, 2020),
    ]


def test_deduced_cog_keeps_the_name_of_what_the_next_one_has_no_more() -> None:
    before = make_vintage(2019, ["a", "last"], {"E": ["a", "last"]})
    after = make_vintage(2021, ["a"], {"E": ["a"]})
    between = deduce_cog(make_vintage(2020, [], {"E": ["a", "last"]}), before, after)
    assert [row.nom for row in between.communes.values()] == ["a in 2021", "last in 2019"]


def test_cog_is_deduced_from_members_and_from_communes_without_epci() -> None:
    before = make_vintage(2019, ["a", "b", "island", "gone"], {"E": ["a", "b", "gone"]})
    after = make_vintage(2021, ["a", "b", "island", "late"], {"E": ["a", "b", "late"]})
    between = deduce_cog(make_vintage(2020, [], {"E": ["a", "b", "late"]}), before, after)
    assert list(between.communes) == ["a", "b", "island", "late"]
    assert {code: row.nom for code, row in between.communes.items()} == {
        "a": "a in 2021",
        "b": "b in 2021",
        "island": "island in 2021",
        "late": "late in 2021",
    }
    assert (between.year, between.is_deduced) == (2020, True)
    assert between.epci_of == {"a": "E", "b": "E", "late": "E"}
