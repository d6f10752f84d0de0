"""Authorities that a list names by their number (SIREN), found among our territories, past ones included."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from portal.kernel.french import fix_name, of_place
from portal.library.naming import fold
from portal.territories.models import Kind, Territory
from portal.territories.queries.places import find_successors

By = Literal["siren", "departement", "region"]

_GROUPS: Final = (Kind.EPCI, Kind.EPT)
_COMMUNE_PREFIX: Final = "21"
"""First digits of the SIREN of communes; the département and the number of INSEE's code follow."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a list says of an authority. ``area``: code of its département or région in INSEE's code."""

    siren: str
    name: str
    by: By = "siren"
    area: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """A territory of today. ``of_name``: « de Rennes », « du Morbihan »."""

    key: str
    name: str
    of_name: str
    population: int


def find_authorities(named: Collection[Named]) -> Mapping[Named, Authority]:
    """The territory of each, with one statement and a few more for those of the past.

    Left out: whose number is unknown; whose territory was split; a collectivité d'outre-mer that is named
    by its area, which several authorities share.
    """
    rows = list(Territory.objects.filter(kind__in=[*_GROUPS, Kind.COMMUNE, Kind.DEPARTEMENT, Kind.REGION]))
    by_siren = {row.siren or row.code: row for row in rows if row.kind in _GROUPS or row.siren}
    by_code = {(row.kind, row.code): row for row in rows}
    found: dict[Named, Authority] = {}
    for one in named:
        row = by_code.get((one.by, one.area)) if one.by != "siren" else by_siren.get(one.siren)
        row = row or _find_commune(one, by_code)
        today = _follow(row) if row is not None else None
        if today is not None and not (one.by != "siren" and today.type == "com"):
            found[one] = _describe(today)
    return found


def _find_commune(one: Named, by_code: Mapping[tuple[str, str], Territory]) -> Territory | None:
    """A past commune, whose number nobody gives: by the code that the number holds, if the name agrees.

    « 214400400 »: département 44, commune 040.
    """
    if not one.siren.startswith(_COMMUNE_PREFIX) or len(one.siren) != 9:
        return None
    row = by_code.get((Kind.COMMUNE.value, f"{one.siren[2:4]}{one.siren[5:8]}"))
    return row if row is not None and fold(row.name) == fold(one.name) else None


def _follow(row: Territory) -> Territory | None:
    if row.is_current:
        return row
    heirs = find_successors(row.kind, row.code)
    return heirs[0].territory if len(heirs) == 1 else None


def _describe(row: Territory) -> Authority:
    of_name = of_place(row.name, row.article_kind, row.kind)
    return Authority(f"{row.kind}:{row.code}", fix_name(row.name), of_name, row.population or 0)
