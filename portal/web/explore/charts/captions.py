"""What stands under the drawings of the explorer: how many territories, of which year, from which source."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel.french import format_count, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo, UnknownDatasetError, get_source, list_indicator_sources
from portal.web.explore.reading import Explored


def write_caption(explored: Explored, counted: int, years: str, sources: Iterable[str]) -> str:
    """« 332 communes d’Ille-et-Vilaine, 2023, €/hab. Source : DGFiP, Comptes des communes. »"""
    words = [f"{format_count(counted, *explored.nouns)} {explored.zone.of_name}", years, explored.unit]
    told = ", ".join(filter(None, words))
    named = " ; ".join(sources)
    return typeset(f"{told.removesuffix('.')}. {f'Source : {named}.' if named else ''}".strip())


def name_sources(slug: str, datasets: Iterable[str]) -> list[str]:
    """« Insee, Populations de référence »; what the portal worked out is named by what it rests on."""
    known, found = get_catalogue().datasets, dict[str, str]()
    for dataset in dict.fromkeys(filter(None, datasets)):
        try:
            origins: list[SourceInfo] = (
                [get_source(dataset)] if dataset in known else list(list_indicator_sources(slug))
            )
        except UnknownDatasetError:
            continue
        for origin in origins:
            found.setdefault(origin.dataset, f"{origin.producer}, {origin.title}")
    return list(found.values())
