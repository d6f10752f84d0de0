"""The call of the API that gives the values of a view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from portal.web.explore.reading import Explored

_WITHIN: Final = frozenset({"region", "departement", "epci"})
"""Kinds of zones that the API knows how to keep to."""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """``is_wider``: the API gives the whole country, where the codes of the zone are to be looked for."""

    path: str
    is_wider: bool


def build_api_call(explored: Explored) -> ApiCall:
    """``/api/v1/indicators/<slug>/values?kind=&year=&within=``."""
    zone = explored.zone
    asked = {"kind": explored.level}
    if explored.year:
        asked["year"] = str(explored.year)
    if zone.kind in _WITHIN:
        asked["within"] = f"{zone.kind}:{zone.code}"
    path = f"/api/v1/indicators/{explored.indicator.slug}/values?{urlencode(asked, safe=':')}"
    return ApiCall(path, is_wider=zone.kind not in _WITHIN and zone.kind != "france")
