"""A saved group with the fields of a territory."""

from __future__ import annotations

from portal.api.saved_groups import build_group_ref
from portal.api.territories import schemas
from portal.territories.queries.groups import GroupCard
from portal.territories.queries.universe import get_universe


def build_group_territory(card: GroupCard) -> schemas.Territory:
    """A group with the fields of a territory: what it has none of is empty."""
    people = get_universe().population(card.member_kind)[list(card.positions)]
    return schemas.Territory(
        **build_group_ref(card).model_dump(),
        is_current=True,
        type="",
        siren=None,
        postal_codes=[],
        population=int(people.sum()) if len(people) and (people >= 0).all() else None,
        area_km2=None,
        centroid=None,
        strate=None,
        seat=None,
        parents={},
        members={card.member_kind: len(card.positions)},
        neighbours=[],
        names=[],
        events=[],
        successors=[],
        town_hall=None,
        head=None,
    )
