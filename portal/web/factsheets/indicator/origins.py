"""Where a figure comes from: datasets, releases, files, next release, and how to cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.timezone import localdate

from portal.kernel.french import format_date
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo
from portal.stats.queries.freshness import compute_next_expected
from portal.ui.exports.readme import write_dated
from portal.ui.frozen import build_frozen_address
from portal.ui.words import REFRESHES, word_month


@dataclass(frozen=True, slots=True)
class Origin:
    """``release_path`` leads to the original files and their SHA-256; ``next_update`` may be empty."""

    title: str
    path: str
    producer: str
    licence: str
    licence_page: str
    page: str
    number: int
    release_path: str
    published_on: str
    refresh: str
    next_update: str
    caveats: tuple[str, ...]
    extract: str


def build_origin(source: SourceInfo) -> Origin:
    catalogue = get_catalogue()
    entry = catalogue.datasets[source.dataset]
    published_on = localdate(source.published_at) if source.published_at else None
    expected = (
        compute_next_expected(entry.refresh, entry.expected_months, published_on) if published_on else None
    )
    path = dataset_path(source.dataset)
    return Origin(
        title=source.title,
        path=path,
        producer=source.producer,
        licence=source.licence,
        licence_page=catalogue.licences[entry.licence].page,
        page=source.page,
        number=source.number,
        release_path=f"{path}/versions/{source.number}",
        published_on=format_date(published_on) if published_on else "",
        refresh=REFRESHES[entry.refresh],
        next_update=word_month(expected) if expected else "",
        caveats=entry.caveats,
        extract=source.extract.rstrip("."),
    )


def name_origins(sources: Sequence[SourceInfo]) -> str:
    """« Insee (Populations de référence, version n° 3) ; DGFiP (…) »: each producer once, by its acronym."""
    found: dict[str, list[str]] = {}
    for source in sources:
        found.setdefault(source.acronym, []).append(f"{source.title}, version n° {source.number}")
    return " ; ".join(f"{producer} ({', '.join(titles)})" for producer, titles in found.items())


def name_licences(sources: Sequence[SourceInfo]) -> str:
    return ", ".join(dict.fromkeys(source.licence for source in sources))


def write_citation(title: str, sources: Sequence[SourceInfo], path: str) -> str:
    """Dated by the data, so that everyone cites the same thing."""
    published = write_dated(sources)
    dated = f", données au {published}" if published else ""
    origin = name_origins(sources)
    sourced = f" {'Sources' if len(sources) > 1 else 'Source'} : {origin}." if origin else ""
    return f"{settings.SITE_NAME}, « {title} »{dated}.{sourced} {build_frozen_address(path)}"
