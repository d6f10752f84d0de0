"""Lists of territories as files: the table asked, and what explains it."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.timezone import localtime

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, format_date, typeset
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import MemberFigures, SourceInfo, find_category, get_source
from portal.territories.queries.surroundings import Relative
from portal.ui.cells import word_figure_state
from portal.ui.exports.tables import Column, Definition, ReadMe, Source, Table, Value
from portal.ui.frozen import build_frozen_address


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
            row += [_write_value(one.indicator, figure), word_figure_state(figure)]
        rows.append(row)
    return Table(name, title, tuple(columns), rows)


def _list_columns(figures: MemberFigures) -> tuple[Column, Column]:
    indicator = figures.indicator
    key = f"{indicator.slug}_{figures.year}" if figures.year else indicator.slug
    label = f"{indicator.label} ({figures.year})" if figures.year else indicator.label
    unit = get_catalogue().units[indicator.unit].symbol
    kind = Column(key, typeset(label), "number", indicator.decimals, unit)
    return kind, Column(f"{key}_statut", f"{typeset(label)} – statut")


def _write_value(indicator: Indicator, figure: Figure) -> Value:
    if figure.value is None or not indicator.is_categorical:
        return figure.value
    found = find_category(indicator.slug, figure.value)
    return found.label if found else ""


def build_readme(
    title: str, path: str, figures: Sequence[MemberFigures], sentences: tuple[str, ...]
) -> ReadMe:
    """Definitions and sources of the columns of a list at ``path``."""
    sources = list(dict.fromkeys(one.dataset for one in figures if one.dataset))
    known = [get_source(slug) for slug in sources]
    published = [localtime(one.published_at).date() for one in known if one.published_at]
    dated = format_date(max(published)) if published else ""
    address = build_frozen_address(path)
    return ReadMe(
        title=typeset(title),
        address=address,
        dated=dated,
        sentences=tuple(typeset(sentence) for sentence in sentences),
        definitions=tuple(_define(one) for one in figures),
        sources=tuple(_cite(one) for one in known),
        citation=typeset(
            f"{settings.SITE_NAME}, « {title} »{f', données au {dated}' if dated else ''}, {address}"
        ),
    )


def _define(figures: MemberFigures) -> Definition:
    indicator = figures.indicator
    return Definition(
        label=typeset(indicator.label),
        unit=get_catalogue().units[indicator.unit].plural,
        definition=typeset(indicator.method or ""),
        source=get_source(figures.dataset).title if figures.dataset else "",
        years=str(figures.year or ""),
        caveats=" ".join(typeset(one) for one in indicator.caveats),
    )


def _cite(source: SourceInfo) -> Source:
    dated = format_date(localtime(source.published_at).date()) if source.published_at else ""
    address = f"{settings.SITE_URL}{dataset_path(source.dataset)}"
    return Source(typeset(source.title), typeset(source.producer), typeset(source.licence), address, dated)
