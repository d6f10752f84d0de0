"""The figures of a territory as the sections of an explanation ask for them: by indicator and year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from portal.kernel.figures import Figure, Status
from portal.kernel.french import format_euros, format_number, format_with_unit
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.explanation import Explanation, Part
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Unit
from portal.stats.queries import Comparison, Series, Sheet
from portal.web.factsheets.figures import write_label

EURO: Final = "€"


@dataclass(frozen=True)
class Reading:
    """A sheet read for one page. ``used`` fills with the indicators that the page tells."""

    page: Explanation
    sheet: Sheet
    catalogue: Catalogue = field(default_factory=get_catalogue)
    used: dict[str, None] = field(default_factory=dict)
    chosen: Mapping[str, Comparison] | None = None
    """Comparisons by slug with the comparator that was asked; None for those of the groups of the sheet."""

    @cached_property
    def level(self) -> str:
        return self.sheet.kind

    def get_indicator(self, slug: str) -> Indicator:
        return self.catalogue.indicators[slug]

    def get_unit(self, slug: str) -> Unit:
        return self.catalogue.units[self.get_indicator(slug).unit]

    def find_series(self, slug: str) -> Series | None:
        return self.sheet.series.get(slug)

    def find_figure(self, slug: str, year: int) -> Figure | None:
        """The figure of that year, an absence included; None when nothing is said of it."""
        series = self.find_series(slug)
        point = series.point(year) if series else None
        return point.figure if point else None

    def find_value(self, slug: str, year: int) -> float | None:
        figure = self.find_figure(slug, year)
        return figure.value if figure else None

    def find_latest_year(self, slugs: Sequence[str]) -> int | None:
        """The last year for which every one of these has a value."""
        first = self.find_series(slugs[0]) if slugs else None
        years = sorted({point.year for point in first.points}, reverse=True) if first else []
        return next(
            (year for year in years if all(self.find_value(slug, year) is not None for slug in slugs)), None
        )

    def find_comparison(self, slug: str, grouping: str) -> Comparison | None:
        if self.chosen is not None:
            return self.chosen.get(slug)
        return self.sheet.comparisons[slug].get(grouping) if self.find_series(slug) else None

    def has_any(self, slugs: Iterable[str]) -> bool:
        """Whether one of these has a value, of any year."""
        return any(self.find_latest_year([slug]) is not None for slug in slugs)

    def find_inhabitants(self, year: int) -> int | None:
        """The population that the accounts of a year are divided by; None when it is not known, or nil."""
        value = self.find_value(self.page.population, year) if self.page.population else None
        return round(value) if value is not None and value >= 1 else None

    def hold(self, parts: Iterable[Part]) -> list[Part]:
        """The parts that are for this level, at which their indicator exists."""
        held = [
            part
            for part in parts
            if self.level in part.levels and self.level in self.get_indicator(part.indicator).levels
        ]
        self.used.update(dict.fromkeys(part.indicator for part in held if self.find_series(part.indicator)))
        return held

    def name(self, part: Part) -> str:
        return write_label(part.label or self.get_indicator(part.indicator).short_label)

    def is_firm(self, slugs: Iterable[str], year: int) -> bool:
        """Whether none of these figures is provisional or estimated."""
        figures = [self.find_figure(slug, year) for slug in slugs]
        soft = {Status.PROVISIONAL, Status.ESTIMATED}
        return not any(figure and figure.value is not None and figure.status in soft for figure in figures)

    def write(self, slug: str, value: float) -> str:
        """As a sentence says it: « 93,2 M€ », « 3,4 % », « 17,5 ans »."""
        unit = self.get_unit(slug)
        if unit.symbol == EURO:
            return format_euros(value)
        return format_with_unit(value, unit.symbol, self.get_indicator(slug).decimals)

    def write_in_full(self, slug: str, value: float) -> str:
        """As a calculation says it: to the cent, so that it can be done again."""
        unit = self.get_unit(slug)
        if unit.symbol == EURO:
            return format_with_unit(value, EURO, 0 if value == int(value) else 2)
        return format_with_unit(value, unit.symbol, self.get_indicator(slug).decimals)


def write_per_inhabitant(amount: float, inhabitants: int) -> str:
    """« 1 772 € »; cents below ten euros, where they tell something."""
    share = amount / inhabitants
    return format_with_unit(share, EURO, 2 if 0 < abs(share) < 10 else 0)


def count_inhabitants(inhabitants: int) -> str:
    return f"{format_number(inhabitants)}\u00a0hab."
