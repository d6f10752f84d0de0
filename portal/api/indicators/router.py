"""``/indicators``: what is measured, and one indicator over many territories."""

from __future__ import annotations

from bisect import bisect_right

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from portal.api.door import build_next, ensure_parameters, ensure_version, write
from portal.api.figures.answers import build_figure, build_source, ensure_indicators, find_source
from portal.api.indicators import schemas
from portal.api.problems import Problem, ProblemError, refuse_parameter
from portal.api.references import split_reference
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import (
    UnknownColumnError,
    get_column,
    get_data_version,
    get_latest_year,
    list_indicator_sources,
    list_years,
)
from portal.territories.queries.universe import GROUPINGS, get_universe

router = Router(tags=["Indicateurs"])


@router.get(
    "",
    response={200: schemas.IndicatorList, 400: Problem},
    operation_id="list_indicators",
    summary="Indicateurs",
)
def get_list(request: HttpRequest) -> HttpResponse:
    """Tous les indicateurs : définition, unité, règle d’agrégation, années en ligne, sources."""
    ensure_parameters(request)
    found = get_catalogue().list_public_indicators()
    return write(schemas.IndicatorList(items=[_build_indicator(indicator) for indicator in found], next=None))


@router.get(
    "/{slug}",
    response={200: schemas.Indicator, 400: Problem, 404: Problem},
    operation_id="get_indicator",
    summary="Un indicateur",
)
def get_one(request: HttpRequest, slug: str) -> HttpResponse:
    ensure_parameters(request)
    ensure_indicators([slug])
    return write(_build_indicator(get_catalogue().indicators[slug]))


@router.get(
    "/{slug}/values",
    response={200: schemas.Values, 400: Problem, 404: Problem, 409: Problem},
    operation_id="list_values",
    summary="Un indicateur sur de nombreux territoires",
)
def get_values(request: HttpRequest, slug: str, filters: Query[schemas.ValueFilters]) -> HttpResponse:
    """Les valeurs d’une année pour tous les territoires actuels d’une nature, ou ceux d’un territoire."""
    ensure_parameters(request, schemas.ValueFilters)
    ensure_indicators([slug])
    ensure_version(filters.version)
    indicator = get_catalogue().indicators[slug]
    positions = _list_positions(filters)
    year = filters.year or get_latest_year(slug, filters.kind)
    page = positions[: filters.limit]
    codes = get_universe().table(filters.kind).codes
    last = codes[page[-1]] if len(positions) > len(page) else None
    items, dataset = _read_values(slug, year, filters.kind, page)
    return write(
        schemas.Values(
            indicator=slug,
            label=indicator.label,
            unit=indicator.unit,
            unit_symbol=get_catalogue().units[indicator.unit].symbol,
            kind=filters.kind,
            year=year if items else None,
            within=filters.within,
            source=find_source(dataset),
            data_version=get_data_version(),
            items=items,
            next=build_next(request, last) if items else None,
        )
    )


def _list_positions(filters: schemas.ValueFilters) -> list[int]:
    """Positions of the territories asked, by code, from the page asked on."""
    universe = get_universe()
    table = universe.table(filters.kind)
    if filters.within is None:
        found = table.is_current.nonzero()[0].tolist()
    else:
        group = split_reference(filters.within, GROUPINGS)
        if group is None or universe.position(*group) is None:
            raise refuse_parameter("within", "un territoire actuel est attendu, comme « departement:35 ».")
        found = universe.members_of(*group, filters.kind).tolist()
    positions = sorted(found, key=table.codes.__getitem__)
    if filters.after is None:
        return positions
    return positions[bisect_right(positions, filters.after.upper(), key=table.codes.__getitem__) :]


def _read_values(
    slug: str, year: int | None, kind: str, positions: list[int]
) -> tuple[list[schemas.Value], str]:
    """The figures at these positions and their dataset; nothing when nothing is online at this level.

    Raises ProblemError 404 when other years are online.
    """
    if year is None:
        return [], ""
    try:
        column = get_column(slug, year, kind)
    except UnknownColumnError as error:
        years = ", ".join(str(known) for known in list_years(slug, kind)) or "aucune"
        detail = f"Rien en {year} pour cet indicateur et cette nature. Années en ligne : {years}."
        raise ProblemError(404, "no_figure", detail, [("year", f"années en ligne : {years}.")]) from error
    table = get_universe().table(kind)
    items = [
        schemas.Value(code=table.codes[at], name=table.names[at], **build_figure(column.figure(at)))  # type: ignore[arg-type]
        for at in positions
    ]
    return items, column.dataset


def _build_indicator(indicator: Indicator) -> schemas.Indicator:
    catalogue = get_catalogue()
    years = {level: list_years(indicator.slug, level) for level in indicator.levels}
    return schemas.Indicator(
        slug=indicator.slug,
        label=indicator.label,
        short_label=indicator.short_label,
        question=indicator.question,
        theme=indicator.theme,
        theme_label=catalogue.themes[indicator.theme].label,
        unit=indicator.unit,
        unit_symbol=catalogue.units[indicator.unit].symbol,
        decimals=indicator.decimals,
        levels=list(indicator.levels),
        aggregate=indicator.aggregate,
        better_when=indicator.better_when,
        method=indicator.method,
        caveats=list(indicator.caveats),
        categories=[
            schemas.Category(value=one.value, key=one.key, label=one.label) for one in indicator.categories
        ],
        years={level: known for level, known in years.items() if known},
        sources=[build_source(source) for source in list_indicator_sources(indicator.slug)],
    )
