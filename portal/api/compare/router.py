"""``/compare``: up to eight territories side by side."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from portal.api.compare.schemas import Cell, CompareFilters, Comparison, Row
from portal.api.door import ensure_parameters, write
from portal.api.figures.answers import build_figure, ensure_indicators
from portal.api.problems import Problem, refuse_parameter
from portal.api.references import build_ref, get_territory, split_reference
from portal.kernel.figures import Absence, Figure
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Series, Sheet, TerritoryRef, get_sheets
from portal.stats.queries.versions import get_version_key
from portal.territories.models import Territory

router = Router(tags=["Comparaison"])


@router.get(
    "",
    response={200: Comparison, 400: Problem, 404: Problem, 410: Problem},
    operation_id="compare_territories",
    summary="Comparer jusqu’à huit territoires",
)
def get_comparison(request: HttpRequest, filters: Query[CompareFilters]) -> HttpResponse:
    """Le dernier chiffre de chaque indicateur pour chaque territoire, colonnes dans l’ordre demandé."""
    ensure_parameters(request, CompareFilters)
    ensure_indicators(filters.indicator)
    territories = [_get_asked(text) for text in dict.fromkeys(filters.t)]
    sheets = get_sheets([TerritoryRef(one.kind, one.code) for one in territories])
    wanted = [get_catalogue().indicators[slug] for slug in dict.fromkeys(filters.indicator)]
    rows = (_build_row(indicator, sheets) for indicator in wanted or get_catalogue().list_public_indicators())
    return write(
        Comparison(
            territories=[build_ref(territory) for territory in territories],
            data_version=get_version_key(),
            items=[row for row in rows if wanted or any(cell.year for cell in row.cells)],
            next=None,
        )
    )


def _get_asked(text: str) -> Territory:
    asked = split_reference(text)
    if asked is None:
        raise refuse_parameter("t", f"« {text[:40]} » n’a pas la forme « commune:35238 ».")
    return get_territory(*asked)


def _build_row(indicator: Indicator, sheets: Sequence[Sheet]) -> Row:
    cells = [_build_cell(sheet.series.get(indicator.slug)) for sheet in sheets]
    return Row(
        indicator=indicator.slug,
        label=indicator.label,
        unit=indicator.unit,
        unit_symbol=get_catalogue().units[indicator.unit].symbol,
        decimals=indicator.decimals,
        same_year=len({cell.year for cell in cells if cell.value is not None}) <= 1,
        cells=cells,
    )


def _build_cell(series: Series | None) -> Cell:
    point = series.latest if series else None
    if point is None:
        return Cell(year=None, source=None, **build_figure(Figure(None, Absence.NOT_AVAILABLE)))  # type: ignore[arg-type]
    return Cell(year=point.year, source=point.dataset, **build_figure(point.figure))  # type: ignore[arg-type]
