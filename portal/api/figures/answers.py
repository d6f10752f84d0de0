"""Series and figures of the domain → their schemas."""

from __future__ import annotations

from collections.abc import Sequence

from portal.api.figures import schemas
from portal.api.problems import ProblemError
from portal.kernel.figures import Absence, Figure
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, SourceInfo, UnknownDatasetError, get_source


def build_figure(figure: Figure) -> dict[str, float | str | None]:
    """The four fields that every figure has."""
    return {
        "value": figure.value,
        "absence": None if figure.absence is Absence.NONE else figure.absence.slug,
        "status": figure.status.slug,
        "origin": figure.origin.slug,
    }


def build_series(series: Series) -> schemas.Series:
    indicator = series.indicator
    return schemas.Series(
        indicator=indicator.slug,
        label=indicator.label,
        unit=indicator.unit,
        unit_symbol=get_catalogue().units[indicator.unit].symbol,
        decimals=indicator.decimals,
        points=[
            schemas.Point(year=point.year, source=point.dataset, **build_figure(point.figure))  # type: ignore[arg-type]
            for point in series.points
        ],
        source=find_source(series.dataset),
        trend=_build_trend(series),
    )


def _build_trend(series: Series) -> schemas.Trend | None:
    trend = series.trend
    if trend is None:
        return None
    return schemas.Trend(
        kind=trend.kind.value,
        first_year=trend.first_year,
        last_year=trend.last_year,
        slope=trend.slope,
        slope_pct=trend.slope_pct,
    )


def find_source(dataset: str) -> schemas.Source | None:
    """The source of a dataset; None when none of its releases is online."""
    try:
        return build_source(get_source(dataset))
    except UnknownDatasetError:
        return None


def build_source(source: SourceInfo) -> schemas.Source:
    return schemas.Source(
        dataset=source.dataset,
        title=source.title,
        producer=source.producer,
        licence=source.licence,
        page=source.page,
        release=source.number,
        published_at=source.published_at,
        extract=source.extract,
    )


def ensure_indicators(slugs: Sequence[str]) -> None:
    """Raises ProblemError 404 when one of these is no public indicator."""
    known = {indicator.slug for indicator in get_catalogue().list_public_indicators()}
    unknown = [slug[:80] for slug in slugs if slug not in known]
    if unknown:
        names = ", ".join(f"« {slug} »" for slug in unknown[:5])
        detail = f"Indicateur inconnu : {names}. Liste : /api/v1/indicators."
        raise ProblemError(404, "unknown_indicator", detail, [("indicator", name) for name in unknown[:5]])
