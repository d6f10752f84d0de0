"""What explains the files of a view: what they are of, definitions, sources, how to cite them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.conf import settings

from portal.kernel.french import format_count, typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import SourceInfo, get_source, list_indicator_sources
from portal.stats.queries.definitions import describe
from portal.ui.exports import readme
from portal.ui.exports.captioned import Caption, Key
from portal.ui.exports.citations import Citation
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.tables import Definition, ReadMe
from portal.ui.words import LEVELS
from portal.web.explore.asked import EVOLUTION, SCATTER
from portal.web.explore.charts.pairs import find_crossed
from portal.web.explore.charts.years import read_evolution
from portal.web.explore.files.calls import build_api_call
from portal.web.explore.reading import Explored
from portal.web.explore.view import View

_ABSENCES: Final = (
    "Une valeur qui manque est une case vide, jamais 0 : la colonne « Statut » dit pourquoi. Le rang 1 est "
    "celui de la valeur la plus élevée ; les valeurs égales ont le même."
)


def write_title(explored: Explored) -> str:
    """« Dette par habitant, communes d’Ille-et-Vilaine, 2024 »."""
    parts = [explored.indicator.label, explored.subject]
    if explored.asked.view == EVOLUTION:
        parts.append("évolution")
    elif explored.year:
        parts.append(str(explored.year))
    return typeset(", ".join(parts))


def name_file(explored: Explored) -> str:
    """Without its suffix: « dette-par-habitant_commune_departement-35_2024_carte »."""
    asked = explored.asked
    zone = asked.zone.key if len(asked.zone.key) <= 24 else asked.zone.kind
    name = build_file_name(asked.segment[:28], asked.level, zone, str(explored.year or ""), asked.view)
    return name.removesuffix(".csv")


def build_readme(explored: Explored, view: View) -> ReadMe:
    """The first sheet of the files."""
    return readme.build_readme(
        write_title(explored),
        explored.asked.address(),
        origins=list_sources(explored),
        definitions=[_define(explored, one) for one in _list_indicators(explored)],
        sentences=_list_sentences(explored, view),
    )


def build_citation(explored: Explored) -> Citation:
    """How to cite what the page shows."""
    return readme.build_citation(write_title(explored), explored.asked.address(), list_sources(explored))


def build_caption(explored: Explored, legend: tuple[Key, ...]) -> Caption:
    """What is written around a drawing that leaves the page."""
    sources = list_sources(explored)
    dated = readme.write_dated(sources)
    heading = "Sources" if len(sources) > 1 else "Source"
    licences = ", ".join(dict.fromkeys(one.licence for one in sources))
    subtitle = explored.subject[:1].upper() + explored.subject[1:]
    if explored.asked.view != EVOLUTION and explored.year:
        subtitle += f", {explored.year}"
    if explored.unit and explored.asked.view != SCATTER:
        subtitle += f" ({_word_unit(explored)})"
    notes = [
        f"{heading} : {' ; '.join(readme.name_origins(sources))}. {licences}.",
        f"{settings.SITE_NAME}{f', données au {dated}' if dated else ''}.",
    ]
    label = " et ".join(one.label for one in _list_indicators(explored))
    return Caption(
        typeset(label),
        typeset(subtitle),
        [*map(typeset, notes), readme.build_citation("", explored.asked.address(), sources).address],
        legend,
    )


def _word_unit(explored: Explored) -> str:
    is_indexed = explored.asked.view == EVOLUTION and read_evolution(explored).base is not None
    return read_evolution(explored).unit if is_indexed else f"en {explored.unit}"


def list_sources(explored: Explored) -> list[SourceInfo]:
    """The datasets that what is shown comes from, each once."""
    found = [source for one in _list_indicators(explored) for source in _find_sources(explored, one)]
    return list({one.dataset: one for one in found}.values())


def _list_indicators(explored: Explored) -> list[Indicator]:
    crossed = find_crossed(explored) if explored.asked.view == SCATTER else None
    return [explored.indicator, crossed] if crossed else [explored.indicator]


def _find_sources(explored: Explored, indicator: Indicator) -> list[SourceInfo]:
    """Those of the years shown; for figures worked out here, those that the indicator rests on."""
    known = get_catalogue().datasets
    datasets = dict.fromkeys(dataset for _, dataset in _list_years(explored, indicator))
    if datasets and all(one in known for one in datasets):
        return [get_source(one) for one in datasets]
    return list_indicator_sources(indicator.slug, explored.level)


def _list_years(explored: Explored, indicator: Indicator) -> list[tuple[int, str]]:
    """The years shown of an indicator, and the dataset of each."""
    if explored.asked.view == EVOLUTION:
        return list(zip(explored.by_year.years, explored.by_year.datasets, strict=True))
    is_main = indicator.slug == explored.indicator.slug
    column = explored.column if is_main else explored.read_other(indicator)
    return [(column.year, column.dataset)] if column else []


def _define(explored: Explored, indicator: Indicator) -> Definition:
    years = [year for year, _ in _list_years(explored, indicator)]
    return readme.define(describe(indicator), _find_sources(explored, indicator), years)


def _list_sentences(explored: Explored, view: View) -> Iterator[str]:
    asked = explored.asked
    count = format_count(len(explored.positions), *explored.nouns)
    level = LEVELS.get(asked.level, asked.level)
    year = f" ; année : {explored.year}" if asked.view != EVOLUTION and explored.year else ""
    yield f"Vue : {view.label.lower()} ; zone : {asked.zone.name} ; niveau : {level.lower()} ({count}){year}."
    yield from asked.zone.notices
    if summary := view.summarise(explored):
        yield summary
    yield _ABSENCES
    yield f"Les mêmes valeurs pour un programme : {settings.SITE_URL}{build_api_call(explored)}"
