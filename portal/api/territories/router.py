"""``/territories``: search, lists, and the identity of one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from portal.api.door import build_next, ensure_parameters, write
from portal.api.problems import Problem, refuse_parameter
from portal.api.references import get_territory
from portal.api.saved_groups import get_group
from portal.api.territories.groups import build_group_territory
from portal.api.territories.identity import build_territory
from portal.api.territories.schemas import Territory, TerritoryFilters, TerritoryItem, TerritoryList
from portal.territories.models import GROUP_KIND
from portal.territories.search.answers import Hit
from portal.territories.search.engine import list_territories, search_territories

router = Router(tags=["Territoires"])


@router.get(
    "",
    response={200: TerritoryList, 400: Problem, 410: Problem},
    operation_id="list_territories",
    summary="Chercher ou parcourir les territoires",
)
def get_list(request: HttpRequest, filters: Query[TerritoryFilters]) -> HttpResponse:
    """Avec `q` : les meilleures réponses, la meilleure d’abord. Sans `q` : tous les territoires actuels
    des natures demandées, par nature puis par code."""
    ensure_parameters(request, TerritoryFilters)
    if filters.q is not None:
        if filters.after is not None:
            raise refuse_parameter("after", "une recherche (« q ») n’a qu’une page.")
        found = search_territories(filters.q, kinds=filters.kind, limit=filters.limit)
        return write(TerritoryList(items=[_build_item(hit) for hit in found], next=None))
    kind, _, code = (filters.after or "").partition(":")
    page = list_territories(kinds=filters.kind, after=(kind, code.upper()), limit=filters.limit + 1)
    shown = page[: filters.limit]
    last = f"{shown[-1].kind}:{shown[-1].code}" if len(page) > len(shown) else None
    return write(TerritoryList(items=[_build_item(hit) for hit in shown], next=build_next(request, last)))


@router.get(
    "/{kind}/{code}",
    response={200: Territory, 400: Problem, 404: Problem, 410: Problem},
    operation_id="get_territory",
    summary="Identité d’un territoire",
)
def get_one(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Noms, dates, parents, membres, voisins, superficie, événements. Un territoire disparu répond aussi :
    `is_current` est faux et `successors` dit ce qu’il est devenu. Un groupe enregistré
    est de nature `group`."""
    ensure_parameters(request)
    if kind == GROUP_KIND:
        return write(build_group_territory(get_group(code)))
    return write(build_territory(get_territory(kind, code)))


def _build_item(hit: Hit) -> TerritoryItem:
    return TerritoryItem(
        kind=hit.kind,
        code=hit.code,
        name=hit.name,
        label=hit.label,
        url=settings.SITE_URL + hit.path,
        path=hit.path,
        departement=(hit.code if hit.kind == "departement" else hit.departement_code) or None,
        departement_name=hit.departement_name or None,
        region=(hit.code if hit.kind == "region" else hit.region_code) or None,
        population=hit.population,
        past_names=list(hit.past_names),
        matched=hit.matched,
        is_approximate=hit.is_approximate,
    )
