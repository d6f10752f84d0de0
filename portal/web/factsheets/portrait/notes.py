"""The last pages of a portrait: what words mean, where figures come from, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.figures import Absence, Status
from portal.kernel.french import NO_BREAK_SPACE, format_date, typeset
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, SourceInfo
from portal.ui.words import ABSENCES, ORIGINS, STATUSES


def list_definitions(shown: Iterable[Series]) -> list[dict[str, str]]:
    """What each figure shown means, in the order of the pages."""
    return [
        {"label": typeset(one.indicator.label), "text": typeset(_define(one))}
        for one in {series.indicator.slug: series for series in shown}.values()
    ]


def list_words_of_figures(series: Sequence[Series]) -> list[dict[str, str]]:
    """The absences, statuses and origins that this portrait has, with their meanings."""
    figures = [one.latest.figure for one in series if one.latest is not None]
    absences = {figure.absence for figure in figures} - {Absence.NONE}
    statuses = {figure.status for figure in figures if figure.value is not None}
    origins = {figure.origin for figure in figures if figure.value is not None}
    words = [
        *(ABSENCES[one] for one in Absence if one in absences),
        *(STATUSES[one] for one in Status if one in statuses and one in STATUSES),
        *(wording for origin, wording in ORIGINS.items() if origin in origins),
    ]
    return [{"label": one.label.capitalize(), "text": typeset(f"{one.sentence}.")} for one in words]


def list_sources(sources: Sequence[SourceInfo]) -> list[dict[str, Any]]:
    """One row a dataset, with the day of the release that is online."""
    return [
        {
            "title": typeset(f"{one.title} (extrait : {one.extract})" if one.extract else one.title),
            "href": dataset_path(one.dataset),
            "producer": _name_producer(one),
            "licence": typeset(one.licence),
            "dated": format_date(localtime(one.published_at).date()) if one.published_at else "",
        }
        for one in sources
    ]


def _name_producer(source: SourceInfo) -> str:
    """The name that people know: « Insee », « DGCL »; in full for what is computed from several."""
    catalogue = get_catalogue()
    dataset = catalogue.datasets.get(source.dataset)
    return catalogue.producers[dataset.producer].acronym if dataset else typeset(source.producer)


def find_data_date(sources: Sequence[SourceInfo]) -> datetime | None:
    """When the newest of the datasets was published here: the date of the document."""
    return max((one.published_at for one in sources if one.published_at), default=None)


def write_citation(name: str, address: str, dated: datetime | None) -> str:
    on = f", données au {format_date(localtime(dated).date())}" if dated else ""
    return typeset(f"{settings.SITE_NAME}, « Portrait de territoire{NO_BREAK_SPACE}: {name} »{on}, {address}")


def _define(series: Series) -> str:
    indicator = series.indicator
    return indicator.method or indicator.question or ""
