"""Headers of columns that sort a list by a link."""

from __future__ import annotations

from dataclasses import dataclass

from portal.web.explore.asked import Asked
from portal.web.explore.ranking.ordering import Order


@dataclass(frozen=True, slots=True)
class Header:
    """``path`` leads to the list sorted by this column; ``direction`` is set on the one that sorts it."""

    label: str
    note: str
    path: str
    direction: str = ""


def write_header(asked: Asked, order: Order, key: str, label: str, note: str = "") -> Header:
    """The header of a column of a list."""
    return Header(
        label,
        note,
        f"{asked.address(order=order.write_next(key))}#vue",
        order.direction if key == order.key else "",
    )
