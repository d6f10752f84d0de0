"""A saved group → what the API says of it."""

from __future__ import annotations

from django.conf import settings

from portal.api.groups import schemas
from portal.api.references import TerritoryRef
from portal.territories.addresses import path_of
from portal.territories.queries.groups import GroupCard
from portal.territories.queries.surroundings import list_relatives
from portal.territories.queries.universe import get_universe
from portal.territories.search.labels import build_label


def build_group(card: GroupCard) -> schemas.Group:
    return schemas.Group(
        id=card.id,
        name=card.name,
        member_kind=card.member_kind,  # type: ignore[arg-type]  # one of the four by construction
        definition=card.definition,
        members=_list_members(card),
        notices=list(card.notices),
        url=settings.SITE_URL + card.path,
        figures=f"{settings.SITE_URL}/api/v1/territories/group/{card.id}/figures",
    )


def _list_members(card: GroupCard) -> list[TerritoryRef]:
    universe = get_universe()
    departements = universe.group_index(card.member_kind, "departement")
    codes = universe.group_codes(card.member_kind, "departement")
    found = []
    for one in list_relatives(card.member_kind, card.positions):
        path = path_of(one.kind, one.code, one.slug)
        number = int(departements[one.position]) if one.position < len(departements) else -1
        area = codes[number] if number >= 0 else ""
        label = build_label(one.kind, one.code, one.name, area, one.type)
        url = settings.SITE_URL + path
        found.append(
            TerritoryRef(kind=one.kind, code=one.code, name=one.name, label=label, url=url, path=path)
        )
    return found
