"""The territories most like one, why, and how it was found out: in words, in a table, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import (
    add_article,
    fix_name,
    format_number,
    format_with_unit,
    of_place,
    typeset,
)
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import MemberFigures, UnknownColumnError, get_column
from portal.stats.queries.answers import NOT_AVAILABLE
from portal.stats.queries.similar import (
    Similar,
    SimilarTerritories,
    find_similar,
)
from portal.territories.addresses import path_of, write_comparison_path
from portal.territories.models import Territory
from portal.territories.queries.surroundings import Relative, list_relatives
from portal.ui.cells import Cell
from portal.ui.exports.tables import Column, ReadMe, Table
from portal.web.factsheets.identity import list_trail
from portal.web.factsheets.lists.files import build_list_table, build_readme
from portal.web.factsheets.lists.resemblance import (
    METHOD,
    name_them,
    write_criterion,
    write_lead,
    write_reason,
    write_title,
    write_window,
)
from portal.web.factsheets.lists.table import write_figure

SEGMENT: Final = "similaires"
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """``reasons`` are those told: « population proche : 12 300 contre 11 900 »."""

    rank: int
    name: str
    path: str
    distance: str
    reasons: tuple[str, ...]
    cells: tuple[Cell, ...]


def present_similar(territory: Territory) -> dict[str, Any]:
    """Everything the template places."""
    found = find_similar(territory.kind, territory.code, limit=SHOWN)
    sheet_path = path_of(territory.kind, territory.code, territory.slug)
    path = f"{sheet_path}/{SEGMENT}"
    of_name = of_place(territory.name, territory.article_kind, territory.kind)
    [here] = list_relatives(territory.kind, [territory.position])
    shown = found.similar or found.least_different
    members = [here, *list_relatives(territory.kind, [one.position for one in shown])]
    columns = _read_columns(found, members)
    compared = ((one.kind, one.code) for one in members)
    return {
        "title": typeset(write_title(territory)),
        "name": fix_name(territory.name),
        "of_name": of_name,
        "named": add_article(territory.name, territory.article_kind, territory.kind),
        "with_them": name_them(territory.kind, len(found.similar)),
        "lead": typeset(write_lead(territory, found, shown=SHOWN)),
        "rows": _write_rows(shown, members, columns),
        "here": _write_cells(columns, 0),
        "columns": [(one.indicator.short_label, _note(one)) for one in columns],
        "criteria": [write_criterion(one, found) for one in found.basis.criteria] if found.basis else [],
        "compared": typeset(found.basis.similarity.compared) if found.basis else "",
        "method": typeset(METHOD),
        "window": typeset(write_window(territory, found)),
        "is_similar": bool(found.similar),
        "nearest": _link_nearest(territory, found),
        "sheet_path": sheet_path,
        "trail": list_trail(territory),
        "path": path,
        "compare_path": write_comparison_path(compared) if found.similar else "",
        "files": [
            ("Cette liste", f"{path}.{extension}", extension.upper()) for extension in ("xlsx", "ods", "csv")
        ]
        if found.similar
        else [],
    }


def build_similar_file(territory: Territory) -> tuple[Table, ReadMe]:
    """The list as a file: the territory itself first, then the nearest."""
    found = find_similar(territory.kind, territory.code, limit=SHOWN)
    [here] = list_relatives(territory.kind, [territory.position])
    members = [here, *list_relatives(territory.kind, [one.position for one in found.similar])]
    columns = _read_columns(found, members)
    of_name = of_place(territory.name, territory.article_kind, territory.kind)
    title = f"Territoires similaires {of_name}"
    distances = [0.0, *(round(one.distance, 4) for one in found.similar)]
    reasons = [
        "",
        *(typeset(" ; ".join(write_reason(one) for one in each.reasons)) for each in found.similar),
    ]
    table = build_list_table(
        members, columns, name="Similaires", title=typeset(title),
        extra=(
            (Column("ecart", "Écart d’ensemble", "number", 2), distances),
            (Column("raisons", "Ce qui les rapproche"), [typeset(one) for one in reasons]),
        ),
    )  # fmt: skip
    path = f"{path_of(territory.kind, territory.code, territory.slug)}/{SEGMENT}"
    return table, build_readme(title, path, columns, (write_lead(territory, found, shown=SHOWN), METHOD))


def _read_columns(found: SimilarTerritories, members: Sequence[Relative]) -> list[MemberFigures]:
    """The criteria of these territories, each for the year that was compared."""
    columns = []
    for one in found.basis.criteria if found.basis else ():
        figures = tuple(NOT_AVAILABLE for _ in members)
        if one.year is not None:
            try:
                column = get_column(one.indicator.slug, one.year, members[0].kind)
                figures = tuple(column.figure(member.position) for member in members)
            except UnknownColumnError:  # published again meanwhile: the next reader has the new years
                pass
        columns.append(MemberFigures(one.indicator, one.year, figures, one.dataset))
    return columns


def _note(figures: MemberFigures) -> str:
    symbol = get_catalogue().units[figures.indicator.unit].symbol
    return ", ".join(str(part) for part in (symbol, figures.year) if part)


def _write_rows(
    shown: Sequence[Similar], members: Sequence[Relative], columns: Sequence[MemberFigures]
) -> list[SimilarRow]:
    rows = []
    for rank, (one, member) in enumerate(zip(shown, members[1:], strict=True), 1):
        reasons = tuple(typeset(write_reason(each)) for each in one.reasons)
        rows.append(
            SimilarRow(
                rank=rank,
                name=fix_name(member.name),
                path=path_of(member.kind, member.code, member.slug),
                distance=format_number(one.distance, 2),
                reasons=reasons,
                cells=_write_cells(columns, rank),
            )
        )
    return rows


def _write_cells(columns: Sequence[MemberFigures], rank: int) -> tuple[Cell, ...]:
    return tuple(write_figure(one.indicator, one.figures[rank], one.year) for one in columns)


def _link_nearest(territory: Territory, found: SimilarTerritories) -> tuple[str, str] | None:
    """The one whose size is nearest, when none is of its size: name with its population, and path."""
    if found.nearest_in_size is None or found.basis is None:
        return None
    [nearest] = list_relatives(territory.kind, [found.nearest_in_size])
    slugs = [one.indicator.slug for one in found.basis.criteria]
    number = slugs.index(found.basis.similarity.size.indicator)
    population = found.basis.value(number, nearest.position)
    words = f" ({format_with_unit(population, 'habitants')})" if population is not None else ""
    return f"{fix_name(nearest.name)}{words}", path_of(nearest.kind, nearest.code, nearest.slug)
