"""A panel as plain values for the printed document: a drawing, tables of texts, what is said around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from portal.kernel.french import format_number, format_with_unit, typeset
from portal.ui.cells import Cell
from portal.ui.exports.drawings import find_size
from portal.ui.exports.printing import print_drawing
from portal.ui.exports.tables import Column, Table, Value
from portal.web.explore.dashboards.panels.bars import BarTable
from portal.web.explore.dashboards.panels.categories import ShownCategories
from portal.web.explore.dashboards.panels.changes import ShownChanges
from portal.web.explore.dashboards.panels.drawn import ShownDrawing
from portal.web.explore.dashboards.panels.members import ShownMembers
from portal.web.explore.dashboards.shown import ShownPanel

ROWS: Final = 100
"""Of the table of all the members: four pages or so; files hold everything."""
_VALUED: Final = "valeur"
_MM_PER_UNIT: Final = 0.235
"""Of a drawing: its letters of 12 units are then 8 points high."""
_WIDEST_MM: Final = 174.0
_HIGHEST_MM: Final = 105.0
_PX_PER_MM: Final = 96 / 25.4

Printed = dict[str, Any]


def print_panel(shown: ShownPanel) -> Printed:
    """What the template places; a text is a heading and a sentence."""
    width_mm = _find_width(shown.drawing) if shown.drawing else 0.0
    return {
        "kind": shown.panel.kind,
        "title": shown.title,
        "about": shown.about,
        "finding": shown.finding,
        "note": shown.note,
        "absence": shown.absence,
        "is_wide": shown.is_wide or bool(shown.drawing),
        "drawing": print_drawing(shown.drawing, width_px=width_mm * _PX_PER_MM),
        "width_mm": width_mm,
        "legend": list(_print_legend(shown)),
        "figures": list(_print_figures(shown)),
        "tables": list(_print_tables(shown)),
        "told": _tell_left_out(shown),
        "sources": list(dict.fromkeys(typeset(f"{one.producer}, {one.years}") for one in shown.sources)),
        "href": shown.explore_path,
    }


def _find_width(drawing: str) -> float:
    width, height = find_size(drawing)
    return min(_WIDEST_MM, width * _MM_PER_UNIT, _HIGHEST_MM * width / height)


def _print_legend(shown: ShownPanel) -> Iterator[Printed]:
    if isinstance(shown.shown, ShownDrawing):
        for swatch, words in shown.shown.legend:
            drawn = print_drawing(f'<svg viewBox="0 0 20 12" width="20" height="12">{swatch}</svg>')
            yield {"svg": drawn["svg"] if drawn else "", "text": words}


def _print_figures(shown: ShownPanel) -> Iterator[Printed]:
    """Key figures, from the rows of their table: label, unit, year, value, state, compared value and year."""
    table = shown.table if shown.panel.kind == "key_figures" else None
    if table is None:
        return
    beside = table.columns[5].label
    for row, look in zip(table.rows, table.formats, strict=True):
        label, unit, year, value, state, compared, compared_year = row
        decimals, symbol = (look.decimals, look.unit) if look else (0, "")
        told = ""
        if isinstance(compared, float | int):
            dated = f" ({compared_year})" if compared_year != year else ""
            told = f"{beside} : {format_with_unit(compared, symbol, decimals)}{dated}"
        is_known = isinstance(value, float | int)
        yield {
            "label": label,
            "number": format_number(value, decimals) if isinstance(value, float | int) else "",
            "unit": (symbol or unit) if is_known else "",
            "absence": "" if is_known else state,
            "dated": ", ".join(
                filter(None, [str(year or ""), str(state) if is_known and state != _VALUED else ""])
            ),
            "told": typeset(told),
        }


def _print_tables(shown: ShownPanel) -> Iterator[Printed]:
    found = shown.shown
    if isinstance(found, ShownChanges):
        yield from map(_print_bars, found.tables)
    elif isinstance(found, BarTable):
        yield _print_bars(found)
    elif isinstance(found, list | tuple) and all(isinstance(one, BarTable) for one in found):
        yield from map(_print_bars, found)
    elif isinstance(found, ShownCategories):
        yield _print_categories(found)
    elif isinstance(found, ShownMembers) and (table := shown.table) is not None:
        yield _print_members(found, table)


def _print_bars(table: BarTable) -> Printed:
    heads = [", ".join(filter(None, [label, note])) for label, note in table.headers]
    rows = [[row.name, *map(_write_cell, row.cells)] for row in table.rows]
    empty = "" if rows else table.empty
    return {"title": table.title, "headers": ["Territoire", *heads], "rows": rows, "empty": empty, "left": 0}


def _print_categories(found: ShownCategories) -> Printed:
    rows = [[one.label, one.members, one.share, one.people, one.people_share] for one in found.shares]
    headers = ["Catégorie", found.noun, "Part", "Habitants", "Part des habitants"]
    return {"title": "", "headers": headers, "rows": rows, "empty": "", "left": 0}


def _print_members(found: ShownMembers, table: Table) -> Printed:
    """Names and figures: the code and the status of each are in the files."""
    places = [place for place, one in enumerate(table.columns) if place > 1 and one.label != "Statut"]
    rows = [
        [str(row[1]), *(_write_value(table.columns[place], row[place], row[place + 1]) for place in places)]
        for row in table.rows[:ROWS]
    ]
    heads = [f"{one.label} ({one.note})" for one in found.columns]
    left = max(0, len(table.rows) - ROWS)
    return {"title": "", "headers": ["Territoire", *heads], "rows": rows, "empty": "", "left": left}


def _write_value(column: Column, value: Value, state: Value) -> str:
    if value is None:
        return str(state)
    return value if isinstance(value, str) else format_number(value, column.decimals or 0)


def _write_cell(cell: Cell) -> str:
    return cell.absence.label if cell.absence else cell.text


def _tell_left_out(shown: ShownPanel) -> str:
    """What a panel says under its tables."""
    found = shown.shown
    if isinstance(found, ShownChanges):
        return found.left_out
    return found.absent if isinstance(found, ShownCategories) else ""


def group_panels(panels: Iterable[Printed]) -> list[list[Printed]]:
    """Panels in rows: two halves side by side, whatever is wide or a text alone."""
    rows: list[list[Printed]] = []
    for one in panels:
        is_second = bool(rows) and len(rows[-1]) == 1 and _is_half(rows[-1]) and _is_half([one])
        if is_second:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows


def _is_half(row: Sequence[Printed]) -> bool:
    return not row[0]["is_wide"] and row[0]["kind"] != "text"
