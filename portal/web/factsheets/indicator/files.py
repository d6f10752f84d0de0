"""The files of one figure: its series as a table, its drawing as an image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from django.conf import settings
from markupsafe import Markup

from portal.kernel.french import NO_BREAK_SPACE, fix_name, format_period, typeset
from portal.stats.queries import find_category
from portal.stats.queries.definitions import describe
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports import readme
from portal.ui.exports.captioned import Caption
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.tables import Column, ReadMe, Table, Value
from portal.web.factsheets.figures import list_point_sources, write_label
from portal.web.factsheets.indicator.drawn import draw_history
from portal.web.factsheets.indicator.origins import (
    name_licences,
    name_origins,
    write_citation,
)
from portal.web.factsheets.indicator.presenter import list_sources, path_of_figure
from portal.web.factsheets.indicator.reading import Reading
from portal.web.factsheets.wording import name_type

_COLUMNS: Final = (
    Column("type_de_territoire", "Type de territoire"),
    Column("code", "Code", "code"),
    Column("nom", "Nom"),
    Column("indicateur", "Indicateur"),
    Column("libelle", "Libellé"),
    Column("annee", "Année", "year"),
    Column("valeur", "Valeur", "number"),
    Column("modalite", "Modalité"),
    Column("unite", "Unité"),
    Column("statut", "Statut"),
    Column("origine", "Origine"),
    Column("groupe", "Groupe de comparaison"),
    Column("groupe_effectif", "Territoires du groupe avec une valeur", "number", 0),
    Column("groupe_mediane", "Médiane du groupe", "number"),
    Column("rang", "Rang dans le groupe", "number", 0),
    Column("source", "Source"),
)


def name_file(reading: Reading) -> str:
    """Without its suffix: « population_commune_35238_rennes »."""
    territory = reading.territory
    name = build_file_name(
        reading.indicator.slug.replace("_", "-"), territory.kind, territory.code, territory.slug
    )
    return name.removesuffix(".csv")


def build_table(reading: Reading) -> Table:
    """One row a year, absences included."""
    indicator = reading.indicator
    return Table(
        name="Série",
        title=f"{write_label(indicator.label)}, {fix_name(reading.territory.name)}",
        columns=tuple(
            Column(one.key, one.label, one.kind, indicator.decimals, one.unit)
            if one.key in {"valeur", "groupe_mediane"}
            else one
            for one in _COLUMNS
        ),
        rows=list(_list_rows(reading)),
    )


def _list_rows(reading: Reading) -> list[Sequence[Value]]:
    territory, indicator, chosen = reading.territory, reading.indicator, reading.chosen
    rows: list[Sequence[Value]] = []
    for point in reading.series.points:
        value, modality = point.figure.value, ""
        if indicator.is_categorical and value is not None:
            found = find_category(indicator.slug, value)
            value, modality = None, found.label if found else ""
        comparison = chosen.find_year(point.year) if chosen else None
        summary = comparison.summary if comparison else None
        rows.append(
            (
                territory.kind,
                territory.code,
                fix_name(territory.name),
                indicator.slug,
                indicator.label,
                point.year,
                value,
                modality,
                reading.unit.symbol,
                word_figure_state(point.figure),
                word_origin(point.figure.origin),
                chosen.comparator.words.heading if chosen and comparison else "",
                summary.n if summary else None,
                summary.median if summary else None,
                comparison.rank if comparison else None,
                " ; ".join(source.title for source in list_point_sources(indicator.slug, point)),
            )
        )
    return rows


def build_readme(reading: Reading) -> ReadMe:
    indicator, sources = reading.indicator, list_sources(reading)
    title = f"{write_label(indicator.label)}, {fix_name(reading.territory.name)}"
    path = path_of_figure(reading.territory, indicator.slug)
    compared = (f"Comparé avec : {one.comparator.words.heading}." for one in [reading.chosen] if one)
    return replace(
        readme.build_readme(
            title,
            path,
            origins=sources,
            definitions=[readme.define(describe(indicator), sources, [year for year, _ in reading.known])],
            sentences=compared,
        ),
        citation=write_citation(title, sources, path),
    )


def build_image(reading: Reading) -> tuple[Markup, Caption] | None:
    """The drawing and what is written around it; None when there is nothing to draw."""
    drawing = draw_history(reading)
    if not drawing:
        return None
    territory, sources, known = reading.territory, list_sources(reading), reading.known
    place = fix_name(territory.name)
    if territory.kind != "france":
        place += f" ({territory.code}), {name_type(territory).lower()}"
    dated = readme.write_dated(sources)
    heading = "Sources" if len(sources) > 1 else "Source"
    notes = [
        f"{heading} : {name_origins(sources)}.",
        f"{name_licences(sources)}.{NO_BREAK_SPACE}" + (f"Données au {dated}." if dated else ""),
    ]
    if reading.chosen is not None:
        notes.insert(0, f"Comparé avec les {reading.chosen.comparator.words.heading}.")
    return drawing, Caption(
        write_label(reading.indicator.label),
        f"{place}, {format_period(known[0][0], known[-1][0])}",
        [
            *(typeset(note) for note in notes),
            settings.SITE_URL + path_of_figure(territory, reading.indicator.slug),
        ],
    )
