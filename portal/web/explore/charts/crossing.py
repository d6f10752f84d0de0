"""Which second indicator to look at beside the first: all that may be chosen, and a few to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import typeset
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import list_years
from portal.web.explore.asked import Asked

_SUGGESTED: Final = 6
_OF_THEME: Final = 3


@dataclass(frozen=True, slots=True)
class Choice:
    segment: str
    label: str
    is_chosen: bool


def list_choices(asked: Asked, chosen: Indicator | None) -> list[tuple[str, list[Choice]]]:
    """Theme and its indicators, that of the page first: all of its theme; of the others, what does not grow
    with size (amounts per inhabitant, shares) and key figures, and the one that is chosen."""
    catalogue, found = get_catalogue(), dict[str, list[Choice]]()
    for one in _list_candidates(asked):
        is_chosen = chosen is not None and one.slug == chosen.slug
        if is_chosen or one.theme == asked.indicator.theme or one.key_figure or not _grows(one):
            choice = Choice(write_segment(one.slug), typeset(one.label), is_chosen)
            found.setdefault(one.theme, []).append(choice)
    themes = sorted(found, key=lambda slug: (slug != asked.indicator.theme, catalogue.themes[slug].order))
    return [(typeset(catalogue.themes[slug].label), found[slug]) for slug in themes]


def suggest(asked: Asked) -> list[Indicator]:
    """A few to begin with: of the theme first, then key figures of the others."""
    theme = asked.indicator.theme
    candidates = [one for one in _list_candidates(asked) if not _grows(one)]
    near = [one for one in candidates if one.theme == theme]
    near.sort(key=lambda one: (not one.key_figure, one.order))
    far = [one for one in candidates if one.theme != theme and one.key_figure]
    return [*near[:_OF_THEME], *far, *near[_OF_THEME:]][:_SUGGESTED]


def _grows(indicator: Indicator) -> bool:
    return get_catalogue().units[indicator.unit].grows_with_size


def _list_candidates(asked: Asked) -> Iterator[Indicator]:
    """Numbers that are online at this level, by theme and order."""
    catalogue = get_catalogue()
    known = catalogue.indicators.values()
    for one in sorted(known, key=lambda one: (catalogue.themes[one.theme].order, one.order, one.slug)):
        is_other = one.slug != asked.indicator.slug and not (one.internal or one.is_categorical)
        if is_other and asked.level in one.levels and list_years(one.slug, asked.level):
            yield one
