"""What must hold before anything is recorded, and what the sources disagree on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from portal.territories.actions.load.communes import OVERSEAS_COLLECTIVITY
from portal.territories.actions.load.descriptors import TerritorySources
from portal.territories.actions.load.draft import Arrow, Draft
from portal.territories.actions.load.vintages import Vintage
from portal.territories.models import Kind
from portal.territories.succession import Lineage

OVERSEAS_COLLECTIVITIES = ("975", "977", "978", "984", "986", "987", "988", "989")


@dataclass(frozen=True, slots=True)
class Check:
    """One count: what the sources publish and what the load found."""

    name: str
    year: int
    expected: int
    found: int

    @property
    def is_met(self) -> bool:
        """Whether both are the same."""
        return self.expected == self.found


def check_counts(
    draft: Draft, sources: TerritorySources, vintages: list[Vintage], lineage: Lineage
) -> list[Check]:
    """Counts by year: files against what is published, history and memberships against files."""
    checks = []
    members = _count_members(draft, [v.year for v in vintages])
    for source, vintage in zip(sources.years, vintages, strict=True):
        year, overseas = vintage.year, sum(is_overseas(code) for code in vintage.communes)
        if source.expect is not None:
            checks += [
                Check("communes", year, source.expect.communes, len(vintage.communes) - overseas),
                Check("communes of overseas collectivities", year, source.expect.overseas_communes, overseas),
                Check("EPCI", year, source.expect.epci, len(vintage.epci)),
            ]
        alive = lineage.list_alive(date(year, 1, 1))
        checks.append(Check("communes by their history", year, len(vintage.communes), len(alive)))
        checks.append(Check("members of EPCI by the memberships", year, len(vintage.epci_of), members[year]))
    return checks


def is_overseas(code: str) -> bool:
    """Whether a commune is in a collectivité d'outre-mer, by its code."""
    return code.startswith(OVERSEAS_COLLECTIVITIES)


def _count_members(draft: Draft, years: list[int]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for link in draft.links:
        if link.group[0] == Kind.EPCI:
            last = link.last_year or years[-1]
            for year in range(link.first_year, last + 1):
                counts[year] += 1
    return counts


def check_passages(vintages: list[Vintage], lineage: Lineage) -> list[str]:
    """Communes of a COG that lead nowhere, and communes of today that none leads to."""
    problems = []
    today = set(vintages[-1].communes)
    for vintage in vintages:
        reached: set[str] = set()
        for code in vintage.communes:
            found = lineage.carry(code, date(vintage.year, 1, 1))
            reached.update(found)
            if not found:
                problems.append(f"{code} of the COG {vintage.year} leads to no commune of today")
        problems += [
            f"{code} comes from no commune of the COG {vintage.year}" for code in sorted(today - reached)
        ]
    return problems


def check_orphans(draft: Draft) -> list[str]:
    """Current territories whose parent is missing or that have no member."""
    orphans = []
    groups = {(Kind.EPCI.value, c.epci_code) for c in draft.iterate(Kind.COMMUNE)}
    for commune in draft.iterate(Kind.COMMUNE):
        if not draft.get(Kind.DEPARTEMENT, commune.departement_code):
            orphans.append(f"commune {commune.code} {commune.name}: no département")
        if not commune.epci_code and commune.type != OVERSEAS_COLLECTIVITY:
            orphans.append(f"commune {commune.code} {commune.name}: no EPCI")
    orphans += [
        f"EPCI {epci.code} {epci.name}: no member"
        for epci in draft.iterate(Kind.EPCI)
        if (Kind.EPCI.value, epci.code) not in groups
    ]
    for kind in (Kind.COMMUNE_DELEGUEE, Kind.ARRONDISSEMENT_MUNICIPAL):
        for part in draft.iterate(kind):
            parent = draft.get(Kind.COMMUNE, part.parent_code)
            if parent is None or not parent.is_current:
                orphans.append(
                    f"{kind.value} {part.code} {part.name}: its commune {part.parent_code} is unknown"
                )
    return orphans


def compare_populations(vintages: list[Vintage], arrows: Iterable[Arrow]) -> list[str]:
    """Communes whose population of one reference year differs between two packages.

    Those that took part in a merger or split between the two are left out: they did change.
    """
    changed: dict[str, list[date]] = defaultdict(list)
    for arrow in arrows:
        for end in (arrow.before, arrow.after):
            if end is not None and arrow.before != arrow.after:
                changed[end[1]].append(arrow.effective_on)
    differences = []
    read = [v for v in vintages if v.population_year and not v.is_deduced]
    for one, other in combinations(read, 2):
        if one.population_year != other.population_year:
            continue
        between = (date(one.year, 1, 1), date(other.year, 1, 1))
        for code in sorted(one.communes.keys() & other.communes.keys()):
            first, second = one.communes[code].population, other.communes[code].population
            is_changed = any(between[0] < day <= between[1] for day in changed[code])
            if first != second and not is_changed:
                differences.append(
                    f"{code} {other.communes[code].nom}: {first} in the package of {one.year},"
                    f" {second} in that of {other.year} for {one.population_year}"
                )
    return differences
