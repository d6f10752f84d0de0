"""Where the page of a territory is: the only place that knows the shape of these addresses.

Pages are public promises (product.md, section 12): ``/communes/35238-rennes``. The code alone
decides; the slug is there for people, and a wrong one redirects to the right one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Final
from urllib.parse import quote

SEGMENTS: Final[dict[str, str]] = {
    "commune": "communes",
    "epci": "epci",
    "departement": "departements",
    "region": "regions",
    "ept": "ept",
    "commune_deleguee": "communes-deleguees",
    "arrondissement_municipal": "arrondissements-municipaux",
}
"""Kind → first part of the address of its pages."""

KINDS_OF_SEGMENTS: Final[dict[str, str]] = {segment: kind for kind, segment in SEGMENTS.items()}

_PLAIN: Final = re.compile(r"[0-9A-Za-z-]+")

FRANCE_PATH: Final = "/france"

GROUPS_PATH: Final = "/groupes"
"""Groups that readers put together: ``/groupes/<id>-<slug>``."""

SUB_ENTITY_KINDS: Final = frozenset({"arrondissement_municipal", "commune_deleguee"})
"""Parts of a commune: hardly any figure is published of them, and their page leads to that of the commune."""


def path_of(kind: str, code: str, slug: str = "") -> str:
    """The path of the page of a territory, without host: ``/epci/243500139-rennes-metropole``.

    Without a slug, the path is a working one which redirects to the full one. Raises ValueError for an
    unknown kind.
    """
    if kind == "france":
        return FRANCE_PATH
    if kind == "group":
        return f"{GROUPS_PATH}/{quote(f'{code}-{slug}' if slug else code)}"
    if kind not in SEGMENTS:
        raise ValueError(f"unknown kind of territory {kind!r}: expected one of {', '.join(SEGMENTS)}")
    tail = f"{code}-{slug}" if slug else code
    # Codes and slugs are plain: quoting one costs ten times as much as looking at it.
    return f"/{SEGMENTS[kind]}/{tail if _PLAIN.fullmatch(tail) else quote(tail)}"


COMPARED_AT_MOST: Final = 8
"""Columns of a comparison."""


def write_comparison_path(references: Iterable[tuple[str, str]]) -> str:
    """``/comparer?t=commune:35238&t=…`` of the first territories, by kind and code."""
    first = islice(references, COMPARED_AT_MOST)
    return "/comparer?" + "&".join(f"t={kind}:{code}" for kind, code in first)
