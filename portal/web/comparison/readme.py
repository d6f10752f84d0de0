"""The « Lisez-moi » of the files of a comparison: what the columns are, definitions, sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.kernel.french import join_words
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.aligned import SideBySide
from portal.stats.queries.definitions import describe
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.exports import readme
from portal.ui.exports.tables import Definition, ReadMe
from portal.web.comparison.asked import Selection
from portal.web.comparison.columns import build_columns, list_names, tell_levels
from portal.web.comparison.drawn import list_sources


def build_readme(selection: Selection, indicators: Sequence[Indicator], figures: SideBySide) -> ReadMe:
    shown = [(one, _list_shown(selection, one, figures)) for one in indicators]
    shown = [(one, found) for one, found in shown if found]
    origins = [source for one, found in shown for source in list_sources(one.slug, found)]
    return readme.build_readme(
        f"Comparaison : {join_words(list_names(selection))}",
        selection.build_address(),
        origins=list({one.dataset: one for one in origins}.values()),
        definitions=[_define(one, found) for one, found in shown],
        sentences=_list_sentences(selection),
    )


def _list_shown(selection: Selection, indicator: Indicator, figures: SideBySide) -> list[SideFigure]:
    if selection.years:
        rows = [row for _, row in figures.find_years(indicator.slug, selection.years)]
        return [figure for row in rows for figure in row if figure.year]
    return [figure for figure in figures.find_row(indicator.slug) if figure.year]


def _list_sentences(selection: Selection) -> Iterator[str]:
    yield "Les colonnes, dans l’ordre demandé :"
    for one in build_columns(selection):
        yield f"– {one.name} ({one.details})"
    if any(one.stat for one in selection.columns):
        yield (
            "Médiane : la moitié des territoires du groupe sont au-dessus, la moitié au-dessous ; moyenne : "
            "chaque territoire compte pour un. Ce ne sont pas les chiffres du groupe pris dans son ensemble."
        )
    if selection.years:
        yield f"Les {selection.years} dernières années connues de chaque indicateur, année par année."
    else:
        yield (
            "Pour chaque indicateur et chaque colonne, la dernière année connue, écrite à côté de la valeur "
            ": elle peut différer d’une colonne à l’autre. Une médiane ou une moyenne est de l’année de la "
            "colonne de référence quand elle existe."
        )
    if levels := tell_levels(selection):
        yield levels.partition(" Préférez")[0]
    yield from selection.notices


def _define(indicator: Indicator, shown: Sequence[SideFigure]) -> Definition:
    years = [figure.year for figure in shown if figure.year]
    return readme.define(describe(indicator), list_sources(indicator.slug, shown), years)
