"""A map of one indicator: classes, legend, what it says in words. Of the sheet, and of its lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

import numpy as np

from portal.kernel.figures import Absence, Figure
from portal.kernel.french import (
    NO_BREAK_SPACE,
    fix_name,
    format_count,
    format_number,
    format_with_unit,
    join_words,
)
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Column, MemberFigures
from portal.territories.queries.surroundings import Relative
from portal.ui.maps.classes import Classes, ValueClass, cut_classes
from portal.ui.words import word_absence

Hatching = Literal["", "secret", "other"]
Legend = tuple[tuple[str, str], ...]

_NAMED_AT_MOST: Final = 2
_ABSENCES: Final = tuple(Absence)
METHOD: Final = (
    "Classes d’effectifs égaux (quantiles) : autant de territoires dans chacune, les valeurs égales "
    "restant ensemble. Chaque classe est décrite par sa plus petite et sa plus grande valeur."
)


@dataclass(frozen=True, slots=True)
class Painting:
    """The classes of some values, in the order given: NaN where ``absences`` says why."""

    decimals: int
    symbol: str
    values: Sequence[float]
    absences: Sequence[Absence]
    classes: Classes

    def get_hatching(self, rank: int) -> Hatching:
        """How an absence is hatched: a secret apart from all others."""
        absence = self.absences[rank]
        if absence is Absence.NONE:
            return ""
        return "secret" if absence is Absence.SECRET else "other"

    def write_note(self, rank: int) -> str:
        """« 4 582,1 hab./km² », « secret statistique »."""
        absence = self.absences[rank]
        if absence is not Absence.NONE:
            return word_absence(absence).label
        return format_with_unit(self.values[rank], self.symbol, self.decimals)


def paint(indicator: Indicator, values: Sequence[float], absences: Sequence[Absence]) -> Painting:
    """Classes of these values of an indicator."""
    symbol = get_catalogue().units[indicator.unit].symbol
    return Painting(indicator.decimals, symbol, values, absences, cut_classes(values))


def paint_figures(indicator: Indicator, figures: Sequence[Figure]) -> Painting:
    """Classes of these figures of an indicator."""
    values = [math.nan if figure.value is None else figure.value for figure in figures]
    return paint(indicator, values, [figure.absence for figure in figures])


def paint_column(column: Column, positions: Sequence[int]) -> Painting:
    """Classes of a column at these positions; those that it has not yet are not available."""
    places = np.minimum(np.asarray(positions, dtype=np.intp), len(column.values) - 1)
    values, absences = column.values[places].tolist(), column.absence[places].tolist()
    reasons = [_ABSENCES[absence] for absence in absences]
    for rank, position in enumerate(positions):
        if position >= len(column.values):
            values[rank], reasons[rank] = math.nan, Absence.NOT_AVAILABLE
    return paint(get_catalogue().indicators[column.indicator], values, reasons)


def build_legend(painting: Painting, *, nouns: tuple[str, str]) -> Legend:
    """Key and words of each class, with its number of territories; then absences, by their names.

    The unit is in the first line alone, and in the title of the map.
    """
    lines = [
        (str(one.step), f"{_write_bounds(one, painting)} : {format_count(one.count, *nouns)}")
        for one in painting.classes.classes
    ]
    absent: dict[str, list[Absence]] = {}
    for rank, absence in enumerate(painting.absences):
        if absence is not Absence.NONE:
            absent.setdefault(painting.get_hatching(rank), []).append(absence)
    for key in ("secret", "other"):
        if found := absent.get(key):
            labels = list(dict.fromkeys(word_absence(one).label for one in found))
            lines.append((key, f"{join_words(labels, 'ou')} : {format_count(len(found), *nouns)}"))
    return tuple((key, words.replace(" : ", f"{NO_BREAK_SPACE}: ")) for key, words in lines)


def _write_bounds(one: ValueClass, painting: Painting) -> str:
    decimals = painting.decimals
    least, most = format_number(one.least, decimals), format_number(one.most, decimals)
    symbol = f"{NO_BREAK_SPACE}{painting.symbol}" if painting.symbol else ""
    return f"{least}{symbol}" if least == most else f"{least} à {most}{symbol}"


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
