"""Lists of codes: where their rows come from, as a page and as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django.conf import settings

from portal.kernel.french import fix_name, format_number
from portal.references.addresses import nomenclature_path
from portal.references.handbook import get_handbook
from portal.references.nomenclatures import (
    CategoriesContent,
    Nomenclature,
    RowsContent,
    StratesContent,
    TerritoriesContent,
    VocabularyContent,
)
from portal.references.shelf import get_references
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import list_categories
from portal.territories.addresses import path_of
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import FRANCE_CODE, get_universe
from portal.territories.strates import load_strates
from portal.ui.exports.tables import Column, ReadMe, Table
from portal.ui.words import ABSENCES, STATUSES
from portal.web.reference.citing import PageCitation
from portal.web.reference.glossary import list_terms

Rows = tuple[tuple[str, ...], Sequence[tuple[str, ...]], dict[str, str]]
"""Headers (the first one is the code), rows of text, and addresses by code."""


def present_nomenclatures() -> dict[str, Any]:
    """All of them, with their number of rows."""
    lines = []
    for one in get_handbook().list_nomenclatures():
        count = len(build_rows(one)[1])
        lines.append((one.title, nomenclature_path(one.slug), one.summary, count, write_version(one)))
    return {"nomenclatures": lines}


def present_nomenclature(entry: Nomenclature) -> dict[str, Any]:
    """One list, whole."""
    headers, rows, paths = build_rows(entry)
    producer = get_references().producers.get(entry.producer or "")
    path = nomenclature_path(entry.slug)
    catalogue = get_catalogue()
    return {
        "entry": entry,
        "version": write_version(entry),
        "headers": headers,
        "rows": rows,
        "paths": paths,
        "producer": producer.name if producer else "",
        "path": path,
        "indicators": [
            (catalogue.indicators[one].label, indicator_path(one)) for one in _list_indicators(entry)
        ],
        "terms": list_terms(entry.terms),
        "files": [
            ("Cette nomenclature", f"{path}.csv", "CSV"),
            ("Cette nomenclature", f"{path}.csv?format=excel", "CSV pour Excel en français"),
        ],
        "citation": cite_nomenclature(entry).sentence,
    }


def _list_indicators(entry: Nomenclature) -> list[str]:
    """Figures that use its codes: the one that it is made of first."""
    content = entry.content
    own = [content.indicator] if isinstance(content, CategoriesContent) else []
    return list(dict.fromkeys([*own, *entry.indicators]))


def write_version(entry: Nomenclature) -> str:
    """« au 1er janvier 2026 »."""
    return entry.version


def cite_nomenclature(entry: Nomenclature) -> PageCitation:
    return PageCitation(
        f"{entry.title}, {write_version(entry)}", "Nomenclatures", nomenclature_path(entry.slug)
    )


def build_table(entry: Nomenclature) -> tuple[Table, ReadMe]:
    """The list as a file: every cell is text, so that no code becomes a number."""
    headers, rows, _ = build_rows(entry)
    columns = tuple(
        Column(label.lower().replace(" ", "_"), label, "code" if rank == 0 else "text")
        for rank, label in enumerate(headers)
    )
    readme = ReadMe(title=entry.title, address=f"{settings.SITE_URL}{nomenclature_path(entry.slug)}")
    return Table(entry.slug, entry.title, columns, rows), readme


def build_rows(entry: Nomenclature) -> Rows:
    """The rows of a list, from wherever they are."""
    return _BUILDERS[type(entry.content)](entry.content)


def _build_written(content: RowsContent) -> Rows:
    return content.columns, list(content.rows), {}


def _build_categories(content: CategoriesContent) -> Rows:
    """Of the descriptor, or of what releases name when there are too many for it."""
    indicator = get_catalogue().indicators[content.indicator]
    if indicator.categories:
        rows = [(one.key, one.label, one.description) for one in indicator.categories]
        if not any(row[2] for row in rows):
            return ("Code", "Libellé"), [row[:2] for row in rows], {}
        return ("Code", "Libellé", "Précisions"), rows, {}
    found = [(str(one.value), one.label) for one in list_categories(indicator.slug)]
    return ("Code", "Libellé"), found, {}


def _build_strates(content: StratesContent) -> Rows:
    rows = [
        (one.key, one.label, _write_bound(one.min), _write_bound(one.max), ", ".join(one.types))
        for one in load_strates()[content.level].strates
    ]
    headers = ("Code", "Libellé", "Au moins (habitants)", "Au plus (habitants)", "Types")
    used = [rank for rank in range(len(headers)) if any(row[rank] for row in rows)]
    return tuple(headers[rank] for rank in used), [tuple(row[rank] for rank in used) for row in rows], {}


def _write_bound(number: int | None) -> str:
    return "" if number is None else format_number(number)


def _build_territories(content: TerritoriesContent) -> Rows:
    named = get_directory().by_position
    members = get_universe().members_of("france", FRANCE_CODE, content.level).tolist()
    found = sorted((named[content.level, at] for at in members), key=lambda one: one.code)
    paths = {one.code: path_of(content.level, one.code, one.slug) for one in found}
    if content.level == "region":
        return ("Code", "Nom"), [(one.code, fix_name(one.name)) for one in found], paths
    regions = get_directory().by_code
    rows = []
    for one in found:
        region = regions.get(("region", get_universe().group_of(content.level, one.code, "region")))
        rows.append((one.code, fix_name(one.name), fix_name(region.name) if region else ""))
    return ("Code", "Nom", "Région"), rows, paths


def _build_vocabulary(content: VocabularyContent) -> Rows:
    return _VOCABULARIES[content.kind]()


def _build_units() -> Rows:
    units = sorted(get_catalogue().units.values(), key=lambda one: one.plural)
    return ("Code", "Symbole", "Nom"), [(one.slug, one.symbol, one.plural) for one in units], {}


def _build_absences() -> Rows:
    rows = [(one.mark, one.label, one.sentence) for one in ABSENCES.values()]
    return ("Code", "Libellé", "Sens"), rows, {}


def _build_statuses() -> Rows:
    rows = [(one.mark, one.label, one.sentence) for one in STATUSES.values()]
    return ("Code", "Libellé", "Sens"), rows, {}


def _build_subjects() -> Rows:
    rows = [(one.slug, one.label, one.summary) for one in get_references().list_subjects()]
    return ("Code", "Libellé", "Ce que c’est"), rows, {}


def _build_themes() -> Rows:
    themes = sorted(get_catalogue().themes.values(), key=lambda one: one.order)
    return ("Code", "Libellé", "Ce que c’est"), [(one.slug, one.label, one.summary) for one in themes], {}


def _build_technologies() -> Rows:
    known = sorted(get_handbook().technologies.values(), key=lambda one: one.label)
    return ("Code", "Libellé", "Ce que c’est"), [(one.slug, one.label, one.summary) for one in known], {}


_VOCABULARIES: Final[dict[str, Callable[[], Rows]]] = {
    "units": _build_units,
    "absences": _build_absences,
    "statuses": _build_statuses,
    "subjects": _build_subjects,
    "themes": _build_themes,
    "technologies": _build_technologies,
}
_BUILDERS: Final[dict[type, Callable[[Any], Rows]]] = {
    RowsContent: _build_written,
    CategoriesContent: _build_categories,
    StratesContent: _build_strates,
    TerritoriesContent: _build_territories,
    VocabularyContent: _build_vocabulary,
}
