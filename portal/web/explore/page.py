"""The page around the views of an indicator: what it is about, what can be changed, where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import fix_name, typeset
from portal.stats.addresses import dataset_path, explore_path, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo, list_indicator_sources, list_years
from portal.territories.addresses import path_of
from portal.ui.sentences import capitalise
from portal.ui.words import LEVELS
from portal.web.explore.asked import (
    EVOLUTION,
    FEWEST_CLASSES,
    MAP,
    METHODS,
    MOST_CLASSES,
    SCATTER,
    Asked,
    list_levels,
)
from portal.web.explore.choosing.offer import build_offer
from portal.web.explore.embed.page import build_embed
from portal.web.explore.files.listing import present_downloads
from portal.web.explore.looks import VIEWS
from portal.web.explore.options import Option
from portal.web.explore.reading import Explored
from portal.web.explore.view import View

_WITHOUT_YEAR: Final = frozenset({EVOLUTION})
"""Views that show all years: a year chosen would change nothing."""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Source:
    """« Insee, Populations de référence, publié le … » and where its page is."""

    label: str
    path: str
    licence: str
    extract: str


def present_page(explored: Explored, view: View) -> dict[str, Any]:
    """All that the template places."""
    asked, indicator = explored.asked, explored.indicator
    theme = get_catalogue().themes[indicator.theme]
    is_told = explored.column is not None
    return {
        "asked": asked,
        "indicator": indicator,
        "label": typeset(indicator.label),
        "subject": explored.subject,
        "year": explored.year,
        "unit": explored.unit,
        "theme": theme,
        "zone": asked.zone,
        "notices": [typeset(one) for one in (*asked.zone.notices, *asked.notices)],
        "view": view,
        "shown": view.present(explored) if is_told else None,
        "summary": view.summarise(explored) if is_told else "",
        "tabs": list_tabs(asked, view),
        "levels": list_level_options(explored),
        "years": list_year_options(explored) if asked.view not in _WITHOUT_YEAR else [],
        "methods": list_method_options(asked) if asked.view == MAP and not indicator.is_categorical else [],
        "kept": asked.list_fields("niveau", "annee", "classes", "motifs", "page"),
        "here": present_here(explored),
        "offer": build_offer(asked.zone, asked.here, asked.address()),
        "elsewhere": [] if is_told else list_elsewhere(explored),
        "sources": list_sources(explored),
        "extracts": list_extracts(explored),
        "about": indicator_path(indicator.slug),
        "canonical": asked.path,
        "downloads": present_downloads(explored, view) if is_told else None,
        "embed": build_embed(explored) if is_told else None,
    }


def list_tabs(asked: Asked, view: View) -> list[Tab]:
    """The same figures, seen otherwise."""
    return [
        Tab(one.label, asked.address(view=key, order="", query="", since=None), key == view.key)
        for key, one in VIEWS.items()
        if not (key == SCATTER and asked.indicator.is_categorical)
    ]


def list_level_options(explored: Explored) -> list[Option]:
    """The levels of the zone at which the indicator is online."""
    asked = explored.asked
    known = list_levels(asked.indicator, asked.zone)
    return [Option(level, capitalise(LEVELS[level]), level == asked.level) for level in known]


def list_year_options(explored: Explored) -> list[Option]:
    """The years online, the latest first."""
    return [Option(str(year), str(year), year == explored.year) for year in reversed(explored.years)]


def list_method_options(asked: Asked) -> list[Option]:
    """Methods and numbers of classes."""
    chosen = (asked.method, asked.classes)
    return [
        Option(f"{key}-{count}", f"{words}, {count} classes", (key, count) == chosen)
        for key, words in METHODS.items()
        for count in range(FEWEST_CLASSES, MOST_CLASSES + 1)
    ]


def present_here(explored: Explored) -> dict[str, Any] | None:
    """The reader's territory: its name, whether it is one of those shown, how to leave it."""
    here = explored.asked.here
    if here is None:
        return None
    return {
        "name": fix_name(here.name),
        "path": path_of(here.kind, here.code, here.slug),
        "is_shown": explored.here is not None,
        "without": explored.asked.address(here=None, same_size=False),
    }


def list_elsewhere(explored: Explored) -> Iterator[tuple[str, str]]:
    """Where the indicator is online when it is not here: levels of France, label and address."""
    slug = explored.indicator.slug
    for level in explored.indicator.levels:
        years = list_years(slug, level) if level != "france" else []
        if years:
            yield f"{capitalise(LEVELS[level])} de France", explore_path(slug, level=level)


def list_sources(explored: Explored) -> list[Source]:
    """The datasets that the figures of this level come from; all those of the indicator when it has none."""
    level = explored.level if explored.column else ""
    return [_build_source(one) for one in list_indicator_sources(explored.indicator.slug, level)]


def list_extracts(explored: Explored) -> list[str]:
    """What is online of the sources that are only a part of themselves: of those of the figures shown, of all
    where these were worked out here."""
    found = list_indicator_sources(explored.indicator.slug, explored.level if explored.column else "")
    own = [one for one in found if one.dataset == explored.dataset] or found
    return [typeset(one.extract) for one in own if one.extract]


def _build_source(info: SourceInfo) -> Source:
    return Source(
        typeset(f"{info.producer}, {info.title}"), dataset_path(info.dataset), info.licence, info.extract
    )
