"""What became of EPCI, by hand: who went where, and what is no event."""

from __future__ import annotations

from portal.territories.actions.load.draft import Draft
from portal.territories.actions.load.epci_events import add_epci_history
from portal.territories.actions.load.rows import CommuneRow, GroupRow, MemberRow
from portal.territories.actions.load.vintages import Vintage
from portal.territories.models import Kind, Territory
from portal.territories.succession import Lineage


def make_vintage(year: int, members: dict[str, str], names: dict[str, str] | None = None) -> Vintage:
    """``members``: SIREN → one letter per commune."""
    epci = {
        siren: GroupRow(
            code=siren, nom=(names or {}).get(siren, f"CC {siren}"), type="CC", mode_financement="FA",
            membres=tuple(MemberRow(code=code, nom=code) for code in communes),
        )
        for siren, communes in members.items()
    }  # fmt: skip
    codes = "".join(members.values())
    rows = {code: CommuneRow(code=code, nom=code, type="commune-actuelle") for code in codes}
    return Vintage(year, rows, [], [], [], [], [], epci, [])


def tell(*vintages: Vintage) -> list[tuple[str, str, str]]:
    draft = Draft()
    for siren in sorted({siren for vintage in vintages for siren in vintage.epci}):
        draft.add(Territory(kind=Kind.EPCI, code=siren, name=siren))
    add_epci_history(draft, list(vintages), Lineage({}, []))
    return [
        (str(a.what), a.before[1] if a.before else "", a.after[1] if a.after else "") for a in draft.arrows
    ]


def test_communes_that_pass_to_an_epci_of_before_only_extend_it() -> None:
    """Pays des Lacs in 2020: one commune to Champagnole, the others into the new EPCI."""
    before = make_vintage(2019, {"LACS": "abcd", "CHAMPAGNOLE": "xyz", "ORGELET": "ef"})
    after = make_vintage(2020, {"NEW": "bcdef", "CHAMPAGNOLE": "xyza"})
    assert tell(before, after) == [("merger", "LACS", "NEW"), ("merger", "ORGELET", "NEW")]


def test_epci_that_comes_apart_into_new_ones_is_split() -> None:
    before = make_vintage(2019, {"CREUSE": "abcdef"})
    after = make_vintage(2020, {"BENEVENT": "ab", "DUNOIS": "cd", "SOSTRANIEN": "ef"})
    assert tell(before, after) == [
        ("split", "CREUSE", "BENEVENT"),
        ("split", "CREUSE", "DUNOIS"),
        ("split", "CREUSE", "SOSTRANIEN"),
    ]


def test_epci_shared_between_those_around_is_dissolved() -> None:
    before = make_vintage(2019, {"GONE": "abc", "NORTH": "n", "SOUTH": "s", "WEST": "w"})
    after = make_vintage(2020, {"NORTH": "na", "SOUTH": "sb", "WEST": "wc"})
    assert tell(before, after) == [
        ("dissolution", "GONE", "NORTH"),
        ("dissolution", "GONE", "SOUTH"),
        ("dissolution", "GONE", "WEST"),
    ]


def test_another_spelling_of_an_epci_is_no_event() -> None:
    states = [
        make_vintage(2019, {"S": "a"}, {"S": "CA du Bassin d'Arcachon Nord"}),
        make_vintage(2020, {"S": "a"}, {"S": "CA du Bassin d'Arcachon Nord (COBAN)"}),
        make_vintage(2021, {"S": "a"}, {"S": "CA Arcachon Agglo"}),
    ]
    assert tell(*states) == [("renaming", "S", "S")]
