"""One territory and what surrounds it: parents, members, neighbours, past names, successors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from portal.territories.models import Event, Kind, Membership, Neighbour, Outline, Territory
from portal.territories.queries.lineage import read_lineage_from
from portal.territories.queries.universe import FRANCE_CODE, OVERSEAS_COLLECTIVITY
from portal.territories.succession import Step

_PARENT_COLUMNS: Final = {
    Kind.EPCI: "epci_code",
    Kind.DEPARTEMENT: "departement_code",
    Kind.REGION: "region_code",
    Kind.EPT: "ept_code",
    Kind.COMMUNE: "parent_code",
}
_PARTS: Final = frozenset({Kind.COMMUNE_DELEGUEE, Kind.ARRONDISSEMENT_MUNICIPAL})


@dataclass(frozen=True, slots=True)
class Succession:
    """What a past territory has become: today's ``territory`` and the steps that lead there.

    ``steps`` is empty when the territory still exists. ``what`` and ``on`` are those of the first
    step, ``via`` the names of the territories in between: « Commune fusionnée le 1er janvier 2016
    dans Freigné, puis … ».
    """

    territory: Territory
    steps: tuple[Step, ...] = ()

    @property
    def what(self) -> str:
        """``Event.What`` of the first step; empty when there is none."""
        return self.steps[0].what if self.steps else ""

    @property
    def on(self) -> date | None:
        """Day of the first step."""
        return self.steps[0].effective_on if self.steps else None

    @property
    def name_before(self) -> str:
        """Name that the past territory had on its last day."""
        return self.steps[0].name_before if self.steps else self.territory.name

    @property
    def name_after(self) -> str:
        """Name, on the day of the first step, of what it went into."""
        return self.steps[0].name_after if self.steps else self.territory.name

    @property
    def via(self) -> tuple[str, ...]:
        """Names of the territories between the first step and today's, in order."""
        return tuple(step.name_after for step in self.steps[:-1])


@dataclass(frozen=True, slots=True)
class PastName:
    """A name of a territory during a period that is over."""

    name: str
    starts_on: date
    ends_on: date


def find_territory(kind: str, code: str) -> Territory | None:
    """The territory of this code, past or present, or None."""
    return Territory.objects.filter(kind=kind, code=code).first()


def find_successors(kind: str, code: str) -> list[Succession]:
    """What a code is today, by name: itself when it exists, its successors when it is a past one.

    Empty when the code is unknown, or when nothing known came after it.
    """
    found = read_lineage_from(kind, code).find_successors(code, whole=_find_whole(kind, code))
    if not found:  # kinds without history, and codes without dates, still resolve to themselves
        found = {code: ()}
    territories = Territory.objects.filter(kind=kind, code__in=found, is_current=True).order_by("name")
    return [Succession(territory, found[territory.code]) for territory in territories]


def _find_whole(kind: str, code: str) -> str:
    """The commune that a past commune is a commune déléguée or associée of; empty for none."""
    if kind != Kind.COMMUNE:
        return ""
    parts = Territory.objects.filter(kind=Kind.COMMUNE_DELEGUEE, code=code, is_current=True)
    return parts.values_list("parent_code", flat=True).first() or ""


def list_members(territory: Territory, kind: str) -> QuerySet[Territory]:
    """Current territories of a kind within this one, by name.

    The EPCI of a département or région are all those with at least one commune in it.
    """
    current = Territory.objects.filter(kind=kind, is_current=True).order_by("name")
    if territory.kind == Kind.FRANCE:
        return current if kind == Kind.EPCI else current.exclude(type=OVERSEAS_COLLECTIVITY)
    column = _PARENT_COLUMNS.get(Kind(territory.kind))
    if column is None:
        return current.none()
    if kind == Kind.EPCI and territory.kind in {Kind.DEPARTEMENT, Kind.REGION}:
        communes = Territory.objects.filter(kind=Kind.COMMUNE, is_current=True, **{column: territory.code})
        return current.filter(code__in=communes.values("epci_code"))
    return current.filter(**{column: territory.code})


def list_parents(territory: Territory) -> dict[str, Territory]:
    """Today's territories that contain this one, by kind: commune, epci, ept, departement, region, france."""
    wanted = {kind: str(getattr(territory, column)) for kind, column in _PARENT_COLUMNS.items()}
    condition = Q(kind=Kind.FRANCE, code=FRANCE_CODE)
    for kind, code in wanted.items():
        if code:
            condition |= Q(kind=kind, code=code)
    found = {t.kind: t for t in Territory.objects.filter(condition, is_current=True)}
    found.pop(territory.kind, None)
    order = (Kind.COMMUNE, Kind.EPCI, Kind.EPT, Kind.DEPARTEMENT, Kind.REGION, Kind.FRANCE)
    return {kind.value: found[kind.value] for kind in order if kind.value in found}


def list_neighbours(territory: Territory) -> list[Territory]:
    """Current territories of the same kind that share a border, by name."""
    others = Neighbour.objects.filter(territory=territory).values("other")
    return list(Territory.objects.filter(pk__in=others).order_by("name"))


def list_past_names(territory: Territory) -> list[PastName]:
    """Names that this code had before its present one, oldest first."""
    rows = territory.versions.exclude(ends_on=None).order_by("starts_on")
    return [
        PastName(row.name, row.starts_on, row.ends_on)
        for row in rows
        if row.ends_on is not None and row.name != territory.name
    ]


def list_events(territory: Territory) -> list[Event]:
    """Changes that this code took part in, most recent first, with the territories at both ends."""
    rows = Event.objects.filter(Q(before=territory) | Q(after=territory))
    return list(rows.select_related("before", "after").order_by("-effective_on", "what", "name_before"))


def list_memberships(territory: Territory) -> list[Membership]:
    """Groups that this territory belongs or belonged to, by kind and year."""
    rows = Membership.objects.filter(member=territory).select_related("group")
    return list(rows.order_by("group__kind", "first_year"))


def list_outlines(
    territories: Iterable[Territory], detail: str = Outline.Detail.FINE
) -> dict[tuple[str, str], Outline]:
    """Contours by kind and code; territories without a contour are not in the answer."""
    by_id = {territory.pk: territory for territory in territories}
    rows = Outline.objects.filter(territory__in=list(by_id), detail=detail)
    return {(by_id[row.territory_id].kind, by_id[row.territory_id].code): row for row in rows}
