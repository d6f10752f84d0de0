"""The same figure on the page, in its file, in the API, in the archive and in the producer's own file.

Fifty cells of each dataset, drawn at random over its indicators, years and levels, absences included:
among those that the portal serves from this dataset where another one gives the same figure.
"""

from __future__ import annotations

import math
import random
import re
import zlib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest

from tests.oracles.originals import Shelf, read_rows
from tests.oracles.recounts import list_figures
from tests.oracles.sources import Cell, find_content, parse_number, read_descriptor
from tests.real import drawing
from tests.real.screens import Screens, Shown

CELLS: Final = 50
MOST_DRAWN: Final = 150
"""Cells that another dataset serves are held against the archive alone, and do not count."""

SIGNIFICANT: Final = 1e-11
"""The portal keeps twelve digits: 111.092736748527 jobs are 111.092736749."""

WORDS: Final = {
    "secret": "secret statistique",
    "not_available": "non disponible",
    "not_applicable": "sans objet",
    "not_significant": "non significatif",
    "not_comparable": "non comparable",
    "incomplete": "incomplet",
}
STATUSES: Final = {"normal": "valeur", "estimated": "estimé", "provisional": "provisoire"}
MEASURED: Final = "ign_superficies"
"""Read on contours, not in a table: tests/real/test_territories.py holds it against published areas."""


@dataclass(frozen=True)
class Figures:
    """A dataset and all the public figures of its files."""

    slug: str
    title: str
    cells: list[Cell]
    labels: dict[str, str]

    @property
    def dice(self) -> random.Random:
        return random.Random(self.slug)


@pytest.fixture(
    scope="module", params=sorted(path.parent.name for path in drawing.DATASETS.glob("*/dataset.yaml"))
)
def figures(request: pytest.FixtureRequest, shelf: Shelf, screens: Screens) -> Figures:
    slug = request.param
    if slug == MEASURED:
        pytest.skip("Read on contours.")
    folder = drawing.DATASETS / slug
    cells = [cell for cell in list_figures(slug, folder, shelf) if drawing.is_public(cell)]
    if not cells:
        pytest.skip("None of its files is at hand.")
    assert slug in screens.is_loaded, "Its files are at hand, and none of its releases is online."
    return Figures(slug, read_descriptor(folder)["title"], cells, _read_labels(folder, shelf))


def _read_labels(folder: Path, shelf: Shelf) -> dict[str, str]:
    """« zone_emploi 5312 » → « Rennes », from the files that only name categories."""
    labels = {}
    for file in read_descriptor(folder)["files"]:
        if file.get("use") == "labels":
            roles = {
                spec["role"] + spec.get("to", ""): (name, spec) for name, spec in file["columns"].items()
            }
            (kind, spec), (key, _), (label, _) = (
                roles[name] for name in ("indicator", "textkey", "textlabel")
            )
            for row in read_rows(find_content(file, folder, shelf) or b"", file["reader"]):
                if row[kind] in spec["values"]:
                    labels[f"{spec['values'][row[kind]]} {row[key]}"] = str(row[label]).strip()
    return labels


def test_figure_is_the_same_everywhere(figures: Figures, shelf: Shelf, screens: Screens) -> None:
    """Once a dataset, for its files are read whole: its cells, who is left out of it, sums of parts."""
    differences, drawn, compared = [], 0, 0
    for cell in islice(drawing.draw(figures.cells, shelf, figures.dice), MOST_DRAWN):
        differences += _compare(cell, figures, screens)
        compared += _is_served(cell, figures, screens)
        drawn += 1
        if compared == CELLS:
            break
    differences += _compare_unnamed(figures, shelf, screens)
    differences += _compare_mergers(figures, shelf, screens)
    assert not differences, "\n".join(differences)
    assert compared == CELLS or drawn < MOST_DRAWN, compared  # fewer where the files have no more


def _compare_unnamed(figures: Figures, shelf: Shelf, screens: Screens) -> list[str]:
    """A territory that the files do not name has what the dataset says of all the others, or nothing."""
    rules = read_descriptor(drawing.DATASETS / figures.slug).get("elsewhere", [])
    ruled = {(rule["indicator"], rule.get("level", "commune")) for rule in rules}
    differences = []
    for cell in drawing.draw_unnamed(rules, figures.cells, shelf, figures.dice):
        differences += _compare(cell, figures, screens)
    others = [cell for cell in figures.cells if (cell.indicator, cell.level) not in ruled]
    for cell in drawing.draw_silences(others, shelf, figures.dice):
        point = screens.find_points(cell.level, cell.code, cell.indicator).get(cell.year)
        if point is not None and point["value"] is not None and point["source"] == figures.slug:
            differences.append(f"{_name(cell)}: the files say nothing, and the API {point}")
    return differences


def _compare_mergers(figures: Figures, shelf: Shelf, screens: Screens) -> list[str]:
    """A commune that has united others since has their sum; nothing when a part is unknown."""
    differences = []
    for cell in drawing.draw_mergers(figures.cells, shelf, figures.dice):
        if cell.absence != "any":
            differences += _compare(cell, figures, screens)
        elif (archived := _find_archived(cell, figures, screens)) is None or archived["value"] is not None:
            differences.append(f"{_name(cell)}: a part is unknown, and the archive has {archived}")
    return differences


def _name(cell: Cell) -> str:
    return f"{cell.level} {cell.code}, {cell.indicator} {cell.year} ({cell.where})"


def _is_served(cell: Cell, figures: Figures, screens: Screens) -> bool:
    point = screens.find_points(cell.level, cell.code, cell.indicator).get(cell.year)
    return point is not None and point["source"] == figures.slug


def _find_archived(cell: Cell, figures: Figures, screens: Screens) -> dict[str, Any] | None:
    return screens.find_archived(figures.slug, cell.level, cell.code, cell.indicator, cell.year)


def _compare(cell: Cell, figures: Figures, screens: Screens) -> list[str]:
    """One sentence for each place that does not say what the source says."""
    value = _find_number(cell)
    label = _find_label(cell, figures) if drawing.is_categorical(cell.indicator) and not cell.absence else ""
    found = [_differ("archive", _find_archived(cell, figures, screens), cell, value)]
    if _is_served(cell, figures, screens):
        points = screens.find_points(cell.level, cell.code, cell.indicator)
        listed = screens.find_value(cell.level, cell.code, cell.indicator, cell.year)
        found += [
            _differ("API, territory", points[cell.year], cell, value),
            _differ("API, list", listed, cell, value),
        ]
        if listed is not None and (listed["label"] or "") != label:
            found.append(f"API, list: {listed['label']!r} is not {label!r}")
        exported = screens.find_exported(cell.level, cell.code).get((cell.indicator, cell.year))
        found.append(_differ_in_file(exported, cell, value, label, figures.title))
        if cell.year == max(points):
            found += _differ_on_screens(cell, screens, value, label)
    elif cell.year not in screens.find_points(cell.level, cell.code, cell.indicator):
        found.append("API, territory: nothing")
    return [f"{_name(cell)}: {one}" for one in found if one]


def _find_number(cell: Cell) -> float | None:
    """What is stored: the number itself, or the one that stands for a category."""
    if cell.absence:
        return None
    indicator = drawing.INDICATORS[cell.indicator]
    if indicator.get("open_categories"):
        return float(zlib.crc32(cell.key.encode()))
    for category in indicator.get("categories", ()):
        if category["key"] == cell.key:
            return float(category["value"])
    return cell.value


def _find_label(cell: Cell, figures: Figures) -> str:
    for category in drawing.INDICATORS[cell.indicator].get("categories", ()):
        if category["key"] == cell.key:
            return str(category["label"])
    return figures.labels.get(f"{cell.indicator} {cell.key}", cell.key)


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=SIGNIFICANT, abs_tol=1e-12)


def _differ(place: str, found: dict[str, Any] | None, cell: Cell, value: float | None) -> str:
    if found is None:
        return f"{place}: nothing, expected {value} {cell.absence}"
    absence = (found["absence"] or "none").replace("none", "")
    if not _is_same(found["value"], value) or absence != cell.absence:
        return f"{place}: {found['value']} {absence}, expected {value} {cell.absence}"
    if value is not None and found["status"] != cell.status:
        return f"{place}: {found['status']}, expected {cell.status}"
    return ""


def _differ_in_file(
    found: dict[str, str] | None, cell: Cell, value: float | None, label: str, source: str
) -> str:
    if found is None:
        return "CSV of the page: no line"
    number = None if label else value
    read = float(found["valeur"]) if found["valeur"] else None
    state = WORDS[cell.absence] if cell.absence else STATUSES[cell.status]
    texts = (found["modalite"], found["statut"], found["source"].replace("’", "'"))
    if _is_same(read, number) and texts == (label, state, source.replace("’", "'")):
        return ""
    return f"CSV of the page: {found}, expected {number} {label} {state} {source}"


def _differ_on_screens(cell: Cell, screens: Screens, value: float | None, label: str) -> list[str]:
    theme = drawing.THEMES[cell.indicator]
    with_sheet = zlib.crc32(cell.code.encode()) % 5 == 0  # the same rows, drawn the same way
    rows = screens.find_shown(cell.level, cell.code, theme, cell.indicator, with_sheet=with_sheet)
    expected = f"expected {value} {label} {cell.absence} {cell.year}"
    if not rows:
        return [f"page: no row, {expected}"]
    wrong = [row for row in rows if not _is_shown(row, cell, value, label)]
    return [f"page: {row.text!r}, {row.dated}, {expected}" for row in wrong]


def _is_shown(row: Shown, cell: Cell, value: float | None, label: str) -> bool:
    if cell.year not in row.years:
        return False
    if cell.absence or label or value is None:
        plain = row.text.replace("\u202f", " ").replace("’", "'")  # as the files spell it
        return plain == (WORDS[cell.absence] if cell.absence else label).replace("\u202f", " ").replace(
            "’", "'"
        )
    return is_written(row.text, value, drawing.INDICATORS[cell.indicator]["decimals"])


def is_written(text: str, value: float, decimals: int) -> bool:
    """Whether « 230 890 hab. » is this value, rounded to its decimals."""
    found = re.match(r"([<>]?)\s*(−?[0-9][0-9\s]*(?:,[0-9]+)?)", text)
    number = parse_number("".join(found[2].split())) if found else None
    if found is None or number is None:
        return False
    if found[1]:
        return 0 < abs(value) < abs(number)
    _, _, written = found[2].strip().partition(",")
    return len(written) == decimals and abs(number - value) <= 0.5 * 10**-decimals + 1e-9
