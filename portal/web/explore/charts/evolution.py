"""« Évolution »: the middle of a zone, its spread and some of its members, year after year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Figure, Status
from portal.kernel.french import format_count, format_number, format_period, join_words, typeset
from portal.stats.queries import find_category
from portal.stats.queries.exploring import Changes
from portal.ui.cells import word_figure_state, write_cell
from portal.ui.charts.series import draw_series
from portal.ui.charts.tables import Twin, build_series_twin
from portal.ui.exports.tables import Column, Table, Value
from portal.ui.sentences import SMALLEST_GROUP, Measure, write_evolution
from portal.web.explore.asked import EVOLUTION as KEY
from portal.web.explore.charts.captions import name_sources, write_caption
from portal.web.explore.charts.years import Evolution, count_sides, read_evolution
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import build_measure
from portal.web.explore.summaries import summarise as summarise_zone
from portal.web.explore.view import View


@dataclass(frozen=True, slots=True)
class EvolutionShown:
    """``starts``: the years from which it may be shown, and whether each is chosen."""

    drawing: Markup
    caption: str
    twin: Twin | None
    notes: tuple[str, ...]
    starts: tuple[tuple[int, bool], ...]
    kept: tuple[tuple[str, str], ...]
    path: str


def present(explored: Explored) -> EvolutionShown:
    """The lines and bands, the table of all years, what the drawing leaves out."""
    evolution = read_evolution(explored)
    years = evolution.years.years
    filled = [one.year for one in evolution.spreads if one.counted]
    period = format_period(filled[0], filled[-1]) if filled else ""
    sources = name_sources(explored.indicator.slug, explored.level, reversed(evolution.years.datasets))
    return EvolutionShown(
        _draw(evolution),
        write_caption(explored, len(explored.positions), period, evolution.unit, sources),
        _build_twin(evolution),
        tuple(typeset(note) for note in _list_notes(evolution)),
        tuple((year, year == (years[0] if years else 0)) for year in explored.by_year.years[:-1]),
        tuple(explored.asked.list_fields("depuis", "page")),
        explored.asked.path,
    )


def draw(explored: Explored) -> Markup:
    """The lines; empty for categories and where there are not two years."""
    return _draw(read_evolution(explored))


def _draw(evolution: Evolution) -> Markup:
    explored = evolution.explored
    lines = [] if explored.indicator.is_categorical else evolution.list_drawn_lines()
    if not lines:
        return Markup("")
    return draw_series(
        lines,
        title=typeset(f"{explored.indicator.label} : évolution, {explored.nouns[1]} {explored.zone.of_name}"),
        unit=evolution.unit,
        decimals=explored.indicator.decimals if evolution.base is None else 0,
        bands=evolution.list_bands(),
    )


def _build_twin(evolution: Evolution) -> Twin | None:
    """One row a year: how many have a value, the quantiles, the lines drawn and those that are too far."""
    explored = evolution.explored
    if not evolution.years.years:
        return None
    caption = typeset(f"{explored.indicator.label}, {explored.nouns[1]} {explored.zone.of_name}, par année")
    if explored.indicator.is_categorical:
        return _build_categories_twin(evolution, caption)
    lines = [] if evolution.has_lines_of_all else evolution.list_quantiles()
    lines += [line for line in evolution.list_lines() if not line.label.startswith("Médiane des")]
    if not evolution.has_lines_of_all:
        far = [place for place in evolution.named if not evolution.is_near(place)]
        lines += [evolution.build_line(place) for place in far]
    twin = build_series_twin(lines, caption=caption, unit=explored.unit, decimals=explored.indicator.decimals)
    counted = {str(one.year): one.counted for one in evolution.spreads}
    return Twin(
        twin.caption,
        twin.heading,
        (("Ont une valeur", f"sur {format_number(len(explored.positions))}"), *twin.headers),
        tuple((year, (write_cell(Figure(float(counted.get(year, 0)))), *cells)) for year, cells in twin.rows),
    )


def _build_categories_twin(evolution: Evolution, caption: str) -> Twin:
    """One row a year, one column a category: how many members are in it."""
    values, slug = evolution.years.values, evolution.explored.indicator.slug
    known = sorted(set(values[~np.isnan(values)].tolist()))
    found = {value: find_category(slug, value) for value in known}
    headers = tuple(
        (typeset(one.label) if one else "Catégorie inconnue", evolution.explored.nouns[1])
        for one in found.values()
    )
    rows = [
        (str(year), tuple(write_cell(Figure(float((row == value).sum()))) for value in known))
        for year, row in zip(evolution.years.years, values, strict=True)
    ]
    return Twin(caption, "Année", headers, tuple(reversed(rows)))


def _list_notes(evolution: Evolution) -> Iterator[str]:
    explored = evolution.explored
    noun, total = explored.nouns[1], len(explored.positions)
    if not evolution.years.years:
        return
    if evolution.base is not None:
        yield (
            "Les valeurs sont trop inégales pour une même échelle : chaque courbe part de 100 en "
            f"{evolution.base}. À 110, la valeur a augmenté de 10 %. Les valeurs elles-mêmes sont dans le "
            "tableau."
        )
    counted = f"{format_number(total)} {noun}" if total > 1 else explored.nouns[0]
    yield f"Périmètre constant : {counted} d’aujourd’hui, à chaque année."
    if explored.indicator.is_categorical:
        yield "Des catégories n’ont ni médiane ni courbe : le tableau compte les territoires de chacune."
        return
    if sum(one.counted > 0 for one in evolution.spreads) < 2:
        yield "Une seule année a des valeurs : il n’y a pas encore d’évolution à dessiner."
    elif not evolution.has_lines_of_all:
        yield from _list_left_out(evolution)
    broken = [
        year for year, row in zip(evolution.years.years, evolution.years.breaks, strict=True) if row.any()
    ]
    if broken[-1:] and any(year > evolution.years.years[0] for year in broken):
        yield (
            f"Rupture de série en {join_words([str(year) for year in broken])} : la façon de mesurer ou le "
            "périmètre a changé, les valeurs d’avant et d’après ne se comparent pas."
        )


def _list_left_out(evolution: Evolution) -> Iterator[str]:
    explored = evolution.explored
    counted = {one.counted for one in evolution.told}
    if len(counted) > 1:
        yield (
            f"De {format_number(min(counted))} à {format_number(max(counted))} {explored.nouns[1]} ont une "
            "valeur, selon l’année : ce que deviennent la médiane et les bandes peut en venir en partie."
        )
    thin = [
        one
        for one in evolution.spreads
        if one.counted and (not one.quantiles or one.counted < SMALLEST_GROUP)
    ]
    if thin:
        counts = [f"{one.year} ({format_number(one.counted)} sur {format_number(one.total)})" for one in thin]
        reason = f"faute d’une valeur pour au moins la moitié des {explored.nouns[1]}"
        yield f"Sans médiane, {reason} : {join_words(counts)}."
    far = [evolution.name(place) for place in evolution.named if not evolution.is_near(place)]
    if far:
        yield f"Dans le tableau seulement, car trop loin des autres pour le dessin : {join_words(far)}."


def summarise(explored: Explored) -> str:
    """What the median has become, how many rise and fall, what the reader's territory has become."""
    evolution = read_evolution(explored)
    if explored.indicator.is_categorical or not evolution.told:
        return " ".join(summarise_zone(explored))
    return typeset(" ".join(_list_sentences(evolution))) or " ".join(summarise_zone(explored))


def _list_sentences(evolution: Evolution) -> Iterator[str]:
    explored, measure = evolution.explored, build_measure(evolution.explored.indicator)
    if evolution.changes is not None:
        yield from _tell_median(evolution, evolution.changes, measure)
        yield from _tell_sides(evolution.changes, measure, explored.nouns)
    if explored.here is not None:
        yield from _tell_member(evolution, explored.here)


def _tell_median(evolution: Evolution, changes: Changes, measure: Measure) -> Iterator[str]:
    """« Dette, médiane des communes de Corse : en hausse de 4,2 % depuis 2017 (612 €/hab. en 2023). »

    Of the members known at both dates: one that has a value at the last only would move the median although
    nobody changed.
    """
    explored, both = evolution.explored, ~np.isnan(changes.difference)
    count = int(both.sum())
    if count < SMALLEST_GROUP:
        return
    start, end = (float(np.median(values[both])) for values in (changes.before, changes.after))
    words = write_evolution(start, end, measure, since=changes.since, until=changes.until)
    if not words:
        return
    amount = "" if "passe de" in words else f" ({measure.write(end)} en {changes.until})"
    whole = f"{explored.nouns[1]} {explored.zone.of_name}"
    if count < max(int((~np.isnan(values)).sum()) for values in (changes.before, changes.after)):
        whole = f"{format_number(count)} {whole} qui ont une valeur comparable aux deux dates"
    yield f"{explored.indicator.label}, médiane des {whole} : {words}{amount}."


def _tell_sides(changes: Changes, measure: Measure, noun: tuple[str, str]) -> Iterator[str]:
    """« De 2017 à 2023, la valeur augmente pour 240 communes et diminue pour 92, sur 332. »"""
    rising, falling, same = count_sides(changes, measure)
    if rising + falling + same < 2:
        return  # its own evolution says it
    sides = ((rising, "augmente"), (falling, "diminue"), (same, "ne change pas"))
    told = [
        f"{verb} pour {format_count(count, *noun) if not rank else format_number(count)}"
        for rank, (count, verb) in enumerate([side for side in sides if side[0]])
    ]
    total = format_number(rising + falling + same)
    if len(told) == 1:
        [verb] = [verb for count, verb in sides if count]
        yield f"De {changes.since} à {changes.until}, la valeur {verb} pour les {total} {noun[1]}."
    elif told:
        yield f"De {changes.since} à {changes.until}, la valeur {join_words(told)}, sur {total}."


def _tell_member(evolution: Evolution, place: int) -> Iterator[str]:
    """« Saint-Malo : en baisse de 3,0 % depuis 2017 (1 105 €/hab. en 2023). », since its last break."""
    measure = build_measure(evolution.explored.indicator)
    known = [point for point in evolution.find_points(place) if point.figure.value is not None]
    breaks = [rank for rank, point in enumerate(known) if point.figure.status is Status.BREAK]
    kept = known[max(breaks, default=0) :]
    if len(kept) < 2:
        return
    first, last = kept[0], kept[-1]
    start, end = first.figure.value, last.figure.value
    if start is None or end is None:
        return
    words = write_evolution(start, end, measure, since=first.year, until=last.year)
    amount = "" if "passe de" in words else f" ({measure.write(end)} en {last.year})"
    yield f"{evolution.name(place)} : {words}{amount}."


def tabulate(explored: Explored) -> Table:
    """One row a territory and year, after those of the quantiles of the zone."""
    evolution = read_evolution(explored)
    title = f"{explored.indicator.label} : {explored.nouns[1]} {explored.zone.of_name}, par année"
    columns = (
        Column("serie", "Série"),
        Column("code", "Code", "code"),
        Column("nom", "Nom"),
        Column("annee", "Année", "year"),
        Column("valeur", "Valeur", "number", explored.indicator.decimals, explored.unit),
        Column("statut", "Statut"),
    )
    return Table("évolution", typeset(title), columns, list(_list_rows(evolution)))


def _list_rows(evolution: Evolution) -> Iterator[tuple[Value, ...]]:
    explored, slug = evolution.explored, evolution.explored.indicator.slug
    if not explored.indicator.is_categorical:
        for line in evolution.list_quantiles():
            for point in line.points:
                yield (
                    "ensemble",
                    "",
                    line.label,
                    point.year,
                    point.figure.value,
                    word_figure_state(point.figure),
                )
    for place, member in enumerate(explored.members):
        for point in evolution.find_points(place):
            value: Value = point.figure.value
            if explored.indicator.is_categorical and point.figure.value is not None:
                category = find_category(slug, point.figure.value)
                value = category.label if category else value
            state = word_figure_state(point.figure)
            yield "territoire", member.code, evolution.name(place), point.year, value, state


EVOLUTION: Final = View(KEY, "Évolution", "explore/views/evolution.html", present, summarise, draw, tabulate)
