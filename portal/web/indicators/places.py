"""France and its régions (or départements), the latest year: the table of the page of an indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, plural, sort_key
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Column, find_category, get_column, get_latest_year
from portal.stats.queries.tables import list_positions
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.territories.queries.universe import get_universe
from portal.ui.cells import Cell, write_cell
from portal.ui.words import Wording

BY_NAME: Final = "nom"
HIGHEST_FIRST: Final = "-valeur"
LOWEST_FIRST: Final = "valeur"
_TABLE_KINDS: Final = {"region": ("Région", "régions"), "departement": ("Département", "départements")}
"""The levels that a table of a page can hold, widest first."""
_FEWEST: Final = 3
"""Places with a value that make a table."""


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    path: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """``total`` is the figure of France, when there is one that year."""

    noun: str
    plural: str
    year: int
    unit: str
    order: str
    total: Cell | None
    places: tuple[Place, ...]

    @property
    def is_thin(self) -> bool:
        """So few of the places have a value that a sentence says them all."""
        return len(self.known) < min(_FEWEST, len(self.places))

    @property
    def words(self) -> str:
        """« Une seule région a une valeur », where a table would say little else."""
        if not self.known:
            return f"Aucune valeur n’est en ligne pour les {self.plural}"
        one = "Un seul" if self.noun == "Département" else "Une seule"
        return plural(
            len(self.known),
            f"{one} {self.noun.lower()} a une valeur",
            f"Deux {self.plural} seulement ont une valeur",
        )

    @property
    def known(self) -> tuple[Place, ...]:
        """The places that have a value."""
        return tuple(place for place in self.places if not place.cell.absence)

    @property
    def statuses(self) -> list[Wording]:
        """Marks of the table that need a legend."""
        cells = [place.cell for place in self.places] + ([self.total] if self.total else [])
        return list({cell.status.mark: cell.status for cell in cells if cell.status}.values())


def parse_order(asked: str) -> str | None:
    """The order asked by ``?tri=``, highest value first by default; None for a word that is not one."""
    return (asked or HIGHEST_FIRST) if asked in ("", BY_NAME, HIGHEST_FIRST, LOWEST_FIRST) else None


def build_place_table(indicator: Indicator, order: str) -> PlaceTable | None:
    """The widest level where enough have a value, or else the widest; three SQL queries, five at worst.

    None when nothing is online for régions nor for départements.
    """
    tables = list(_list_tables(indicator, order))
    return next((one for one in tables if not one.is_thin), tables[0] if tables else None)


def _list_tables(indicator: Indicator, order: str) -> Iterator[PlaceTable]:
    for kind, (noun, nouns) in _TABLE_KINDS.items():
        year = get_latest_year(indicator.slug, kind)
        if year is not None:
            column = get_column(indicator.slug, year, kind)
            yield PlaceTable(
                noun=noun,
                plural=nouns,
                year=year,
                unit=get_catalogue().units[indicator.unit].symbol,
                order=order,
                total=_find_total(indicator, year),
                places=tuple(_list_places(indicator, column, order)),
            )


def _find_total(indicator: Indicator, year: int) -> Cell | None:
    if get_latest_year(indicator.slug, "france") != year:
        return None
    position = get_universe().position("france", "FR")
    if position is None:
        return None
    return _write(indicator, year, get_column(indicator.slug, year, "france").figure(position))


def _list_places(indicator: Indicator, column: Column, order: str) -> Sequence[Place]:
    positions = list_positions(column.kind)
    rows = Territory.objects.filter(kind=column.kind, is_current=True)
    slugs = dict(rows.values_list("code", "slug"))
    table = get_universe().table(column.kind)
    figures = {position: column.figure(position) for position in positions}
    names = {position: fix_name(table.names[position]) for position in positions}
    ordered = sorted(positions, key=_build_key(names, figures, order))
    return [
        Place(
            names[position],
            path_of(column.kind, table.codes[position], slugs.get(table.codes[position], "")),
            _write(indicator, column.year, figures[position]),
        )
        for position in ordered
    ]


def _build_key(
    names: dict[int, str], figures: dict[int, Figure], order: str
) -> Callable[[int], tuple[bool, float, str]]:
    """By value, absences last, then by name."""

    def key(position: int) -> tuple[bool, float, str]:
        name, value = sort_key(names[position]), figures[position].value
        if order == BY_NAME:
            return (False, 0.0, name)
        return (value is None, 0.0 if value is None else -value if order == HIGHEST_FIRST else value, name)

    return key


def _write(indicator: Indicator, year: int, figure: Figure) -> Cell:
    category = None
    if indicator.is_categorical and figure.value is not None:
        known = find_category(indicator.slug, figure.value)
        category = known.label if known else ""
    return write_cell(figure, decimals=indicator.decimals, year=year, category=category)
