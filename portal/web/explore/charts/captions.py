"""What stands under the drawings of the explorer: how many territories, of which year, from which source."""

from __future__ import annotations

from collections.abc import Iterable

from portal.kernel.french import format_count, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo, UnknownDatasetError, get_source, list_indicator_sources
from portal.web.explore.reading import Explored


def write_caption(explored: Explored, counted: int, years: str, unit: str, sources: Iterable[str]) -> str:
    """« 332 communes d’Ille-et-Vilaine, 2023, €/hab. Source : DGFiP, Comptes des communes. »"""
    words = [f"{format_count(counted, *explored.nouns)} {explored.zone.of_name}", years, unit]
    told = ", ".join(filter(None, words)).removesuffix(".")
    named = " ; ".join(dict.fromkeys(sources))
    return typeset(f"{told}. Source : {named}." if named else f"{told}.")


def name_sources(slug: str, level: str, datasets: Iterable[str]) -> list[str]:
    """« Insee, Populations de référence »; what the portal worked out is named by what it rests on."""
    catalogue, found = get_catalogue(), dict[str, str]()
    for dataset in dict.fromkeys(filter(None, datasets)):
        try:
            is_source = dataset in catalogue.datasets
            origins: list[SourceInfo] = (
                [get_source(dataset)] if is_source else [*list_indicator_sources(slug, level)]
            )
        except UnknownDatasetError:
            continue
        for origin in origins:
            producer = catalogue.producers[catalogue.datasets[origin.dataset].producer]
            found.setdefault(origin.dataset, f"{producer.acronym}, {origin.title}")
    return list(found.values())
