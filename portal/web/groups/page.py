"""The page of a group: what it is made of, its members, its figures, what cannot be had."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404

from portal.kernel.french import format_count, typeset
from portal.stats.addresses import explore_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import get_group_sheet, list_years
from portal.territories.lists.members import NOUNS
from portal.territories.models import GROUP_KIND
from portal.territories.queries.groups import GroupCard
from portal.territories.queries.surroundings import list_relatives
from portal.ui.exports.readme import write_dated
from portal.web.groups.asked import NEW_PATH
from portal.web.groups.figures import build_refusals, build_themes, list_sources
from portal.web.groups.maps import DRAWN_AT_MOST, draw_members
from portal.web.groups.members import build_member_table, find_order
from portal.web.groups.words import write_citation

__all__ = ["find_order", "present_body", "present_group"]

_COMPARED_AT_MOST = 8


def present_group(card: GroupCard, order: str, page: int) -> dict[str, Any]:
    """Everything the template places. Raises Http404 for a page of the list that does not exist."""
    body = present_body(card, order, page)
    if page > body["table"].pages:
        raise Http404(f"no page {page}")
    query = f"tri={order}&" if order else ""
    return {
        **body,
        "card": card,
        "title": card.name,
        "path": card.path,
        "sort_path": f"{card.path}?tri=",
        "page": page,
        "page_path": lambda number: f"{card.path}?{query}page={number}",
        "whole": f"/comparer?{urlencode([('t', f'group:{card.id}')], safe=':')}",
        "beside": _build_comparison(card),
        "explore": _find_explored(card),
        "copy": f"{NEW_PATH}?groupe={card.id}",
        "api": f"/api/v1/groups/{card.id}",
        "api_figures": f"/api/v1/territories/group/{card.id}/figures",
        "address": f"{settings.SITE_URL}{card.path}",
        "citation": write_citation(card),
    }


def present_body(card: GroupCard, order: str, page: int = 1) -> dict[str, Any]:
    """What the page of a group and that of a draft show alike."""
    sheet = get_group_sheet(card)
    members = list_relatives(card.member_kind, card.positions)
    words = format_count(len(members), *NOUNS[card.member_kind])
    return {
        "words": words,
        "noun": NOUNS[card.member_kind][1],
        "kind": card.member_kind,
        "table": build_member_table(card, order, page),
        "map": draw_members(members, f"Carte : {words}"),
        "drawn_at_most": DRAWN_AT_MOST,
        "themes": build_themes(sheet),
        "refusals": build_refusals(sheet, card.member_kind),
        "dated": write_dated(list_sources(list(sheet.series.values()))),
        "notices": [typeset(one) for one in card.notices],
    }


def _find_explored(card: GroupCard) -> str:
    """The map of the group in the explorer, with the indicator that maps of its members open with."""
    online = [
        one for one in get_catalogue().list_drawn(card.member_kind) if list_years(one.slug, card.member_kind)
    ]
    return explore_path(online[0].slug, zone=f"{GROUP_KIND}:{card.id}") if online else ""


def _build_comparison(card: GroupCard) -> str:
    """The address that puts the members side by side; empty when there are too many of them."""
    if len(card.codes) > _COMPARED_AT_MOST:
        return ""
    return f"/comparer?{urlencode([('t', f'{card.member_kind}:{code}') for code in card.codes], safe=':')}"
