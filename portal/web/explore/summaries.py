"""What an indicator says of a zone, for whatever shows it: a view, a panel of a dashboard, a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from portal.kernel.french import add_article, fix_name, is_plural, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import find_category
from portal.stats.queries.exploring import Floats, Positions, ZoneColumn
from portal.territories.lists.members import NOUNS
from portal.territories.queries.surroundings import Relative, get_directory
from portal.territories.queries.zones import Zone
from portal.ui.sentences import Measure, ZoneMember, ZoneWords, is_feminine, write_zone_summary
from portal.web.explore.reading import Explored


def build_measure(indicator: Indicator) -> Measure:
    """How the values of an indicator are written and told apart."""
    unit = get_catalogue().units[indicator.unit]
    return Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)


_kept: Final[WeakKeyDictionary[Explored, tuple[str, ...]]] = WeakKeyDictionary()


def summarise(explored: Explored) -> tuple[str, ...]:
    """Sentences about what is explored; none when nothing is online. Worked out once for a page."""
    if explored.column is None:
        return ()
    found = _kept.get(explored)
    if found is None:
        found = summarise_column(explored.indicator, explored.zone, explored.column, here=explored.here)
        _kept[explored] = found
    return found


def summarise_column(
    indicator: Indicator, zone: Zone, column: ZoneColumn, *, here: int | None = None
) -> tuple[str, ...]:
    """Two to four sentences about a column of a zone; ``here`` is the place of the reader's territory."""
    words = build_words(indicator, zone, column.level, column.year)
    return write_zone_summary(
        words,
        column.values,
        column.absence,
        name_places(column.level, column.positions),
        statuses=column.status,
        here=None if here is None else _build_member(column, here),
        labels=label_values(indicator, column.values) if indicator.is_categorical else None,
    )


def build_words(indicator: Indicator, zone: Zone, level: str, year: int | None) -> ZoneWords:
    """How an indicator, a zone and its members of a level are named."""
    unit = get_catalogue().units[indicator.unit]
    return ZoneWords(
        label=typeset(indicator.label),
        place=zone.in_name,
        noun=NOUNS[level],
        is_feminine=is_feminine(level),
        measure=build_measure(indicator),
        year=year,
        unit_noun=(unit.singular, unit.plural),
    )


def name_places(level: str, positions: Positions) -> Callable[[int], str]:
    """The name of a territory by its place among ``positions``."""
    found = get_directory().by_position
    return lambda place: fix_name(found[level, int(positions[place])].name)


def label_values(indicator: Indicator, values: Floats) -> dict[float, str]:
    """The label of each value of a nomenclature that is among these."""
    known = np.unique(values[~np.isnan(values)]).tolist()
    found = ((value, find_category(indicator.slug, value)) for value in known)
    return {value: typeset(category.label) for value, category in found if category is not None}


def _build_member(column: ZoneColumn, place: int) -> ZoneMember:
    member: Relative = get_directory().by_position[column.level, int(column.positions[place])]
    named = (member.name, member.article_kind, member.kind)
    return ZoneMember(place, add_article(*named), is_plural(*named))
