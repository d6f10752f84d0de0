"""The table behind a panel: every member, for files and for those who read rather than look."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from portal.kernel.french import typeset
from portal.stats.queries import find_category
from portal.ui.cells import word_figure_state
from portal.ui.exports.tables import Column, Table, Value
from portal.web.explore.dashboards.reading import name_member, word_members
from portal.web.explore.reading import Explored

Extra = tuple[Column, npt.NDArray[np.float64]]


def tabulate_values(explored: Explored, extra: Sequence[Extra] = (), title: str = "") -> Table:
    """Code, name, value and its status of every member; ``extra`` columns are aligned on them."""
    column, indicator = explored.column, explored.indicator
    members = word_members(explored.zone, explored.level)
    value = Column("valeur", typeset(indicator.label), "number", indicator.decimals, explored.unit)
    columns = (
        Column("code", "Code", "code"), Column("nom", "Nom"), value, Column("statut", "Statut"),
        *(one for one, _ in extra),
    )  # fmt: skip
    name = typeset(title or f"{indicator.label}, {members}, {explored.year}")
    if column is None:
        return Table(indicator.short_label, name, columns, [])
    write = _find_writer(explored)
    rows: list[tuple[Value, ...]] = []
    for place in range(len(column)):
        member, figure = explored.get_member(place), column.figure(place)
        others = (_write_number(values[place]) for _, values in extra)
        told = None if figure.value is None else write(figure.value)
        rows.append((member.code, name_member(member), told, word_figure_state(figure), *others))
    return Table(indicator.short_label, name, columns, rows)


def _find_writer(explored: Explored) -> Callable[[float], Value]:
    """The number itself, or the label of its category."""
    if not explored.indicator.is_categorical:
        return float
    labels: dict[float, Value] = {}

    def write(value: float) -> Value:
        if value not in labels:
            found = find_category(explored.indicator.slug, value)
            labels[value] = found.label if found else str(value)
        return labels[value]

    return write


def _write_number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
