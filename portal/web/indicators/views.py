"""``/indicateurs``: what every figure means, how it is made, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.kernel.french import join_words
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import list_indicator_sources
from portal.ui.caching import public_page

_LEVELS: Final = {
    "commune": "communes",
    "epci": "intercommunalités",
    "departement": "départements",
    "region": "régions",
    "france": "France",
}
_AGGREGATES: Final = {
    "sum": "Au-dessus de la commune, les valeurs s’additionnent.",
    "recompute": "Au-dessus de la commune, l’indicateur est recalculé à partir de ses composantes.",
    "unanimous": "Au-dessus de la commune, donné seulement quand toutes les communes ont la même valeur.",
    "none": "Donné seulement aux niveaux que la source publie.",
}


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator: ``text`` says what it is, ``sources`` are (words, address) pairs."""

    anchor: str
    label: str
    text: str
    caveats: tuple[str, ...]
    unit: str
    levels: str
    aggregate: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DefinedTheme:
    label: str
    anchor: str
    definitions: tuple[Definition, ...]


@public_page(get_page_version)
def show_indicators(request: HttpRequest) -> HttpResponse:
    return render(request, "indicators/indicators.html", {"themes": list(list_themes())})


def list_themes() -> Iterator[DefinedTheme]:
    """All public indicators, by theme, in the catalogue's order."""
    catalogue = get_catalogue()
    for theme, members in groupby(catalogue.list_public_indicators(), key=lambda one: one.theme):
        definitions = tuple(build_definition(one) for one in members)
        yield DefinedTheme(catalogue.themes[theme].label, theme.replace("_", "-"), definitions)


def build_definition(indicator: Indicator) -> Definition:
    unit = get_catalogue().units[indicator.unit]
    levels = [_LEVELS[level] for level in indicator.levels]
    return Definition(
        anchor=indicator.slug.replace("_", "-"),
        label=indicator.label,
        text=" ".join(part for part in (indicator.question, indicator.method) if part),
        caveats=indicator.caveats,
        unit=unit.plural or unit.symbol,
        levels=join_words(levels),
        aggregate=_AGGREGATES[indicator.aggregate] if len(levels) > 1 else "",
        sources=tuple(_name_sources(indicator)),
    )


def _name_sources(indicator: Indicator) -> Iterator[tuple[str, str]]:
    catalogue = get_catalogue()
    for source in list_indicator_sources(indicator.slug):
        producer = catalogue.producers[catalogue.datasets[source.dataset].producer]
        yield f"{producer.acronym}, {source.title}", source.page
