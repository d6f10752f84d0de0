"""Tables written from the territories as loaded, in the same CSV that any source could send.

Going through a file keeps one road from source to figure: hash, strict reading, checks, archive.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from portal.kernel.levels import LEVELS
from portal.territories.models import Load, Membership, Territory
from portal.territories.queries.history import list_perimeter_years

FRANCE: Final = "FR"


@dataclass(frozen=True, slots=True)
class TerritoriesTable:
    """A CSV (UTF-8, comma, header) and the load that it was written from."""

    content: bytes
    load_id: int


def build_territories_table(table: Literal["areas", "compositions"]) -> TerritoriesTable:
    """``areas``: level, code, area_km2 of every territory of today.

    ``compositions``: level, code, year, communes, epci: how many communes a territory held in the
    COG or perimeter of each year, and how many EPCI had at least one commune in it.
    """
    load_id = Load.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if table == "areas":
        return TerritoriesTable(_write(("level", "code", "area_km2"), _list_areas()), load_id)
    header = ("level", "code", "year", "communes", "epci")
    return TerritoriesTable(_write(header, _list_compositions()), load_id)


def _write(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode()


def _list_areas() -> Iterable[tuple[str, str, str]]:
    found = Territory.objects.filter(is_current=True, kind__in=LEVELS).order_by("kind", "code")
    for kind, code, area_km2 in found.values_list("kind", "code", "area_km2"):
        yield kind, code, "" if area_km2 is None else f"{area_km2:.6f}"


Group = tuple[str, str]


def _list_compositions() -> list[tuple[str, str, int, int, int]]:
    """Rows of level, code, year, communes, EPCI; the number of EPCI of an EPCI is itself."""
    links = list(
        Membership.objects.filter(member__kind__in=("commune", "departement"), group__kind__in=LEVELS)
        .order_by()
        .values_list("member__kind", "member__code", "group__kind", "group__code", "first_year", "last_year")
    )
    rows = []
    for year in list_perimeter_years() if links else []:
        here = [link[:4] for link in links if link[4] <= year and (link[5] is None or year <= link[5])]
        rows += _count_year(year, _list_parents(here))
    return sorted(rows)


def _list_parents(links: Sequence[tuple[str, str, str, str]]) -> dict[str, dict[str, str]]:
    """Commune → {kind of group: code of the group}, régions and France through départements."""
    communes: dict[str, dict[str, str]] = defaultdict(dict)
    regions: dict[str, str] = {}
    for member_kind, member, group_kind, group in links:
        if member_kind == "commune":
            communes[member][group_kind] = group
        elif group_kind == "region":
            regions[member] = group
    for parents in communes.values():
        region = regions.get(parents.get("departement", ""))
        if region:
            parents["region"] = region
            parents["france"] = FRANCE
    return dict(communes)


def _count_year(year: int, communes: dict[str, dict[str, str]]) -> list[tuple[str, str, int, int, int]]:
    counts: dict[Group, int] = defaultdict(int)
    epci: dict[Group, set[str]] = defaultdict(set)
    for parents in communes.values():
        for group in parents.items():
            counts[group] += 1
            if "epci" in parents:
                epci[group].add(parents["epci"])
    return [(kind, code, year, count, len(epci[kind, code])) for (kind, code), count in counts.items()]
