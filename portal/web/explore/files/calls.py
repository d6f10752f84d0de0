"""The call of the API that gives the values of a view."""

from __future__ import annotations

from urllib.parse import urlencode

from portal.web.explore.asked import RANKING
from portal.web.explore.reading import Explored


def build_api_call(explored: Explored) -> str:
    """``/api/v1/indicators/<slug>/values?kind=&year=&within=``, with its ranks for a ranking.

    The zone is always named: without one, the API adds the collectivités d'outre-mer to those of France.
    """
    asked = {"kind": explored.level}
    if explored.year:
        asked["year"] = str(explored.year)
    asked["within"] = explored.zone.key
    if explored.asked.view == RANKING:
        asked |= {"sort": "-value", "ranks": "true"}
    return f"/api/v1/indicators/{explored.indicator.slug}/values?{urlencode(asked, safe=':,')}"
