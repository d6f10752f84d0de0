"""What a panel of any kind gives, and the lines that say where its figures come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from markupsafe import Markup

from portal.kernel.french import join_words, typeset
from portal.stats.addresses import dataset_path, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import get_data_version, list_indicator_sources
from portal.ui.exports.tables import Table
from portal.web.explore.dashboards.reading import word_members
from portal.web.explore.dashboards.shown import PanelSource
from portal.web.explore.reading import Explored


@dataclass(frozen=True, slots=True)
class Content:
    """``title`` is worded from the figures, for panels whose descriptor has none. ``about`` says of what,
    whom and when; ``headline`` is a sentence worth the head of the page, empty when there is none. The
    rest is as in ``ShownPanel``."""

    title: str
    about: str = ""
    finding: str = ""
    headline: str = ""
    drawing: Markup = field(default=Markup(""))
    tabulate: Callable[[], Table] | None = None
    shown: object = None
    sources: tuple[PanelSource, ...] = ()
    explore_path: str = ""
    table_path: str = ""


def word_about(explored: Explored, dated: str = "") -> str:
    """« Densité de population, communes d’Ille-et-Vilaine, 2023 »."""
    members = word_members(explored.zone, explored.level)
    return typeset(f"{explored.indicator.label}, {members}, {dated or explored.year}")


def list_explored_sources(*explored: Explored, years: Iterable[int] = ()) -> tuple[PanelSource, ...]:
    """One line for each indicator: its unit, its year (or these), who makes it."""
    return tuple(
        build_source(one.indicator, one.dataset, tuple(years) or (one.year or 0,), one.level)
        for one in explored
    )


def build_source(indicator: Indicator, dataset: str, years: Iterable[int | None], level: str) -> PanelSource:
    """The source of an indicator; ``dataset`` may be one that was computed from several."""
    told = join_words([str(year) for year in years if year is not None])
    return _build_source(get_data_version(), indicator.slug, dataset, told, level)


@lru_cache(maxsize=2048)
def _build_source(version: str, slug: str, dataset: str, years: str, level: str) -> PanelSource:
    """The same for all zones until ``version`` changes."""
    indicator = get_catalogue().indicators[slug]
    catalogue = get_catalogue()
    if dataset in catalogue.datasets:
        names = [dataset]
    else:
        names = [one.dataset for one in list_indicator_sources(indicator.slug, level)]
    unit = catalogue.units[indicator.unit]
    return PanelSource(
        indicator.slug,
        typeset(indicator.label),
        unit.symbol or unit.plural,
        years,
        join_words(list(dict.fromkeys(_name_producers(names)))),
        dataset,
        indicator_path(indicator.slug),
        dataset_path(names[0]) if names else "",
    )


def _name_producers(datasets: Iterable[str]) -> Iterator[str]:
    catalogue = get_catalogue()
    for name in datasets:
        producer = catalogue.producers[catalogue.datasets[name].producer]
        yield typeset(producer.acronym or producer.name)
