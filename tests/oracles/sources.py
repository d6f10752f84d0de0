"""Figures as the producers wrote them: one cell of one file → a number, a key, or the reason of an absence.

The descriptor says which column is which indicator; marks, numbers and codes are read anew, one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.oracles.originals import Row, Shelf, read_rows

Yaml = dict[str, Any]


class Cell(NamedTuple):
    """A figure of a source. ``value`` is None for an absence and for a key of a nomenclature."""

    level: str
    code: str
    indicator: str
    year: int
    geography: int
    where: str
    value: float | None = None
    key: str = ""
    absence: str = ""
    status: str = "normal"
    is_carried: bool = True
    """Read on its past perimeter, to be brought to today's."""


def read_descriptor(folder: Path) -> Yaml:
    """A dataset with each of its files whole: what they have in common is spread."""
    entry: Yaml = yaml.safe_load((folder / "dataset.yaml").read_text(encoding="utf-8"))
    common = entry.pop("common", {})
    alone = {
        key: entry[key]
        for key in ("fetch", "geography", "reader", "columns", "select", "collapse")
        if key in entry
    }
    files = entry.get("files") or [{"name": "main", **alone, "withhold": entry.get("withhold", [])}]
    entry["files"] = [_spread(common, file) for file in files]
    return entry


def _spread(common: Any, own: Any) -> Any:
    if isinstance(common, dict) and isinstance(own, dict):
        keys = [*common, *(key for key in own if key not in common)]
        return {key: _spread(common.get(key), own[key]) if key in own else common[key] for key in keys}
    return [*common, *own] if isinstance(common, list) else own


def find_content(file: Yaml, folder: Path, shelf: Shelf) -> bytes | None:
    """The bytes of a file that is at hand: in the folder of the dataset, in a package, in the mirror."""
    fetch = file["fetch"]
    if fetch["kind"] == "folder":
        member: str = fetch["member"]
        return (folder / member).read_bytes()
    if fetch["kind"] == "package":
        return shelf.read_package(fetch["package"], fetch["member"])
    mirror = fetch.get("mirror")
    path = mirror["path"] if isinstance(mirror, dict) else mirror
    return shelf.read_mirror(path, fetch.get("member", "")) if path else None


def list_cells(folder: Path, shelf: Shelf) -> list[Cell]:
    """Every figure of the files of a dataset that are at hand and published."""
    cells: list[Cell] = []
    for file in read_descriptor(folder)["files"]:
        content = find_content(file, folder, shelf) if file.get("use", "publish") == "publish" else None
        if content is not None:
            found = list(_read_file(file, read_rows(content, file["reader"])))
            cells += _add_up(found) if file.get("collapse") == "sum" else found
    return cells


def _read_file(file: Yaml, rows: list[Row]) -> Iterator[Cell]:
    columns = {_find_name(name, spec, rows[0]): spec for name, spec in file["columns"].items()}
    kept = {
        _find_name(name, file["columns"].get(name, {}), rows[0]): rule
        for name, rule in file.get("select", {}).items()
    }
    by_role = {spec["role"]: (name, spec) for name, spec in columns.items() if spec["role"] != "value"}
    values = [(name, spec) for name, spec in columns.items() if spec["role"] == "value"]
    for row in rows:
        if not all(_is_kept(row.get(name), rule) for name, rule in kept.items()):
            continue
        label = by_role.get("indicator")
        told = label[1]["values"].get(row[label[0]]) if label else None
        if label and told is None:
            continue
        for name, spec in values:
            yield _read_cell(file, row, by_role, name, spec, told or spec["indicator"])


def _find_name(name: str, spec: Yaml, row: Row) -> str:
    """The name that a column has in this file; ``{year}`` stands for four digits."""
    for known in (name, *spec.get("also", ())):
        pattern = re.escape(known).replace(r"\{year\}", "[0-9]{4}")
        for found in row:
            if re.fullmatch(pattern, found):
                return found
    return name  # a key that JSON leaves out where it is null


def _is_kept(cell: Any, rule: Any) -> bool:
    text = write_text(cell)
    return text in rule if isinstance(rule, list) else text not in rule.get("none_of", ())


def write_text(cell: Any) -> str:
    """A cell as text: a whole number of a workbook has no decimals."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _read_cell(file: Yaml, row: Row, by_role: Any, name: str, spec: Yaml, indicator: str) -> Cell:
    period = int(str(row[by_role["period"][0]])[:4]) if "period" in by_role else spec["period"]
    geography = file["geography"]
    level = geography.get("level") or by_role["level"][1]["values"][row[by_role["level"][0]]]
    code_column, code_spec = by_role["territory"]
    code = write_text(row[code_column])
    cell = Cell(
        level=level,
        code=write_code(code_spec.get("lookups", {}).get(code, code), level),
        indicator=indicator,
        year=period,
        geography=period if geography["year"] == "period" else geography["year"],
        where=f"{file['name']}, {code_column}={row[code_column]!r}, {name}={row.get(name)!r}",
        status=file.get("status", "normal"),
        is_carried=geography.get("rebase", True),
    )
    for rule in file.get("withhold", ()):
        if cell.code in rule["codes"] and indicator in rule["indicators"]:
            return cell._replace(absence=rule["absence"])
    text = write_text(row.get(name))
    text = spec.get("lookups", {}).get(text, text).strip()
    if text in spec.get("absent", {}):
        return cell._replace(absence=spec["absent"][text])
    return cell._replace(key=text, value=parse_number(text, spec.get("scale", 1.0)))


def write_code(text: str, level: str) -> str:
    """A code as INSEE writes it: zeros in front, capital letters."""
    if level == "departement" and re.fullmatch("0[0-9][0-9AB]", text):
        text = text[1:]
    return text.strip().upper().zfill({"commune": 5, "departement": 2, "region": 2, "epci": 9}.get(level, 0))


def parse_number(text: str, scale: float = 1.0) -> float | None:
    """« 1 234,5 » → 1234.5; None for what is no number: the key of a nomenclature."""
    for space in (" ", "\u00a0", "\u202f"):
        text = text.replace(space, "")
    if not re.fullmatch(r"[-−]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][-+]?[0-9]+)?", text):
        return None
    return float(text.replace(",", ".").replace("−", "-")) * scale


def _add_up(cells: list[Cell]) -> list[Cell]:
    """Rows that are events: one figure per territory, indicator and year; unknown if one of them is."""
    found: dict[tuple[str, str, str, int], Cell] = {}
    for cell in cells:
        known = found.get((cell.level, cell.code, cell.indicator, cell.year))
        if known is None:
            total = cell
        elif known.value is None or cell.value is None:
            total = known._replace(value=None, absence=known.absence or cell.absence)
        else:
            total = known._replace(value=known.value + cell.value, where=f"{known.where} + {cell.value}")
        found[cell.level, cell.code, cell.indicator, cell.year] = total
    return list(found.values())
