"""``/indicators``: what is measured, and one indicator over many territories."""

from __future__ import annotations

from typing import Annotated, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router

from portal.api.door import build_next, ensure_parameters, write
from portal.api.figures.answers import build_source, ensure_indicators, find_source
from portal.api.indicators import schemas
from portal.api.indicators.files import Slice, build_values_file, label_values
from portal.api.indicators.selecting import Page, list_asked_positions, take_page
from portal.api.problems import Problem, ProblemError, refuse_parameter
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import (
    UnknownColumnError,
    get_column,
    get_latest_year,
    list_categories,
    list_indicator_sources,
    list_years,
)
from portal.stats.queries.formulas import build_formula, write_formula
from portal.stats.queries.tables import build_table
from portal.stats.queries.versions import get_version_key

router = Router(tags=["Indicateurs"])

Slug = Annotated[str, Path(examples=["population"])]

ALL_YEARS: Final = "all"
FILE_CONTENT: Final = {
    "text/csv": {"schema": {"type": "string"}},
    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
}


@router.get(
    "",
    response={200: schemas.IndicatorList, 400: Problem},
    operation_id="list_indicators",
    summary="Indicateurs",
)
def get_list(request: HttpRequest, filters: Query[schemas.IndicatorFilters]) -> HttpResponse:
    """Tous les indicateurs, ou ceux d’un thème : définition, formule, unité, années en ligne, sources."""
    ensure_parameters(request, schemas.IndicatorFilters)
    themes = get_catalogue().themes
    if filters.theme is not None and filters.theme not in themes:
        raise refuse_parameter("theme", f"les thèmes sont {', '.join(themes)}.")
    found = [one for one in get_catalogue().list_public_indicators() if filters.theme in (None, one.theme)]
    return write(schemas.IndicatorList(items=[_build_indicator(indicator) for indicator in found], next=None))


@router.get(
    "/{slug}",
    response={200: schemas.Indicator, 400: Problem, 404: Problem},
    operation_id="get_indicator",
    summary="Un indicateur",
)
def get_one(request: HttpRequest, slug: Slug) -> HttpResponse:
    ensure_parameters(request)
    ensure_indicators([slug])
    return write(_build_indicator(get_catalogue().indicators[slug]))


@router.get(
    "/{slug}/values",
    response={200: schemas.Values, 400: Problem, 404: Problem, 410: Problem},
    operation_id="list_values",
    summary="Un indicateur sur de nombreux territoires",
    openapi_extra={"responses": {200: {"content": FILE_CONTENT}}},
)
def get_values(request: HttpRequest, slug: Slug, filters: Query[schemas.ValueFilters]) -> HttpResponse:
    """Les valeurs d’une année pour tous les territoires actuels d’une nature, ou ceux d’une zone (`within`).

    Avec `format`, la même sélection en un seul fichier, sans pages ; un fichier peut aussi réunir toutes les
    années (`year=all`) et toutes les natures (sans `kind`)."""
    ensure_parameters(request, schemas.ValueFilters)
    ensure_indicators([slug])
    indicator = get_catalogue().indicators[slug]
    if filters.format != "json":
        _ensure_no_pages(request)
        return build_values_file(indicator, _list_slices(indicator, filters), filters.format)
    return write(_build_page(request, indicator, filters))


def _build_page(request: HttpRequest, indicator: Indicator, filters: schemas.ValueFilters) -> schemas.Values:
    if filters.kind is None:
        raise refuse_parameter("kind", "une nature est nécessaire, sauf pour un fichier (`format`).")
    if filters.year == ALL_YEARS:
        raise refuse_parameter("year", "« all » n’existe que pour un fichier (`format`).")
    positions = list_asked_positions(filters.kind, filters.within)
    year = int(filters.year) if filters.year else get_latest_year(indicator.slug, filters.kind)
    page = take_page(indicator, year, positions, filters)
    items, dataset = _read_values(indicator, year, filters.kind, page)
    return schemas.Values(
        indicator=indicator.slug,
        label=indicator.label,
        unit=indicator.unit,
        unit_symbol=get_catalogue().units[indicator.unit].symbol,
        kind=filters.kind,
        year=year if items else None,
        within=filters.within,
        source=find_source(dataset),
        data_version=get_version_key(),
        items=items,
        next=build_next(request, page.last) if items else None,
    )


def _ensure_no_pages(request: HttpRequest) -> None:
    """A file holds the whole selection, by code: a limit that is not kept would be a lie."""
    for name in ("limit", "after", "sort", "ranks"):
        if name in request.GET:
            raise refuse_parameter(name, "un fichier donne toute la sélection par code, sans pages ni rangs.")


def _list_slices(indicator: Indicator, filters: schemas.ValueFilters) -> list[Slice]:
    """What a file is made of, by nature then by year. Raises ProblemError 404 when there is nothing."""
    slices = []
    for kind in [filters.kind] if filters.kind else indicator.levels:
        positions = list_asked_positions(kind, filters.within)
        slices += [Slice(kind, year, positions) for year in _list_years(indicator, kind, filters.year)]
    if not slices:
        detail = "Rien n’est en ligne pour cet indicateur et cette sélection."
        raise ProblemError(404, "no_figure", detail, [("format", "aucune valeur à mettre dans un fichier.")])
    return slices


def _list_years(indicator: Indicator, kind: str, asked: str | None) -> list[int]:
    known = list_years(indicator.slug, kind)
    if asked == ALL_YEARS:
        return known
    latest = get_latest_year(indicator.slug, kind)
    return [year for year in known if year == (int(asked) if asked else latest)]


def _read_values(
    indicator: Indicator, year: int | None, kind: str, page: Page
) -> tuple[list[schemas.Value], str]:
    """The figures of a page and their dataset; nothing when nothing is online at this level.

    Raises ProblemError 404 when other years are online.
    """
    if year is None:
        return [], ""
    try:
        column = get_column(indicator.slug, year, kind)
    except UnknownColumnError as error:
        years = ", ".join(str(known) for known in list_years(indicator.slug, kind)) or "aucune"
        detail = f"Rien en {year} pour cet indicateur et cette nature. Années en ligne : {years}."
        raise ProblemError(404, "no_figure", detail, [("year", f"années en ligne : {years}.")]) from error
    rows = build_table(column, page.positions)
    ranks = page.ranks or [0] * len(page.positions)
    labels = label_values(indicator, rows["value"])
    items = [
        schemas.Value(
            code=row["code"],
            name=row["name"],
            value=row["value"],
            label=label,
            absence=None if row["absence"] == "none" else row["absence"],
            status=row["status"],
            origin=row["origin"],
            rank=rank or None,
        )
        for row, label, rank in zip(rows.iter_rows(named=True), labels, ranks, strict=True)
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
        compute=indicator.compute.kind,
        formula=write_formula(indicator),
        operands=[part.indicator for part in build_formula(indicator) if part.indicator],
        page=settings.SITE_URL + indicator_path(indicator.slug),
        categories=[
            schemas.Category(value=one.value, key=one.key, label=one.label)
            for one in list_categories(indicator.slug)
        ],
        years={level: known for level, known in years.items() if known},
        sources=[build_source(source) for source in list_indicator_sources(indicator.slug)],
    )
