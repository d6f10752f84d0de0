"""Saved groups named in addresses and in answers, where a territory is expected."""

from __future__ import annotations

from django.conf import settings

from portal.api.problems import ProblemError
from portal.api.references import TerritoryRef
from portal.territories.queries.groups import GroupCard, find_group, was_removed


def get_group(public_id: str) -> GroupCard:
    """The group of an address. Raises ProblemError 404, and 410 for one that was removed."""
    card = find_group(public_id[:40].replace("\0", ""))
    if card is not None:
        return card
    if was_removed(public_id[:40].replace("\0", "")):
        raise ProblemError(410, "group_removed", "Ce groupe a été retiré par les responsables du portail.")
    raise ProblemError(404, "unknown_group", f"Aucun groupe n’a l’identifiant « {public_id[:40]} ».")


def build_group_ref(card: GroupCard) -> TerritoryRef:
    """A group where a territory is expected."""
    return TerritoryRef(
        kind=card.kind,
        code=card.id,
        name=card.name,
        label=card.name,
        url=settings.SITE_URL + card.path,
        path=card.path,
    )
