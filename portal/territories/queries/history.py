"""Passage from the communes and EPCI of a year to the communes of today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from portal.territories.models import Kind, Load, Membership
from portal.territories.queries.lineage import read_lineage
from portal.territories.queries.universe import Universe, get_universe
from portal.territories.succession import Lineage


@dataclass(frozen=True)
class Passage:
    """What the communes of the COG of ``year`` (1 January) are today.

    ``successors``: code of that year → today's codes. One for a commune that stayed, merged or took
    another code; several for one that was split since; none when it was dissolved.
    ``split``: today's codes of which a part comes from a commune that was split since:
    no figure of that year can be summed for them.
    """

    year: int
    successors: dict[str, tuple[str, ...]]
    split: frozenset[str]
    _sources: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    def find_sources(self, code: str) -> tuple[str, ...]:
        """Codes of that year that make up one of today's communes, sorted; empty when unknown."""
        return self._sources.get(code, ())


def build_passage(year: int) -> Passage:
    """The passage from the COG of a year, kept until the next load of the territories."""
    return _build_passage(year, _get_lineage(get_universe()))


@lru_cache(maxsize=1)
def _get_lineage(universe: Universe) -> Lineage:
    """Kept as long as the universe that it was read with."""
    return read_lineage(Kind.COMMUNE)


@lru_cache(maxsize=16)
def _build_passage(year: int, lineage: Lineage) -> Passage:
    day = date(year, 1, 1)
    successors = {code: tuple(sorted(lineage.carry(code, day))) for code in lineage.list_alive(day)}
    shared = frozenset(code for codes in successors.values() if len(codes) > 1 for code in codes)
    sources: dict[str, list[str]] = {}
    for old, codes in successors.items():
        for code in codes:
            sources.setdefault(code, []).append(old)
    return Passage(year, successors, shared, {code: tuple(sorted(olds)) for code, olds in sources.items()})


def list_perimeter_years() -> list[int]:
    """Years of which the composition of the EPCI is known, in order; empty before the first load."""
    load = Load.objects.first()
    return [int(year) for year in load.report.get("perimeter_years", ())] if load else []


def list_epci_members(year: int) -> dict[str, frozenset[str]]:
    """SIREN → today's communes that lie in its perimeter of 1 January of a year.

    A commune that merged across the border of two EPCI since then is in both.
    """
    passage = build_passage(year)
    return {
        siren: frozenset(today for code in codes for today in passage.successors.get(code, ()))
        for siren, codes in list_epci_members_then(year).items()
    }


def list_epci_members_then(year: int) -> dict[str, frozenset[str]]:
    """SIREN → communes that were its members on 1 January of a year, in the codes of that year."""
    members: dict[str, set[str]] = {}
    rows = Membership.objects.filter(group__kind=Kind.EPCI, first_year__lte=year).exclude(last_year__lt=year)
    for siren, code in rows.values_list("group__code", "member__code"):
        members.setdefault(siren, set()).add(code)
    return {siren: frozenset(codes) for siren, codes in members.items()}
