"""The key figures of a sheet: which ones, and what they may honestly be compared with.

Chosen once for the tiles and for the summary: what a sentence says at the top of the page is found in
the tiles below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from portal.kernel.figures import Absence, Status
from portal.kernel.french import typeset
from portal.kernel.levels import Level
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Unit
from portal.stats.queries import Comparison, Point, Series, Sheet
from portal.ui.sentences import Measure
from portal.web.factsheets.figures import is_common
from portal.web.factsheets.wording import find_level

KEY_FIGURES: Final = 6
_FROM_COUNTS: Final = frozenset({"share", "annual_change"})
_FEW_PEOPLE: Final = 200
"""Insee asks that census counts under 200 be used with care: in a village of seven, an unemployment rate is
0 % or 100 % by chance, and comparing it tells nothing."""


@dataclass(frozen=True, slots=True)
class KeyWords:
    """What a key figure has in common on all sheets. ``subject`` is empty for what no summary tells.

    ``is_share``: it is worked out from counts of people or things, so that small counts make it noise.
    ``counts_people``: it is the first of its level, and a count: that of the inhabitants.
    """

    indicator: Indicator
    unit: Unit
    measure: Measure
    label: str
    subject: str
    segment: str
    is_share: bool
    counts_people: bool


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One key figure of a territory: ``point`` is its latest.

    ``comparison`` is None when none is honest: no value, another year, less than half of the group known,
    a value that nearly all of the group share, a share among a few people.
    """

    words: KeyWords
    series: Series
    point: Point
    comparison: Comparison | None

    @property
    def value(self) -> float | None:
        return self.point.figure.value

    @property
    def first(self) -> Point:
        """The oldest point with a value since the last break of the series.

        The latest one when it is only carried forward: an estimate equal to all that came before it
        (Mayotte between two censuses) is no evolution.
        """
        first = self._find_first()
        is_carried = self.point.figure.status is Status.ESTIMATED and first.figure.value == self.value
        return self.point if is_carried else first

    def _find_first(self) -> Point:
        first = self.point
        for point in reversed(self.series.points):
            figure = point.figure
            if figure.value is None or point.year > first.year:
                continue
            first = point
            if figure.status is Status.BREAK:
                break
        return first


def list_key_figures(sheet: Sheet, comparisons: Mapping[str, Comparison]) -> list[KeyFigure]:
    """The key figures of the level, at most six, leaving out those this territory has nothing about.

    One that is secret, or means nothing here, gives its place to the next that has a value; one that is
    only not available is left to the rows of its theme. ``comparisons`` are
    those of the comparator of the page, by slug.
    """
    known, absent = [], []
    for words in _list_words(find_level(sheet.kind)):
        series = sheet.series.get(words.indicator.slug)
        if series is None or series.latest is None:
            continue
        if series.latest.figure.value is None:
            if series.latest.figure.absence is not Absence.NOT_AVAILABLE:
                absent.append((words, series, series.latest))
            continue
        known.append((words, series, series.latest))
        if len(known) == KEY_FIGURES:
            break
    chosen = (known + absent)[:KEY_FIGURES]
    are_few = _are_few(chosen)
    return [
        KeyFigure(words, series, point, None if are_few and words.is_share else found)
        for words, series, point in chosen
        for found in (_find_comparison(series, point, comparisons),)
    ]


def _are_few(chosen: Sequence[tuple[KeyWords, Series, Point]]) -> bool:
    """Whether the first key figure counts fewer people than a share of them can be told from chance."""
    if not chosen or not chosen[0][0].counts_people:
        return False
    value = chosen[0][2].figure.value
    return value is not None and value < _FEW_PEOPLE


def _find_comparison(
    series: Series, point: Point, comparisons: Mapping[str, Comparison]
) -> Comparison | None:
    if point.figure.value is None or series.indicator.is_categorical:
        return None
    found = comparisons.get(series.indicator.slug)
    if found is None or found.year != point.year or found.summary.median is None or is_common(found):
        return None
    return found


_kept: dict[str, tuple[Catalogue, tuple[KeyWords, ...]]] = {}


def _list_words(level: str) -> tuple[KeyWords, ...]:
    """In the order of the catalogue, written once for all the sheets of a level."""
    catalogue = get_catalogue()
    kept = _kept.get(level)
    if kept is None or kept[0] is not catalogue:
        found = tuple(
            _write_words(one, cast("Level", level), catalogue) for one in catalogue.list_key_figures(level)
        )
        kept = _kept[level] = (catalogue, found)
    return kept[1]


def _write_words(indicator: Indicator, level: Level, catalogue: Catalogue) -> KeyWords:
    unit = catalogue.units[indicator.unit]
    return KeyWords(
        indicator,
        unit,
        Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference),
        typeset(indicator.short_label),
        typeset(indicator.subject),
        write_segment(indicator.slug),
        indicator.compute.kind in _FROM_COUNTS,
        indicator.key_figure[level] == 1 and unit.dimension == "count",
    )
