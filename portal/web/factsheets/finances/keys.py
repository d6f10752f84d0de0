"""Key figures of a section: a sentence, how it is calculated, what it is compared with, its evolution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.kernel.figures import Figure, Status
from portal.kernel.french import NO_BREAK_SPACE, format_number, typeset
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.explanation import Key
from portal.stats.queries import Series
from portal.ui.cells import Cell, write_cell
from portal.ui.sentences import Measure, capitalise, write_comparison, write_evolution
from portal.web.factsheets.figures import draw_series, is_common, write_label
from portal.web.factsheets.finances.calculations import Calculation, build_calculation
from portal.web.factsheets.finances.reading import EURO, Reading, write_per_inhabitant
from portal.web.factsheets.wording import GroupWords

_OPTIONAL: Final = re.compile(r"\[([^\]]*)\]")
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_NOTHING: Final = Markup("")
_CURRENT_EUROS: Final = " (en euros courants, sans ôter l’inflation)"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """``label`` leads to ``href``, the page of this figure; ``calculation`` is None for an absence."""

    label: str
    href: str
    cell: Cell
    sentence: str
    comparisons: tuple[str, ...] = ()
    change: str = ""
    sparkline: Markup = _NOTHING
    calculation: Calculation | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """How sentences name the territory; ``path`` is the address of its sheet."""

    name: str
    of_name: str
    path: str = ""


def build_keys(
    reading: Reading, keys: Sequence[Key], place: Place, groups: Sequence[GroupWords]
) -> list[KeyFigure]:
    """Those that have something to say, of the year of the first one.

    One that has nothing that year is told of its own last year when its sentence says the year.
    """
    held = [key for key in keys if reading.level in key.levels and reading.find_series(key.indicator)]
    year = next(filter(None, (reading.find_latest_year([key.indicator]) for key in held)), None)
    found = [_build_key(reading, key, year, place, groups) for key in held if year is not None]
    return [one for one in found if one is not None]


def _build_key(
    reading: Reading, key: Key, year: int, place: Place, groups: Sequence[GroupWords]
) -> KeyFigure | None:
    figure = reading.find_figure(key.indicator, year)
    if figure is None or (figure.value is None and figure.absence.slug not in key.absences):
        own = reading.find_latest_year([key.indicator])
        if own is None or "{year}" not in key.positive:
            return None
        year, figure = own, reading.find_figure(key.indicator, own)
    if figure is None:
        return None
    reading.used[key.indicator] = None
    series, unit = reading.sheet.series[key.indicator], reading.get_unit(key.indicator)
    indicator = series.indicator
    label, href = write_label(indicator.label), f"{place.path}{indicator_path(indicator.slug)}"
    if figure.value is None:
        cell = write_cell(figure, year=year)
        return KeyFigure(label, href, cell, typeset(key.absences[figure.absence.slug]))  # type: ignore[index]
    return KeyFigure(
        label,
        href,
        _write_cell(reading, key, figure, year),
        tell(reading, key, figure.value, year, place),
        tuple(_compare(reading, key, year, groups)),
        _word_change(reading, series, year),
        draw_series(series, unit, compact=False),
        build_calculation(reading, key, year, figure.value),
    )


def _write_cell(reading: Reading, key: Key, figure: Figure, year: int) -> Cell:
    unit, indicator = reading.get_unit(key.indicator), reading.get_indicator(key.indicator)
    cell = write_cell(figure, symbol=unit.symbol, decimals=indicator.decimals, year=year)
    if figure.value is None or unit.symbol != EURO:
        return cell
    text = reading.write(key.indicator, figure.value)
    return Cell(text, year, status=cell.status, origin=cell.origin, has_unit=True)


def tell(reading: Reading, key: Key, value: float, year: int, place: Place) -> str:
    """The sentence of the sign of the value, filled. What is in brackets goes when a figure is missing."""
    template = key.positive
    if value == 0 and key.zero:
        template = key.zero
    shown = value
    if value < 0 and key.negative:
        template, shown = key.negative, -value
    inhabitants = reading.find_inhabitants(year)
    is_money = reading.get_unit(key.indicator).symbol == EURO
    words = {
        "value": reading.write(key.indicator, shown),
        "number": format_number(shown, reading.get_indicator(key.indicator).decimals),
        "year": str(year),
        "per_inhabitant": write_per_inhabitant(shown, inhabitants) if inhabitants and is_money else "",
        "name": place.name,
        "of_name": place.of_name,
    }
    return fill(template, words)


def fill(template: str, words: Mapping[str, str]) -> str:
    """The sentence with its placeholders filled, without the optional parts of which one has no words."""

    def keep(match: re.Match[str]) -> str:
        inside = match.group(1)
        return inside if all(words[name] for name in _PLACEHOLDER.findall(inside)) else ""

    return typeset(_OPTIONAL.sub(keep, template).format_map(words))


def _compare(reading: Reading, key: Key, year: int, groups: Sequence[GroupWords]) -> Iterator[str]:
    """With the medians of the same year only: « Par habitant : environ 20 % de moins que la médiane… »."""
    slug = key.compared or key.indicator
    series = reading.find_series(slug)
    value = reading.find_value(slug, year)
    if series is None or value is None:
        return
    unit, indicator = reading.get_unit(slug), series.indicator
    measure = Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)
    for group in groups:
        comparison = reading.find_comparison(slug, group.grouping)
        if comparison is None or comparison.year != year or is_common(comparison):
            continue
        size = comparison.summary.n
        members = f"des {format_number(size)} {group.members}"
        words = write_comparison(value, comparison.summary.median, members, measure, size=size)
        if words:
            start = f"par habitant{NO_BREAK_SPACE}: " if key.compared else ""
            yield f"{capitalise(start + words)}."


def _word_change(reading: Reading, series: Series, year: int) -> str:
    """« en hausse de 4,2 % depuis 2018 »; empty for a series of one year, and across a break."""
    known = [point for point in series.points if point.figure.value is not None and point.year <= year]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    if first.figure.value is None or last.figure.value is None:
        return ""
    unit, indicator = reading.get_unit(series.indicator.slug), series.indicator
    has_break = any(point.figure.status is Status.BREAK for point in known[1:])
    words = write_evolution(
        first.figure.value,
        last.figure.value,
        Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference),
        since=first.year,
        until=last.year,
        has_break=has_break,
    )
    return f"{words}{_CURRENT_EUROS if unit.dimension == 'money' else ''}." if words else ""
