"""Which cells of a dataset are compared: drawn at random, every kind of figure in turn."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from tests.oracles.communes import (
    TODAY,
    list_codes,
    list_mergers,
    list_unchanged,
    list_unchanged_epci,
    read_epci_of_today,
)
from tests.oracles.originals import Shelf
from tests.oracles.recounts import COLLECTIVITIES
from tests.oracles.sources import Cell, parse_number

ROOT: Final = Path(__file__).resolve().parents[2]
DATASETS: Final = ROOT / "catalogue" / "datasets"
INDICATORS: Final[dict[str, dict[str, Any]]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in (ROOT / "catalogue" / "indicators").glob("*/*.yaml")
}
THEMES: Final = {path.stem: path.parent.name for path in (ROOT / "catalogue" / "indicators").glob("*/*.yaml")}


def is_public(cell: Cell) -> bool:
    """Whether the portal shows this figure: some are only read to compute or to check others."""
    indicator = INDICATORS[cell.indicator]
    return not indicator.get("internal", False) and cell.level in indicator["levels"]


def is_categorical(indicator: str) -> bool:
    return bool(INDICATORS[indicator].get("categories") or INDICATORS[indicator].get("open_categories"))


def draw(cells: Sequence[Cell], shelf: Shelf, dice: random.Random) -> Iterator[Cell]:
    """A cell of each indicator, year and level in turn, an absence one time in four; none comes twice."""
    strata: dict[tuple[str, str, int], tuple[list[Cell], list[Cell]]] = defaultdict(lambda: ([], []))
    for cell in cells:
        strata[cell.level, cell.indicator, cell.year][bool(cell.absence)].append(cell)
    keys = sorted(strata)
    dice.shuffle(keys)
    while keys:
        for key in list(keys):
            present, absent = strata[key]
            chosen = absent if absent and (not present or dice.random() < 0.25) else present
            while chosen:
                cell = _take(chosen, dice)
                if is_as_it_was(cell, shelf):
                    yield cell
                    break
            if not present and not absent:
                keys.remove(key)


def _take(cells: list[Cell], dice: random.Random) -> Cell:
    """One of them, that will not be taken again."""
    place = dice.randrange(len(cells))
    cells[place], cells[-1] = cells[-1], cells[place]
    return cells.pop()


def is_as_it_was(cell: Cell, shelf: Shelf) -> bool:
    """Whether the territory is today what it was in the file: its figure must be there unchanged."""
    if cell.level == "commune":
        return cell.code in (list_unchanged(shelf, cell.geography) if cell.is_carried else list_codes(shelf))
    if cell.level == "epci":
        same = list_unchanged_epci(shelf, cell.geography) if cell.is_carried else read_epci_of_today(shelf)
        return cell.code in same
    return True


def draw_unnamed(
    rules: Sequence[dict[str, Any]], cells: Sequence[Cell], shelf: Shelf, dice: random.Random
) -> Iterator[Cell]:
    """Three territories that the file does not name, for each rule ``elsewhere`` of the dataset."""
    for rule in rules:
        level = rule.get("level", "commune")
        here = [cell for cell in cells if (cell.level, cell.indicator) == (level, rule["indicator"])]
        if not here:  # counted above the level of the file only
            continue
        named, one = {cell.code for cell in here}, here[0]
        everywhere = (
            sorted(list_unchanged(shelf, one.geography)) if level == "commune" else _list_others(level, shelf)
        )
        unnamed = [code for code in everywhere if code not in named and not code.startswith(COLLECTIVITIES)]
        text = rule.get("value") or ""
        for code in dice.sample(unnamed, min(3, len(unnamed))):
            told = one._replace(
                code=code, where="not named", absence=rule.get("absence", ""), status="normal"
            )
            yield told._replace(key=text, value=parse_number(text))


def _list_others(level: str, shelf: Shelf) -> list[str]:
    if level == "epci":
        return sorted(read_epci_of_today(shelf).keys() & list_unchanged_epci(shelf, 2019))
    return sorted({code[:3] if code.startswith("97") else code[:2] for code in list_codes(shelf)})


def draw_silences(cells: Sequence[Cell], shelf: Shelf, dice: random.Random) -> Iterator[Cell]:
    """Two communes, for each indicator and year, about which the files say nothing at all."""
    strata: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.level == "commune":
            strata[cell.indicator, cell.year].append(cell)
    for _, here in sorted(strata.items()):
        unnamed = sorted(list_unchanged(shelf, here[0].geography) - {cell.code for cell in here})
        for code in dice.sample(unnamed, min(2, len(unnamed))):
            yield here[0]._replace(code=code, value=None, key="", where="not named")


def draw_mergers(cells: Sequence[Cell], shelf: Shelf, dice: random.Random) -> Iterator[Cell]:
    """One commune that has united others since the file, for each figure that adds up: their sum.

    An absence when one of them has none; which one is not said.
    """
    strata: dict[tuple[str, int, int], dict[str, Cell]] = defaultdict(dict)
    for cell in cells:
        if cell.level == "commune" and cell.is_carried and INDICATORS[cell.indicator]["aggregate"] == "sum":
            strata[cell.indicator, cell.year, cell.geography][cell.code] = cell
    for (_, _, geography), here in sorted(strata.items()):
        mergers = list_mergers(shelf, geography) if geography < TODAY else {}
        whole = {code: parts for code, parts in mergers.items() if all(part in here for part in parts)}
        for code in dice.sample(sorted(whole), min(1, len(whole))):
            parts = [here[part] for part in whole[code]]
            values = [part.value for part in parts if part.value is not None and not part.absence]
            where = " + ".join(part.where for part in parts)
            total = here[code]._replace(where=where, absence="", status="normal")
            if len(values) == len(parts):
                yield total._replace(value=sum(values))
            else:
                yield total._replace(value=None, absence="any")
