"""The order of the members of a zone: by name, population, value, year or change, on arrays.

Places are those of the members in ``Explored.positions``. No object is made of a member here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import format_number, join_words
from portal.stats.compute.sorting import sort_by
from portal.stats.queries.exploring import Floats
from portal.territories.queries.universe import get_universe
from portal.territories.search.filtering import get_names
from portal.ui.paging import Paging
from portal.ui.refusing import Impossible
from portal.web.explore.reading import Explored

Places = NDArray[np.intp]

VALUE: Final = "valeur"
NAME: Final = "nom"
POPULATION: Final = "population"
CHANGE: Final = "evolution"


@dataclass(frozen=True, slots=True)
class Order:
    """One column, upwards or downwards; « - » first in an address for downwards."""

    key: str
    is_descending: bool

    @property
    def direction(self) -> str:
        """Of the header of the column, for ``aria-sort``."""
        return "descending" if self.is_descending else "ascending"

    def write_next(self, key: str) -> str:
        """What the header of a column leads to: the other way for the one that sorts; figures from the
        highest at first, names from A."""
        if key == self.key:
            return key if self.is_descending else f"-{key}"
        return key if key == NAME else f"-{key}"


def read_order(text: str, keys: Collection[str], default: str) -> Order:
    """The order of an address, ``default`` when it has none. Raises Impossible."""
    asked = text or default
    key = asked.removeprefix("-")
    if key not in keys:
        raise Impossible(
            f"« tri={text[:40]} » : cette liste se trie par {join_words(list(keys), 'ou')}, précédé de « - » "
            "pour l’ordre décroissant."
        )
    return Order(key, asked.startswith("-"))


def list_by_name(explored: Explored) -> Places:
    """Places of the members in the French order of their names."""
    return get_names(explored.level).order(explored.positions).astype(np.intp)


def list_populations(explored: Explored) -> Floats:
    """Inhabitants of each member; NaN when unknown."""
    found = get_universe().population(explored.level)[explored.positions].astype(np.float64)
    return np.where(found < 0, np.nan, found)


def sort_places(columns: Mapping[str, Floats], by_name: Places, order: Order) -> Places:
    """Places in the order asked; equal values by name, those without a value last, by name.

    ``columns`` gives the values of each key but the names; ``by_name`` are the places in their order.
    """
    if order.key == NAME:
        return by_name[::-1] if order.is_descending else by_name
    return by_name[sort_by(columns[order.key][by_name], is_descending=order.is_descending)]


def match_text(explored: Explored) -> NDArray[np.bool_] | None:
    """Which members the text of the address keeps; None when it has none."""
    text = explored.asked.query
    return get_names(explored.level).find(text)[explored.positions] if text else None


def ensure_page(paging: Paging) -> None:
    """Raises Impossible beyond the last page."""
    if paging.is_beyond:
        raise Impossible(
            f"« page={paging.page} » : cette liste a {format_number(paging.pages)} "
            f"page{'s' if paging.pages > 1 else ''}."
        )
