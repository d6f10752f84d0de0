"""The files of a dashboard: one sheet a panel, or one long table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from portal.kernel.french import format_count, format_number, typeset
from portal.stats.addresses import explore_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo, list_indicator_sources
from portal.stats.queries.definitions import describe
from portal.territories.queries.zones import list_zone_positions
from portal.ui.exports import readme
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import Format
from portal.ui.exports.tables import Definition, ReadMe, Table
from portal.ui.frozen import keep_version
from portal.ui.refusing import Impossible
from portal.web.explore.dashboards.asked import DashboardAsked
from portal.web.explore.dashboards.flattening import build_long_table, number_panels
from portal.web.explore.dashboards.shown import PanelSource, ShownDashboard

MEMBERS_AT_MOST: Final = 5000
"""Of a file: the communes of a région; those of France would take 40 s and 90 MB."""
QUICK_MEMBERS: Final = 1000
"""Files of so many take half a second of a core at most: no turn is asked for them."""
_LONG: Final = frozenset({"csv", "excel", "parquet"})
_ABSENCES: Final = (
    "Une valeur qui manque est une case vide, jamais 0 : la colonne « Statut » dit pourquoi. Les chiffres de "
    "deux panneaux peuvent ne pas être de la même année : elle est toujours écrite."
)


def ensure_fits(asked: DashboardAsked) -> None:
    """Raises Impossible for more members than a file of all the panels can reasonably hold."""
    count = _count_members(asked)
    if count > MEMBERS_AT_MOST:
        first = next(iter(asked.dashboard.slugs))
        raise Impossible(
            f"{format_number(count)} territoires sont trop pour un fichier de tous les panneaux "
            f"({format_number(MEMBERS_AT_MOST)} au plus) : choisissez une zone plus petite, ou le fichier "
            f"d’un seul indicateur, comme {explore_path(first, zone=asked.zone.key, level=asked.level)}."
        )


def is_quick(asked: DashboardAsked) -> bool:
    """Whether its files are soon made."""
    return _count_members(asked) <= QUICK_MEMBERS


def _count_members(asked: DashboardAsked) -> int:
    return len(list_zone_positions(asked.zone, asked.level))


def build_tables(asked: DashboardAsked, shown: ShownDashboard, wanted: Format) -> list[Table]:
    """What a file of this format holds."""
    return [build_long_table(asked, shown)] if wanted in _LONG else list(list_sheets(shown))


def list_sheets(shown: ShownDashboard) -> Iterator[Table]:
    """The table behind each panel that has one, numbered as the panels are."""
    for number, panel in number_panels(shown):
        table = panel.table
        if table is not None:
            title = ", ".join(filter(None, [panel.title, panel.about]))
            yield replace(table, name=f"{number} {panel.title}", title=title)


def list_files(shown: ShownDashboard, asked: DashboardAsked) -> list[tuple[str, str, str]]:
    """Words, address and details of each file, for the links of the page."""
    document = (
        "À imprimer, à transmettre",
        keep_version(asked.address(f"{asked.path}.pdf")),
        "PDF accessible",
    )
    if _count_members(asked) > MEMBERS_AT_MOST:
        return [document]
    sheets = format_count(sum(1 for _ in number_panels(shown)), "feuille", "feuilles")
    csv = asked.address(f"{asked.path}.csv")
    files = (
        ("Classeur, une feuille par panneau, avec définitions et sources", "xlsx", f"XLSX, {sheets}"),
        ("Le même, pour LibreOffice", "ods", f"ODS, {sheets}"),
        ("Tous les chiffres, une ligne par valeur", "csv", "CSV"),
        ("Les mêmes, pour l’analyse de données", "parquet", "Parquet"),
    )
    found = [(words, asked.address(f"{asked.path}.{suffix}"), details) for words, suffix, details in files]
    french = ("Les mêmes, pour Excel en français", f"{csv}{'&' if '?' in csv else '?'}format=excel", "CSV")
    kept = [*found[:3], french, found[3]]
    return [document, *((words, keep_version(path), details) for words, path, details in kept)]


def name_file(asked: DashboardAsked) -> str:
    """Without its suffix: « tableau-de-bord_population_departement-35_commune »."""
    key = asked.zone.key if len(asked.zone.key) <= 24 else asked.zone.kind
    name = build_file_name("tableau-de-bord", asked.dashboard.segment[:28], key, asked.level)
    return name.removesuffix(".csv")


def build_readme(shown: ShownDashboard) -> ReadMe:
    """The first sheet: what was asked, what is missing and why, definitions, sources."""
    return readme.build_readme(
        shown.title,
        shown.path,
        origins=list_origins(shown),
        definitions=_list_definitions(shown),
        sentences=_list_sentences(shown),
    )


def list_origins(shown: ShownDashboard) -> list[SourceInfo]:
    """The datasets of all that is shown, each once; those that a computation rests on stand for it."""
    found = (
        origin
        for panel in shown.held
        for one in panel.sources
        for origin in _list_origins_of(one, shown.level)
    )
    return list({one.dataset: one for one in found}.values())


def _list_origins_of(source: PanelSource, level: str) -> list[SourceInfo]:
    if source.indicator not in get_catalogue().indicators:
        return []
    origins = list_indicator_sources(source.indicator)
    of_level = list_indicator_sources(source.indicator, level)
    return [one for one in origins if one.dataset == source.dataset] or of_level or origins


def _list_definitions(shown: ShownDashboard) -> Iterator[Definition]:
    known, years = get_catalogue().indicators, dict[str, set[int]]()
    for panel in shown.held:
        for one in panel.sources:
            written = (int(word) for word in one.years.replace(",", " ").split() if word.isdigit())
            years.setdefault(one.indicator, set()).update(written)
    for slug, found in years.items():
        if slug in known:
            origins = list_indicator_sources(slug, shown.level) or list_indicator_sources(slug)
            yield readme.define(describe(known[slug]), origins, found)


def _list_sentences(shown: ShownDashboard) -> Iterator[str]:
    yield shown.dashboard.summary
    yield f"Zone : {shown.zone.name} ; membres : {shown.members}."
    yield from shown.findings
    yield from shown.notices
    for number, panel in number_panels(shown):
        if panel.finding:
            yield f"Panneau {number}, {panel.title} : {panel.finding}"
    for panel in shown.missing:
        yield f"Sans chiffre ici, {panel.title} : {panel.absence}"
    if shown.left_out:
        yield typeset(f"Panneaux qui n’existent pas à ce niveau : {' ; '.join(shown.left_out)}.")
    yield _ABSENCES
