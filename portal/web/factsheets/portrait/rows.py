"""The figures of a portrait: some rows of each theme, each with its comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.figures import Absence
from portal.kernel.french import NO_BREAK_SPACE, join_words, typeset
from portal.references.words import Theme
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import Unit
from portal.stats.queries import Series, find_category
from portal.ui.cells import Cell, write_cell
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.exports.printing import Drawn, print_drawing
from portal.ui.sentences import SMALLEST_GROUP, Measure, is_feminine, word_gap, write_rank
from portal.ui.words import ABSENCES
from portal.web.factsheets.comparators import ComparedFigures
from portal.web.factsheets.figures import is_common, list_series_sources, name_sources

ROWS: Final = 54
ROWS_BESIDE_EXPLANATIONS: Final = 46
"""All themes together, so that the document has eight pages at most."""
_ROWS_OF_THEME: Final = 9
_SPARK_PX: Final = 60
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """The figures of a theme that the territory has something about; ``shown`` are those of the portrait."""

    theme: Theme
    valued: tuple[Series, ...]
    absent: tuple[Series, ...]
    shown: tuple[Series, ...] = ()


def choose_rows(series: Iterable[Series], total: int = ROWS) -> list[ThemeFigures]:
    """The first indicators of each theme that have a value, as evenly as ``total`` rows allow."""
    themes = get_catalogue().themes
    found: dict[str, list[Series]] = {}
    for one in series:
        if one.latest is not None:
            found.setdefault(one.indicator.theme, []).append(one)
    parted = {
        slug: (
            tuple(one for one in members if find_value(one) is not None),
            tuple(one for one in members if find_value(one) is None),
        )
        for slug, members in found.items()
    }
    shares = share_rows([len(valued) for valued, _ in parted.values()], total)
    return [
        ThemeFigures(themes[slug], valued, absent, valued[:share])
        for (slug, (valued, absent)), share in zip(parted.items(), shares, strict=True)
    ]


def share_rows(counts: Sequence[int], total: int) -> list[int]:
    """How many rows each theme may have: one each, then one more each in turn, while some are left."""
    shares = [0] * len(counts)
    for wanted in range(1, _ROWS_OF_THEME + 1):
        for place, count in enumerate(counts):
            if count >= wanted and sum(shares) < total:
                shares[place] += 1
    return shares


def present_theme(theme_figures: ThemeFigures, figures: ComparedFigures, path: str) -> dict[str, Any]:
    """One table of the portrait, as plain values."""
    theme, hidden = theme_figures.theme, len(theme_figures.valued) - len(theme_figures.shown)
    return {
        "label": typeset(theme.label),
        "rows": [_write_row(series, figures) for series in theme_figures.shown],
        "absences": list(_tell_absences(theme_figures.absent)),
        "source": " ; ".join(dict.fromkeys(_name_sources(theme_figures.shown))),
        "hidden": hidden,
        "more": f"{path}/{theme.slug.replace('_', '-')}",
    }


def find_value(series: Series) -> float | None:
    return series.latest.figure.value if series.latest else None


def find_measure(indicator: Indicator) -> Measure:
    unit = _find_unit(indicator)
    return Measure(unit.dimension, unit.symbol, indicator.decimals, unit.difference)


def write_figure(series: Series) -> Cell:
    """The latest figure of a series in words."""
    indicator, point = series.indicator, series.latest
    if point is None:
        return write_cell(None)
    category = None
    if indicator.is_categorical and point.figure.value is not None:
        known = find_category(indicator.slug, point.figure.value)
        category = known.label if known else str(int(point.figure.value))
    symbol = _find_unit(indicator).symbol
    return write_cell(
        point.figure, symbol=symbol, decimals=indicator.decimals, year=point.year, category=category
    )


def draw_evolution(series: Series, *, compact: bool, width_px: float) -> Drawn | None:
    """The evolution of a series in the space of two words; None for categories and lone values."""
    indicator = series.indicator
    if indicator.is_categorical:
        return None
    drawing = draw_sparkline(
        series.points,
        label=typeset(indicator.short_label),
        unit=_find_unit(indicator).symbol,
        decimals=indicator.decimals,
        compact=compact,
    )
    return print_drawing(drawing, width_px=width_px)


def _find_unit(indicator: Indicator) -> Unit:
    return get_catalogue().units[indicator.unit]


def _write_row(series: Series, figures: ComparedFigures) -> dict[str, Any]:
    indicator, cell = series.indicator, write_figure(series)
    return {
        "label": typeset(indicator.label),
        "href": indicator_path(indicator.slug),
        "value": cell.text,
        "dated": cell.dated.replace(", ", f",{NO_BREAK_SPACE}"),
        **_write_comparison(series, figures),
        "spark": draw_evolution(series, compact=True, width_px=_SPARK_PX),
    }


def _write_comparison(series: Series, figures: ComparedFigures) -> dict[str, str]:
    """The median of the group, the gap in words and the rank: empty where nothing honest can be said."""
    value, found = find_value(series), figures.comparisons.get(series.indicator.slug)
    nothing = {"median": "", "gap": "", "rank": ""}
    if found is None or value is None or series.indicator.is_categorical:
        return nothing
    if found.summary.median is None or found.summary.n < SMALLEST_GROUP:
        return nothing
    if any(source.extract for source in list_series_sources(series)):
        return nothing  # the few territories of an extract are no group
    measure, median = find_measure(series.indicator), found.summary.median
    if is_common(found):
        return {**nothing, "median": measure.write(median)}
    feminine = is_feminine(figures.board.plan.kind)
    rank = write_rank(found.rank, found.summary.n, is_tied=found.is_tied, feminine=feminine)
    return {
        "median": measure.write(median),
        "gap": word_gap(value, median, measure),
        "rank": rank.replace("ex æquo", f"ex{NO_BREAK_SPACE}æquo").replace("sur ", f"sur{NO_BREAK_SPACE}"),
    }


def _tell_absences(absent: Sequence[Series]) -> Iterator[str]:
    """« Sans valeur (secret statistique) : Médiane du niveau de vie et 12 autres. »: a sentence a reason."""
    by_reason: dict[Absence, list[str]] = {}
    for series in absent:
        reason = series.latest.figure.absence if series.latest else Absence.NOT_AVAILABLE
        by_reason.setdefault(reason, []).append(typeset(series.indicator.label))
    for reason, labels in by_reason.items():
        shown = labels if len(labels) <= _NAMED + 1 else labels[:_NAMED]
        others = [f"{len(labels) - _NAMED} autres"] if len(shown) < len(labels) else []
        yield f"Sans valeur ({ABSENCES[reason].label}){NO_BREAK_SPACE}: {join_words([*shown, *others])}."


def _name_sources(shown: Iterable[Series]) -> Iterator[str]:
    for series in shown:
        yield from name_sources(series)
