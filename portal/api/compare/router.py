"""``/compare``: up to eight columns side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from portal.api.compare.columns import find_columns
from portal.api.compare.schemas import Cell, CompareFilters, Comparison, Row, Year
from portal.api.door import ensure_parameters, write
from portal.api.figures.answers import build_figure, ensure_indicators
from portal.api.problems import Problem
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.aligned import SideBySide, read_side_by_side
from portal.stats.queries.side_by_side import SideFigure
from portal.stats.queries.versions import get_version_key

router = Router(tags=["Comparaison"])


@router.get(
    "",
    response={200: Comparison, 400: Problem, 404: Problem, 410: Problem},
    operation_id="compare_territories",
    summary="Comparer jusqu’à huit territoires, groupes, médianes ou moyennes",
)
def get_comparison(request: HttpRequest, filters: Query[CompareFilters]) -> HttpResponse:
    """Le dernier chiffre de chaque indicateur pour chaque colonne, dans l’ordre demandé, avec son année, son
    origine et sa source ; avec `years`, les mêmes années pour toutes les colonnes."""
    ensure_parameters(request, CompareFilters)
    ensure_indicators(filters.indicator)
    asked = find_columns(filters.t)
    known = get_catalogue()
    wanted = [known.indicators[slug] for slug in dict.fromkeys(filters.indicator)]
    indicators = wanted or known.list_public_indicators()
    figures = read_side_by_side(asked.references, [one.slug for one in indicators], asked.groups)
    rows = (_build_row(indicator, figures, filters.years) for indicator in indicators)
    return write(
        Comparison(
            territories=asked.columns,
            data_version=get_version_key(),
            items=[row for row in rows if wanted or any(cell.year for cell in row.cells)],
            next=None,
        )
    )


def _build_row(indicator: Indicator, figures: SideBySide, years: int | None) -> Row:
    unit = get_catalogue().units[indicator.unit]
    cells = _build_cells(figures.find_row(indicator.slug))
    by_year = None
    if years is not None:
        found = figures.find_years(indicator.slug, years)
        by_year = [Year(year=year, cells=_build_cells(row)) for year, row in found]
    return Row(
        indicator=indicator.slug,
        label=indicator.label,
        unit=indicator.unit,
        unit_symbol=unit.symbol,
        decimals=indicator.decimals,
        grows_with_size=unit.grows_with_size,
        same_year=len({cell.year for cell in cells if cell.value is not None}) <= 1,
        cells=cells,
        by_year=by_year,
    )


def _build_cells(row: Sequence[SideFigure]) -> list[Cell]:
    return [
        Cell(
            year=one.year,
            source=one.dataset or None,
            members=one.members or None,
            **build_figure(one.figure),  # type: ignore[arg-type]
        )
        for one in row
    ]
