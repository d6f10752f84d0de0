"""« Nuage de points »: an indicator against another, a point for each territory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, format_count, format_number, join_words, typeset
from portal.stats.queries.exploring import ZoneColumn
from portal.ui.cells import word_figure_state, write_cell
from portal.ui.charts.scatter import POINTS_AT_MOST, Axis, draw_scatter
from portal.ui.charts.tables import Twin, write_value
from portal.ui.exports.tables import Column, Table, Value
from portal.ui.sentences.relation import write_relation
from portal.ui.words import word_absence
from portal.web.explore.asked import SCATTER
from portal.web.explore.charts.captions import name_sources, write_caption
from portal.web.explore.charts.crossing import Choice, list_choices, suggest
from portal.web.explore.charts.pairs import Pairs, read_pairs
from portal.web.explore.reading import Explored
from portal.web.explore.view import View

_LISTED_AT_MOST: Final = 60
"""Beyond, the table of a page groups territories by fifths; files have them all."""
_PARTS: Final = 5


@dataclass(frozen=True, slots=True)
class ScatterShown:
    """``choices`` by theme and ``suggested`` (label, address) choose the second indicator; ``scale`` is the
    other scale that may be asked (words, address), empty when there is none. ``example`` says that the
    second indicator was chosen by the portal."""

    drawing: Markup
    caption: str
    twin: Twin | None
    notes: tuple[str, ...]
    choices: list[tuple[str, list[Choice]]]
    suggested: list[tuple[str, str]]
    example: str
    scale: tuple[str, str] | None
    kept: tuple[tuple[str, str], ...]
    path: str


def present(explored: Explored) -> ScatterShown:
    """The cloud where a second indicator was chosen, and what chooses one."""
    asked, pairs = explored.asked, read_pairs(explored)
    is_possible = not explored.indicator.is_categorical
    return ScatterShown(
        draw(explored),
        _write_caption(pairs) if pairs else "",
        _build_twin(pairs) if pairs else None,
        tuple(typeset(note) for note in _list_notes(explored, pairs)),
        list_choices(asked, pairs.crossed if pairs else None) if is_possible else [],
        _suggest_others(explored, pairs) if is_possible else [],
        _say_example(explored, pairs),
        _choose_scale(pairs) if pairs else None,
        tuple(asked.list_fields("croise", "echelle", "page")),
        asked.path,
    )


def _suggest_others(explored: Explored, pairs: Pairs | None) -> list[tuple[str, str]]:
    """Label and address of those suggested that are not drawn; none once the reader has chosen."""
    asked = explored.asked
    if pairs is not None and asked.crossed is not None:
        return []
    drawn = pairs.crossed.slug if pairs else ""
    others = [one for one in suggest(asked) if one.slug != drawn]
    return [(typeset(one.label), asked.address(crossed=one)) for one in others]


def _say_example(explored: Explored, pairs: Pairs | None) -> str:
    if pairs is None or explored.asked.crossed is not None:
        return ""
    first, second = explored.indicator.label, pairs.crossed.label
    return typeset(f"À titre d’exemple : « {first} » et « {second} ». Choisissez un autre indicateur.")


def _choose_scale(pairs: Pairs) -> tuple[str, str] | None:
    asked = pairs.explored.asked
    if not any(pairs.log_axes):
        return None
    if asked.is_log:
        return "Revenir à une échelle ordinaire", asked.address(is_log=False)
    words = "Passer à une échelle logarithmique, qui écarte les petites valeurs"
    return words, asked.address(is_log=True)


def draw(explored: Explored) -> Markup:
    """The cloud; empty without a second indicator and under two pairs."""
    pairs = read_pairs(explored)
    if pairs is None:
        return Markup("")
    first, second = _label_both(pairs)
    across, up = pairs.log_axes if explored.asked.is_log else (False, False)
    return draw_scatter(
        Axis(second, pairs.x[pairs.drawn], pairs.unit, across),
        Axis(first, pairs.y[pairs.drawn], explored.unit, up),
        title=typeset(f"{first} et {second}, {explored.nouns[1]} {explored.zone.of_name}"),
        description=" ".join(filter(None, [_count_pairs(pairs), _write_relation(pairs)])),
        members=explored.nouns[1],
        named=pairs.choose_named(),
    )


def _label_both(pairs: Pairs) -> tuple[str, str]:
    """Short labels, with their years where they differ."""
    labels = [typeset(one.short_label) for one in (pairs.explored.indicator, pairs.crossed)]
    if pairs.up.year == pairs.across.year:
        return labels[0], labels[1]
    return f"{labels[0]} {pairs.up.year}", f"{labels[1]} {pairs.across.year}"


def _write_caption(pairs: Pairs) -> str:
    explored = pairs.explored
    sources = name_sources(explored.indicator.slug, explored.level, [pairs.up.dataset])
    sources += name_sources(pairs.crossed.slug, explored.level, [pairs.across.dataset])
    years = dict.fromkeys([str(pairs.up.year), str(pairs.across.year)])
    return write_caption(explored, len(pairs.places), " et ".join(years), "", sources)


def _count_pairs(pairs: Pairs) -> str:
    counted = format_count(len(pairs.places), *pairs.explored.nouns)
    return f"{counted} {'ont' if len(pairs.places) > 1 else 'a'} les deux valeurs."


def _write_relation(pairs: Pairs) -> str:
    second, first = typeset(pairs.crossed.label), typeset(pairs.explored.indicator.label)
    members = pairs.explored.nouns[1]
    return write_relation(pairs.rho, len(pairs.places), second, first, members, by_size=pairs.is_by_size)


def _list_notes(explored: Explored, pairs: Pairs | None) -> Iterator[str]:
    crossed = explored.asked.crossed
    if pairs is not None:
        yield from _list_differences(pairs)
        yield from _list_manners(pairs)
    elif explored.indicator.is_categorical:
        yield "Cet indicateur range les territoires en catégories : il n’a pas de nuage de points."
    elif crossed is not None and crossed.is_categorical:
        yield f"« {crossed.label} » range les territoires en catégories : choisissez un nombre."
    elif crossed is not None:
        yield f"« {crossed.label} » n’est pas en ligne pour ces territoires : choisissez-en un autre."


def _list_differences(pairs: Pairs) -> Iterator[str]:
    """What the pairs are not: of one year, of all territories."""
    explored = pairs.explored
    if pairs.up.year != pairs.across.year:
        yield (
            f"Les deux années diffèrent : {pairs.up.year} pour « {explored.indicator.label} », "
            f"{pairs.across.year} pour « {pairs.crossed.label} »."
        )
    left = [
        f"{format_count(count, *explored.nouns)} ({word_absence(reason).label})"
        for reason, count in pairs.count_absences().items()
    ]
    if left:
        yield f"Hors du dessin, faute de l’une des deux valeurs : {join_words(left)}."


def _list_manners(pairs: Pairs) -> Iterator[str]:
    """How the drawing is read."""
    noun = pairs.explored.nouns
    if pairs.explored.asked.is_log and any(pairs.log_axes):
        yield "Échelle logarithmique : chaque trait du quadrillage vaut dix fois le précédent."
    zeros = len(pairs.places) - len(pairs.drawn)
    if zeros:
        counted = format_count(zeros, *noun)
        yield f"Sans place sur une échelle logarithmique, pour une valeur de 0 : {counted}."
    if len(pairs.drawn) > POINTS_AT_MOST:
        yield f"Plus un hexagone est grand, plus il réunit de {noun[1]} ; les points cerclés sont à part."


def summarise(explored: Explored) -> str:
    """Whether the two go together, else how many territories have both; empty before a choice."""
    pairs = read_pairs(explored)
    if pairs is None:
        return ""
    return typeset(_write_relation(pairs) or _count_pairs(pairs))


def _build_twin(pairs: Pairs) -> Twin | None:
    if not len(pairs.places):
        return None
    return _build_listed(pairs) if len(pairs.places) <= _LISTED_AT_MOST else _build_parts(pairs)


def _build_listed(pairs: Pairs) -> Twin:
    """One row a territory, by decreasing value of the indicator of the page."""
    explored = pairs.explored
    rows = tuple(
        (
            pairs.name(rank),
            (
                write_cell(pairs.up.figure(int(place)), decimals=explored.indicator.decimals),
                write_cell(pairs.across.figure(int(place)), decimals=pairs.crossed.decimals),
            ),
        )
        for rank in np.argsort(-pairs.y, kind="stable").tolist()
        for place in [pairs.places[rank]]
    )
    first, second = _label_both(pairs)
    headers = ((first, explored.unit), (second, pairs.unit))
    return Twin(typeset(f"{first} et {second}"), explored.nouns[0].capitalize(), headers, rows)


def _build_parts(pairs: Pairs) -> Twin:
    """Fifths of the territories by the second indicator: median and quartiles of the first in each."""
    explored = pairs.explored
    edges = np.unique(np.quantile(pairs.x, np.linspace(0, 1, _PARTS + 1)))
    part_of = np.clip(np.searchsorted(edges, pairs.x, side="right") - 1, 0, max(len(edges) - 2, 0))
    rows = []
    for part in np.unique(part_of).tolist():
        inside = part_of == part
        ends = [
            format_number(bound, pairs.crossed.decimals)
            for bound in (pairs.x[inside].min(), pairs.x[inside].max())
        ]
        quartiles = np.quantile(pairs.y[inside], (0.25, 0.5, 0.75)).tolist()
        cells = [write_value(format_number(int(inside.sum())))]
        cells += [write_cell(Figure(one), decimals=explored.indicator.decimals) for one in quartiles]
        rows.append((f"de {ends[0]} à {ends[1]}" if ends[0] != ends[1] else ends[0], tuple(cells)))
    first, second = _label_both(pairs)
    names = ("1er quartile", "médiane", "3e quartile")
    headers = (
        (explored.nouns[1].capitalize(), "nombre"),
        *((f"{first}, {name}", explored.unit) for name in names),
    )
    heading = f"{second} ({pairs.unit})" if pairs.unit else second
    caption = typeset(f"{first} selon {second}, par cinquièmes des {explored.nouns[1]}")
    return Twin(caption, heading, headers, tuple(rows))


def tabulate(explored: Explored) -> Table:
    """One row a territory with both figures, absences in words; the first alone before a choice."""
    pairs = read_pairs(explored)
    columns = [Column("code", "Code", "code"), Column("nom", "Nom")]
    known = [(explored.indicator, explored.column)] if explored.column else []
    if pairs is not None:
        known.append((pairs.crossed, pairs.across))
    for indicator, column in known:
        slug, label = indicator.slug, typeset(f"{indicator.label}, {column.year}")
        unit = pairs.unit if pairs and indicator is pairs.crossed else explored.unit
        columns += [
            Column(slug, label, "number", indicator.decimals, unit),
            Column(f"{slug}_statut", typeset(f"Statut : {indicator.short_label}")),
        ]
    labels = " et ".join(indicator.label for indicator, _ in known)
    title = typeset(f"{labels} : {explored.nouns[1]} {explored.zone.of_name}")
    return Table("nuage", title, tuple(columns), list(_list_rows(explored, [column for _, column in known])))


def _list_rows(explored: Explored, known: list[ZoneColumn]) -> Iterator[tuple[Value, ...]]:
    for place, member in enumerate(explored.members):
        figures = [column.figure(place) for column in known]
        cells = [cell for one in figures for cell in (one.value, word_figure_state(one))]
        yield member.code, fix_name(member.name), *cells


NUAGE: Final = View(
    SCATTER, "Nuage de points", "explore/views/nuage.html", present, summarise, draw, tabulate
)
