"""One territory and what surrounds it → the schema of its identity."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ObjectDoesNotExist

from portal.api.references import build_ref
from portal.api.territories import schemas
from portal.stats.queries import get_series
from portal.stats.queries.areas import find_area_indicator
from portal.territories.models import Event, Territory
from portal.territories.queries.places import (
    find_successors,
    list_events,
    list_members,
    list_neighbours,
    list_parents,
)
from portal.territories.strates import load_strates

_MEMBERS: Final[dict[str, tuple[str, ...]]] = {
    "commune": ("arrondissement_municipal", "commune_deleguee"),
    "epci": ("commune",),
    "ept": ("commune",),
    "departement": ("commune", "epci"),
    "region": ("departement", "epci", "commune"),
    "france": ("region", "departement", "epci", "commune"),
}


def build_territory(territory: Territory) -> schemas.Territory:
    """All that ``/territories/<kind>/<code>`` says."""
    is_current = territory.is_current
    return schemas.Territory(
        **build_ref(territory).model_dump(),
        is_current=is_current,
        type=territory.type,
        siren=territory.siren or None,
        postal_codes=list(territory.postal_codes),
        population=territory.population,
        area_km2=_find_area(territory),
        centroid=_build_centroid(territory),
        strate=_find_strate(territory),
        seat=territory.seat_code or None,
        parents={kind: build_ref(one) for kind, one in list_parents(territory).items()} if is_current else {},
        members=_count_members(territory) if is_current else {},
        neighbours=[build_ref(one) for one in list_neighbours(territory)],
        names=[
            schemas.Name(name=one.name, starts_on=one.starts_on, ends_on=one.ends_on)
            for one in territory.versions.order_by("starts_on")
        ],
        events=[_build_event(event) for event in list_events(territory)],
        successors=[] if is_current else _list_successors(territory),
        town_hall=_find_town_hall(territory),
        head=_find_head(territory),
    )


def _find_area(territory: Territory) -> float | None:
    """The area that is served among the figures, else that of the outline."""
    indicator = find_area_indicator(territory.kind)
    if indicator is not None:
        for series in get_series(territory.kind, territory.code, [indicator.slug]):
            if series.latest is not None and series.latest.figure.value is not None:
                return series.latest.figure.value
    return territory.area_km2


def _count_members(territory: Territory) -> dict[str, int]:
    counts = {kind: list_members(territory, kind).count() for kind in _MEMBERS.get(territory.kind, ())}
    return {kind: count for kind, count in counts.items() if count}


def _build_centroid(territory: Territory) -> schemas.Centroid | None:
    if territory.longitude is None or territory.latitude is None:
        return None
    return schemas.Centroid(longitude=round(territory.longitude, 5), latitude=round(territory.latitude, 5))


def _find_strate(territory: Territory) -> schemas.Strate | None:
    scale = load_strates().get(territory.kind)
    for strate in scale.strates if scale else ():
        if strate.key == territory.strate:
            return schemas.Strate(key=strate.key, label=strate.label)
    return None


def _build_event(event: Event) -> schemas.TerritoryEvent:
    return schemas.TerritoryEvent(
        what=event.what,
        effective_on=event.effective_on,
        before=build_ref(event.before) if event.before else None,
        after=build_ref(event.after) if event.after else None,
        name_before=event.name_before,
        name_after=event.name_after,
        source=event.source,
    )


def _list_successors(territory: Territory) -> list[schemas.Successor]:
    return [
        schemas.Successor(
            territory=build_ref(one.territory), what=one.what, effective_on=one.on, via=list(one.via)
        )
        for one in find_successors(territory.kind, territory.code)
    ]


def _find_town_hall(territory: Territory) -> schemas.TownHall | None:
    try:
        contact = territory.contact
    except ObjectDoesNotExist:
        return None
    return schemas.TownHall(
        address=contact.address, phone=contact.phone, email=contact.email, website=contact.website
    )


def _find_head(territory: Territory) -> schemas.Head | None:
    try:
        head = territory.head
    except ObjectDoesNotExist:
        return None
    return schemas.Head(
        title=head.title, first_name=head.first_name, last_name=head.last_name, since=head.since
    )
