"""Lists of territories as files: the table asked, and what explains it."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.french import fix_name, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import MemberFigures, get_source
from portal.stats.queries.categories import write_category
from portal.stats.queries.definitions import describe
from portal.territories.queries.surroundings import Relative
from portal.ui.cells import word_figure_state
from portal.ui.exports import readme
from portal.ui.exports.tables import Column, Definition, ReadMe, Table, Value


def build_list_table(
    members: Sequence[Relative],
    figures: Sequence[MemberFigures],
    *,
    name: str,
    title: str,
    extra: tuple[tuple[Column, Sequence[Value]], ...] = (),
) -> Table:
    """One row a territory: what it is, then each figure with its state; the year is in the column.

    ``extra`` columns come after the name.
    """
    columns = [
        Column("type_de_territoire", "Type de territoire"),
        Column("code", "Code", "code"),
        Column("nom", "Nom"),
        *(column for column, _ in extra),
    ]
    for one in figures:
        columns += _list_columns(one)
    rows = []
    for rank, member in enumerate(members):
        row: list[Value] = [member.kind, member.code, fix_name(member.name)]
        row += [values[rank] for _, values in extra]
        for one in figures:
            figure = one.figures[rank]
            row += [write_category(one.indicator, figure.value), word_figure_state(figure)]
        rows.append(row)
    return Table(name, title, tuple(columns), rows)


def _list_columns(figures: MemberFigures) -> tuple[Column, Column]:
    indicator = figures.indicator
    key = f"{indicator.slug}_{figures.year}" if figures.year else indicator.slug
    label = f"{indicator.label} ({figures.year})" if figures.year else indicator.label
    unit = get_catalogue().units[indicator.unit].symbol
    kind = Column(key, typeset(label), "number", indicator.decimals, unit)
    return kind, Column(f"{key}_statut", f"{typeset(label)} – statut")


def build_readme(
    title: str, path: str, figures: Sequence[MemberFigures], sentences: tuple[str, ...]
) -> ReadMe:
    """Definitions and sources of the columns of a list at ``path``."""
    datasets = dict.fromkeys(one.dataset for one in figures if one.dataset)
    return readme.build_readme(
        title,
        path,
        origins=[get_source(dataset) for dataset in datasets],
        definitions=[_define(one) for one in figures],
        sentences=sentences,
    )


def _define(figures: MemberFigures) -> Definition:
    origins = [get_source(figures.dataset)] if figures.dataset else []
    return readme.define(describe(figures.indicator), origins, [figures.year] if figures.year else [])
