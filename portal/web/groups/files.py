"""The files of a group: its figures year by year, its members, what cannot be had."""

from __future__ import annotations

from portal.kernel.french import fix_name, format_count, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Series, get_group_sheet, list_member_figures
from portal.stats.queries.categories import write_category
from portal.stats.queries.definitions import describe
from portal.territories.lists.members import NOUNS
from portal.territories.queries.groups import GroupCard
from portal.territories.queries.surroundings import list_relatives
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports import readme
from portal.ui.exports.tables import Column, Definition, NumberFormat, ReadMe, Table, Value
from portal.web.groups.figures import REASONS, list_sources, name_sources
from portal.web.groups.members import list_columns
from portal.web.groups.words import ACCOUNTS, HOW, write_title


def build_tables(card: GroupCard) -> list[Table]:
    """Figures, members and refusals, in this order."""
    return [_build_figures(card), _build_members(card), _build_refusals(card)]


def _build_figures(card: GroupCard) -> Table:
    catalogue = get_catalogue()
    columns = (
        Column("theme", "Thème"),
        Column("indicateur", "Indicateur", "code"),
        Column("libelle", "Libellé"),
        Column("unite", "Unité"),
        Column("annee", "Année", "year"),
        Column("valeur", "Valeur", "number"),
        Column("statut", "Statut"),
        Column("origine", "Origine"),
        Column("source", "Source"),
    )
    rows: list[list[Value]] = []
    formats: list[NumberFormat | None] = []
    for series in get_group_sheet(card).series.values():
        indicator = series.indicator
        unit = catalogue.units[indicator.unit].symbol
        source = " ; ".join(name_sources([series]))
        for point in series.points:
            figure = point.figure
            value = write_category(indicator, figure.value)
            origin = word_origin(figure.origin) if figure.value is not None else ""
            rows.append(
                [catalogue.themes[indicator.theme].label, indicator.slug, typeset(indicator.label), unit,
                 point.year, value, word_figure_state(figure), origin, source]
            )  # fmt: skip
            formats.append(NumberFormat(indicator.decimals, unit))
    title = f"Chiffres du groupe « {card.name} » pris dans son ensemble, année par année"
    return Table("Chiffres", typeset(title), columns, rows, formats)


def _build_members(card: GroupCard) -> Table:
    members = list_relatives(card.member_kind, card.positions)
    figures = list_member_figures(
        card.member_kind,
        [one.position for one in members],
        [one.slug for one in list_columns(card.member_kind)],
    )
    columns = [Column("type_de_territoire", "Type"), Column("code", "Code", "code"), Column("nom", "Nom")]
    for one in figures:
        indicator = one.indicator
        key = f"{indicator.slug}_{one.year}" if one.year else indicator.slug
        label = typeset(f"{indicator.label} ({one.year})" if one.year else indicator.label)
        unit = get_catalogue().units[indicator.unit].symbol
        columns += [
            Column(key, label, "number", indicator.decimals, unit),
            Column(f"{key}_statut", f"{label} – statut"),
        ]
    rows: list[list[Value]] = []
    for rank, member in enumerate(members):
        row: list[Value] = [NOUNS[member.kind][0], member.code, fix_name(member.name)]
        for one in figures:
            row += [one.figures[rank].value, word_figure_state(one.figures[rank])]
        rows.append(row)
    words = format_count(len(members), *NOUNS[card.member_kind])
    return Table("Membres", typeset(f"Les {words} du groupe « {card.name} »"), tuple(columns), rows)


def _build_refusals(card: GroupCard) -> Table:
    indicators = get_catalogue().indicators
    columns = (
        Column("indicateur", "Indicateur", "code"),
        Column("libelle", "Libellé"),
        Column("raison", "Raison"),
    )
    rows: list[list[Value]] = [
        [slug, typeset(indicators[slug].label), typeset(REASONS[reason])]
        for slug, reason in get_group_sheet(card).refusals.items()
        if card.member_kind in indicators[slug].levels
    ]
    return Table(
        "Indicateurs refusés", "Ce qui ne peut pas être donné pour un groupe, et pourquoi", columns, rows
    )


def build_readme(card: GroupCard) -> ReadMe:
    """What explains the files of a group."""
    found = [one for one in get_group_sheet(card).series.values() if one.points]
    sentences = [card.definition, *card.notices, HOW]
    if any(one.indicator.adds_up_among_peers for one in found):
        sentences.append(ACCOUNTS)
    return readme.build_readme(
        write_title(card),
        card.path,
        origins=list_sources(found),
        definitions=[_define(one) for one in found],
        sentences=[one for one in sentences if one],
    )


def _define(series: Series) -> Definition:
    years = [point.year for point in series.points]
    return readme.define(describe(series.indicator), list_sources([series]), years)
