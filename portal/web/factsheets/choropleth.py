"""The colours of the maps of sheets and of their lists: figures as plain values, for the maps to paint."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.figures import Absence
from portal.kernel.french import fix_name, format_with_unit, join_words
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Column, MemberFigures, list_categories
from portal.territories.queries.surroundings import Relative
from portal.ui.maps.painting import Painting, paint, paint_categories

_NAMED_AT_MOST: Final = 2


def paint_figures(figures: MemberFigures) -> Painting:
    """Classes of a column of a list."""
    values = [math.nan if one.value is None else one.value for one in figures.figures]
    return _paint(figures.indicator, values, [one.absence for one in figures.figures])


def paint_column(column: Column, positions: Sequence[int]) -> Painting:
    """Classes of a column at these positions; those that it has not yet are not available."""
    asked = np.asarray(positions, np.intp)
    places = np.minimum(asked, len(column.values) - 1)
    values, absences = column.values[places], column.absence[places]
    is_young = asked >= len(column.values)
    values[is_young], absences[is_young] = math.nan, Absence.NOT_AVAILABLE
    return _paint(get_catalogue().indicators[column.indicator], values, absences)


def _paint(
    indicator: Indicator,
    values: Sequence[float] | NDArray[np.float64],
    absences: Sequence[int] | NDArray[np.uint8],
) -> Painting:
    if indicator.is_categorical:
        labels = {float(one.value): one.label for one in list_categories(indicator.slug)}
        return paint_categories(values, absences, labels, order=indicator.ordered)
    symbol = get_catalogue().units[indicator.unit].symbol
    return paint(values, absences, decimals=indicator.decimals, symbol=symbol)


def write_summary(members: Sequence[Relative], figures: MemberFigures) -> str:
    """Where the greatest and the least values are, and the one in the middle: the map in two sentences."""
    indicator = figures.indicator
    symbol = get_catalogue().units[indicator.unit].symbol
    pairs = zip(members, figures.figures, strict=True)
    known = [(one.value, fix_name(member.name)) for member, one in pairs if one.value is not None]
    if not known:
        return "Aucune valeur n’est connue pour ces territoires."

    def say(value: float) -> str:
        return format_with_unit(value, symbol, indicator.decimals)

    values = [value for value, _ in known]
    least, most = min(values), max(values)
    if least == most:
        return f"Tous ont la même valeur : {say(most)}."
    return (
        f"Le plus élevé : {say(most)} ({_name_those(known, most)}) ; "
        f"le plus faible : {say(least)} ({_name_those(known, least)}). "
        f"La moitié des territoires est au-dessus de {say(median(values))}, l’autre moitié au-dessous."
    )


def _name_those(known: Sequence[tuple[float, str]], wanted: float) -> str:
    names = sorted(name for value, name in known if value == wanted)
    if len(names) > _NAMED_AT_MOST:
        return f"{names[0]} et {len(names) - 1} autres"
    return join_words(names)
