"""What the vintages show and no dated source tells: cases of the real COG."""

from __future__ import annotations

from datetime import date

from portal.territories.actions.load.draft import Arrow, Draft
from portal.territories.actions.load.movements import commune
from portal.territories.actions.load.reconcile import build_commune_history
from portal.territories.actions.load.rows import CommuneRow, GroupRow, MemberRow
from portal.territories.actions.load.timeline import BEGINNING, Timelines
from portal.territories.actions.load.vintages import Vintage, deduce_cog

Line = tuple[str, str, str, str, str, str]


def make_vintage(year: int, communes: dict[str, str], parts: dict[str, str] | None = None) -> Vintage:
    """``parts``: code of a commune déléguée → its commune; all communes are in one EPCI."""
    rows = {c: CommuneRow(code=c, nom=name, type="commune-actuelle") for c, name in communes.items()}
    subs = [
        CommuneRow(code=code, nom=code, type="commune-deleguee", chef_lieu=parent)
        for code, parent in (parts or {}).items()
    ]
    members = tuple(MemberRow(code=code, nom=name) for code, name in communes.items())
    epci = {"E": GroupRow(code="E", nom="CC", type="CC", mode_financement="FA", membres=members)}
    return Vintage(year, rows, subs, [], [], [], [], epci, [])


def tell(vintages: list[Vintage], known: list[Arrow] | None = None) -> tuple[list[Line], Timelines]:
    draft = Draft()
    timelines = build_commune_history(draft, known or [], vintages)
    lines = [
        (
            str(a.what),
            str(a.effective_on),
            a.before[1] if a.before else "",
            a.name_before,
            a.after[1] if a.after else "",
            a.name_after,
        )
        for a in draft.arrows
    ]
    return sorted(lines), timelines


def names(timelines: Timelines, code: str) -> list[tuple[str, str, str]]:
    return [(p.name, str(p.starts_on), str(p.ends_on)) for p in timelines.periods[commune(code)]]


def deduced(before: Vintage, communes: dict[str, str], after: Vintage) -> list[Vintage]:
    return [before, deduce_cog(make_vintage(2020, communes), before, after), after]


def test_merger_of_a_deduced_year_has_the_name_of_the_year_after() -> None:
    before = make_vintage(2019, {"21183": "Collonges-lès-Premières", "21507": "Premières"})
    after = make_vintage(2021, {"21183": "Collonges-et-Premières"}, {"21507": "21183"})
    lines, timelines = tell(deduced(before, {"21183": "stale"}, after))
    assert lines == [
        ("merger", "2020-01-01", "21183", "Collonges-lès-Premières", "21183", "Collonges-et-Premières"),
        ("merger", "2020-01-01", "21507", "Premières", "21183", "Collonges-et-Premières"),
    ]
    assert names(timelines, "21183") == [
        ("Collonges-lès-Premières", str(BEGINNING), "2020-01-01"),
        ("Collonges-et-Premières", "2020-01-01", "None"),
    ]


def test_change_of_name_between_the_neighbours_of_a_deduced_year_is_of_the_later_one() -> None:
    before = make_vintage(2019, {"24291": "Montignac"})
    after = make_vintage(2021, {"24291": "Montignac-Lascaux"})
    lines, _ = tell(deduced(before, {"24291": "Montignac"}, after))
    assert lines == [("renaming", "2021-01-01", "24291", "Montignac", "24291", "Montignac-Lascaux")]


def test_what_is_left_of_a_split_commune_is_no_renaming() -> None:
    before = make_vintage(2019, {"14712": "Saline"}, {"14666": "14712"})
    after = make_vintage(2021, {"14712": "Troarn", "14666": "Sannerville"})
    lines, timelines = tell(deduced(before, {"14712": "stale", "14666": "Sannerville"}, after))
    assert lines == [
        ("split", "2020-01-01", "14712", "Saline", "14666", "Sannerville"),
        ("split", "2020-01-01", "14712", "Saline", "14712", "Troarn"),
    ]
    assert names(timelines, "14712") == [
        ("Saline", str(BEGINNING), "2020-01-01"),
        ("Troarn", "2020-01-01", "None"),
    ]


def test_part_that_keeps_the_name_under_another_code_is_recoded() -> None:
    vintages = [
        make_vintage(2023, {"60054": "Les Hauts Talican"}, {"60694": "60054"}),
        make_vintage(2024, {"60054": "Beaumont-les-Nonains", "60694": "Les Hauts-Talican"}),
    ]
    lines, timelines = tell(vintages)
    assert lines == [
        ("recoding", "2024-01-01", "60054", "Les Hauts Talican", "60694", "Les Hauts-Talican"),
        ("split", "2024-01-01", "60054", "Les Hauts Talican", "60054", "Beaumont-les-Nonains"),
    ]
    assert names(timelines, "60694") == [("Les Hauts-Talican", "2024-01-01", "None")]
    assert names(timelines, "60054")[1:] == [("Beaumont-les-Nonains", "2024-01-01", "None")]


def test_split_that_leaves_code_and_name_is_no_event_of_its_own() -> None:
    mother, restored = commune("47157"), commune("47001")
    day = date(2003, 2, 3)
    known = [
        Arrow("split", day, mother, mother, "Marmande", "Marmande", "history"),
        Arrow("split", day, mother, restored, "Marmande", "Escassefort", "history"),
    ]
    lines, timelines = tell([make_vintage(2019, {"47157": "Marmande", "47001": "Escassefort"})], known)
    assert lines == [("split", "2003-02-03", "47157", "Marmande", "47001", "Escassefort")]
    assert names(timelines, "47157") == [("Marmande", str(BEGINNING), "None")]


def test_another_spelling_is_neither_an_event_nor_a_past_name() -> None:
    vintages = [
        make_vintage(2023, {"49160": "Ingrandes-Le Fresne sur Loire", "49001": "Autre"}),
        make_vintage(2024, {"49160": "Ingrandes-le-Fresne-sur-Loire"}, {"49001": "49160"}),
    ]
    lines, timelines = tell(vintages)
    new = "Ingrandes-le-Fresne-sur-Loire"
    assert lines == [
        ("merger", "2024-01-01", "49001", "Autre", "49160", new),
        ("merger", "2024-01-01", "49160", new, "49160", new),
    ]
    assert names(timelines, "49160") == [(new, str(BEGINNING), "None")]
