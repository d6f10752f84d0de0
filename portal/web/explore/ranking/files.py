"""The ranking and the table of years as tables for files: every member, in the order asked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, typeset
from portal.stats.queries.answers import build_figure
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports.tables import Column, Table, Value
from portal.web.explore.ranking.belonging import choose_belonging
from portal.web.explore.ranking.ordering import list_populations
from portal.web.explore.ranking.ranking import Ranking, build_ranking
from portal.web.explore.ranking.table import YearsTable, build_years_table
from portal.web.explore.reading import Explored
from portal.web.explore.summaries import label_values

_IDENTITY = (
    Column("type_de_territoire", "Type de territoire"),
    Column("code", "Code", "code"),
    Column("nom", "Nom"),
)


def tabulate_ranking(explored: Explored) -> Table:
    """One row a member: its rank, its value and state, its population. Raises Impossible."""
    columns = [
        Column("rang", "Rang", "number", 0),
        Column("ex_aequo", "Ex æquo"),
        *_IDENTITY,
        *_list_value_columns(explored, explored.year),
        Column("origine", "Origine"),
        Column("population", "Population", "number", 0, "hab."),
    ]
    belonging = choose_belonging(explored)
    if belonging is not None:
        columns.append(Column(belonging.grouping, belonging.label))
    title = typeset(f"{explored.indicator.label} : classement, {explored.zone.name}")
    if explored.column is None:
        return Table("Classement", title, tuple(columns), [])
    ranking = build_ranking(explored, explored.column)
    rows = [
        [*row, belonging.name(place)] if belonging is not None else row
        for place, row in zip(ranking.places.tolist(), _iterate_ranked(ranking), strict=True)
    ]
    return Table("Classement", title, tuple(columns), rows)


def _iterate_ranked(ranking: Ranking) -> Iterator[list[Value]]:
    explored, peers = ranking.explored, ranking.peers
    people, labels = list_populations(explored), _find_labels(explored)
    for place in ranking.places.tolist():
        figure, rank = ranking.column.figure(place), int(peers.ranks[place])
        ranked = rank or None if not explored.indicator.is_categorical else None
        yield [
            ranked,
            "" if ranked is None else "oui" if peers.is_tied(place) else "non",
            *_identify(explored, place),
            _write_value(figure, labels),
            word_figure_state(figure),
            "" if figure.value is None else word_origin(figure.origin),
            None if np.isnan(people[place]) else int(people[place]),
        ]


def tabulate_years(explored: Explored) -> Table:
    """One row a member: the years shown with their states, the change. Raises Impossible."""
    title = typeset(f"{explored.indicator.label} : dernières années, {explored.zone.name}")
    if explored.column is None:
        return Table("Tableau", title, _IDENTITY, [])
    table = build_years_table(explored, explored.column)
    columns = [*_IDENTITY]
    for number in table.shown:
        columns += _list_value_columns(explored, explored.by_year.years[number])
    if table.changed is not None:
        span = f"{table.changed.changes.since}_{table.changed.changes.until}"
        words = f"de {table.changed.changes.since} à {table.changed.changes.until}"
        decimals, unit = explored.indicator.decimals, explored.unit
        columns += [
            Column(f"evolution_{span}", f"Évolution {words}", "number", decimals, unit),
            Column(f"evolution_pct_{span}", f"Évolution {words}, en %", "number", 1, "%"),
        ]
    return Table("Tableau", title, tuple(columns), list(_iterate_years(table)))


def _iterate_years(table: YearsTable) -> Iterator[list[Value]]:
    explored, by_year, changed = table.explored, table.explored.by_year, table.changed
    for place in table.places.tolist():
        row: list[Value] = [*_identify(explored, place)]
        for number in table.shown:
            figure = build_figure(
                by_year.values[number, place],
                by_year.absence[number, place],
                by_year.status[number, place],
                0,
            )
            row += [_write_value(figure, table.labels), word_figure_state(figure)]
        if changed is not None:
            row += [_keep(changed.changes.difference[place]), _keep(changed.percent[place])]
        yield row


def _list_value_columns(explored: Explored, year: int | None) -> tuple[Column, Column]:
    indicator = explored.indicator
    key = f"{indicator.slug}_{year}" if year else indicator.slug
    label = typeset(f"{indicator.label} ({year})" if year else indicator.label)
    value = Column(key, label, "number", indicator.decimals, explored.unit)
    return value, Column(f"{key}_statut", f"{label} – statut")


def _identify(explored: Explored, place: int) -> tuple[Value, ...]:
    member = explored.get_member(place)
    return member.kind, member.code, fix_name(member.name)


def _find_labels(explored: Explored) -> dict[float, str]:
    column, indicator = explored.column, explored.indicator
    return label_values(indicator, column.values) if column is not None and indicator.is_categorical else {}


def _write_value(figure: Figure, labels: dict[float, str]) -> Value:
    """The number, or the label of a category; None for an absence."""
    return figure.value if figure.value is None else labels.get(figure.value, figure.value)


def _keep(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
