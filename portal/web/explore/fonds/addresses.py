"""Where contours and values are: what the markup of a map names."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from portal.territories.queries.universe import get_universe
from portal.web.explore.asked import PATH, Asked

FORMAT: Final = 1
"""Of the files: part of their version, since a browser may keep them for a year."""


def get_contours_version() -> str:
    """Changes with the contours or with the way they are written."""
    return f"{get_universe().version}.{FORMAT}"


def write_contours_address(level: str, zone_key: str, *, is_compact: bool = True) -> str:
    """``/explorer/fonds/commune.min.json?zone=departement:35&v=12.1``: the compact file, or the TopoJSON."""
    query = urlencode({"zone": zone_key, "v": get_contours_version()}, safe=":,")
    return f"{PATH}/fonds/{level}{'.min' if is_compact else ''}.json?{query}"


def write_values_address(asked: Asked, year: int | None = None) -> str:
    """The values of what is asked, of a year when many territories come one year at a time."""
    return asked.address(f"{asked.path}/valeurs.json", year=year or asked.year, here=None, view="carte")
