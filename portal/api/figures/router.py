"""``/territories/<kind>/<code>/figures``: what is known of a territory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from portal.api.door import ensure_parameters, write
from portal.api.figures.answers import build_series, ensure_indicators
from portal.api.figures.schemas import FigureFilters, Figures
from portal.api.problems import Problem
from portal.api.references import build_ref, get_territory
from portal.api.saved_groups import build_group_ref, get_group
from portal.stats.queries import get_group_sheet, get_series
from portal.stats.queries.versions import get_version_key
from portal.territories.models import GROUP_KIND

router = Router(tags=["Chiffres"])


@router.get(
    "/{kind}/{code}/figures",
    response={200: Figures, 400: Problem, 404: Problem, 410: Problem},
    operation_id="list_figures",
    summary="Chiffres d’un territoire",
)
def get_figures(request: HttpRequest, kind: str, code: str, filters: Query[FigureFilters]) -> HttpResponse:
    """Toutes les séries du territoire, ou celles des indicateurs demandés. Un indicateur qui n’existe pas à
    cet échelon est absent de la liste ; une valeur qui manque dit pourquoi dans `absence`. Nature `group` :
    un groupe enregistré, pris dans son ensemble."""
    ensure_parameters(request, FigureFilters)
    ensure_indicators(filters.indicator)
    wanted = list(dict.fromkeys(filters.indicator)) or None
    if kind == GROUP_KIND:
        card = get_group(code)
        sheet = get_group_sheet(card)
        found = [sheet.series[slug] for slug in wanted or sheet.series if slug in sheet.series]
        ref = build_group_ref(card)
    else:
        territory = get_territory(kind, code)
        ref, found = build_ref(territory), get_series(territory.kind, territory.code, wanted)
    items = [build_series(series) for series in found]
    return write(Figures(territory=ref, data_version=get_version_key(), items=items, next=None))
