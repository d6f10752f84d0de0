"""Figures quoted in editorial pages: found by the slug of their indicator, never copied."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.french import format_with_unit
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import UnknownDatasetError, get_series, get_source
from portal.territories.addresses import path_of
from portal.territories.models import Territory


@dataclass(frozen=True, slots=True)
class QuotedFigure:
    """Everything it takes not to show a naked number."""

    label: str
    value: str
    year: int
    territory: str
    address: str
    source: str


def check_figure(kind: str, code: str, indicator: str) -> str | None:
    """What prevents this figure from being quoted, in French for the editor; None when nothing does."""
    found = get_catalogue().indicators.get(indicator)
    if found is None or found.internal:
        return f"L’indicateur « {indicator} » n’existe pas."
    if kind not in found.levels:
        return f"L’indicateur « {indicator} » n’est pas publié pour ce type de territoire."
    if not Territory.objects.filter(kind=kind, code=code).exists():
        return f"Aucun territoire de ce type ne porte le code « {code} »."
    return None


def present_figure(kind: str, code: str, indicator: str) -> QuotedFigure | None:
    """The latest value of the indicator for this territory; None when there is none to show."""
    territory = Territory.objects.filter(kind=kind, code=code).first()
    series = get_series(kind, code, [indicator]) if territory else []
    point = series[0].latest if series else None
    if territory is None or point is None or point.figure.value is None:
        return None
    found = series[0].indicator
    unit = get_catalogue().units[found.unit]
    return QuotedFigure(
        label=found.label,
        value=format_with_unit(point.figure.value, unit.symbol, found.decimals),
        year=point.year,
        territory=territory.name,
        address=path_of(kind, code, territory.slug),
        source=_name_source(point.dataset or series[0].dataset),
    )


def _name_source(dataset: str) -> str:
    try:
        source = get_source(dataset)
    except UnknownDatasetError:
        return dataset
    return f"{source.producer}, {source.title}"
