"""Where the figure of France is heading, in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup

from portal.kernel.french import format_with_unit
from portal.stats.compute.trend import Trend, TrendClass
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import get_data_version, get_series
from portal.territories.queries.universe import FRANCE_CODE
from portal.ui.charts.sparkline import draw_sparkline

_BY_DIFFERENCE: Final = frozenset({"share", "time", "index"})
_SENTENCES: Final = {
    TrendClass.RISING: "En hausse de {first} à {last}, d’environ {slope} par an.",
    TrendClass.FALLING: "En baisse de {first} à {last}, d’environ {slope} par an.",
    TrendClass.STABLE: "Stable de {first} à {last}.",
    TrendClass.UNCLEAR: "Sans direction nette de {first} à {last} : hausses et baisses se succèdent "
    "trop pour qu’on puisse conclure.",
}


@dataclass(frozen=True, slots=True)
class TrendWords:
    """A sentence, and the series drawn with its own words."""

    sentence: str
    drawing: Markup


def find_trend(indicator: Indicator) -> TrendWords | None:
    """None without a figure of France for five years. One SQL query, the first time after a publication."""
    return _find(get_data_version(), indicator.slug) if "france" in indicator.levels else None


@lru_cache(maxsize=1024)
def _find(version: str, slug: str) -> TrendWords | None:
    for series in get_series("france", FRANCE_CODE, [slug]):
        if series.trend is not None:
            unit = get_catalogue().units[series.indicator.unit]
            drawing = draw_sparkline(
                series.points,
                label=series.indicator.short_label,
                unit=unit.symbol,
                decimals=series.indicator.decimals,
            )
            return TrendWords(write_trend(series.indicator, series.trend), drawing)
    return None


def write_trend(indicator: Indicator, trend: Trend) -> str:
    """« En hausse de 2013 à 2023, d’environ 0,4 % par an. »"""
    unit = get_catalogue().units[indicator.unit]
    if trend.slope_pct is None or unit.dimension in _BY_DIFFERENCE:
        symbol = unit.difference or unit.symbol
        slope = format_with_unit(abs(trend.slope), symbol, indicator.decimals + 1)
    else:
        slope = format_with_unit(abs(trend.slope_pct), "%", 1)
    return _SENTENCES[trend.kind].format(first=trend.first_year, last=trend.last_year, slope=slope)


def forget_trends() -> None:
    """Drop what is kept: for tests."""
    _find.cache_clear()
