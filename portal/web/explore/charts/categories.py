"""How many territories are in each category: what stands for the distribution of a nomenclature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from portal.kernel.figures import Figure
from portal.kernel.french import fix_name, format_count, format_percent, typeset
from portal.stats.queries import list_categories
from portal.stats.queries.exploring import Floats
from portal.ui.cells import write_cell
from portal.ui.charts.bars import BARS_AT_MOST, Bar, draw_bars
from portal.ui.charts.tables import Twin, write_value
from portal.web.explore.reading import Explored


@dataclass(frozen=True, slots=True)
class Counted:
    """A category that some territories have; ``is_here`` that of the reader's."""

    value: float
    label: str
    count: int
    is_here: bool = False


_UNKNOWN: Final = "Catégorie inconnue"


def count_categories(explored: Explored, values: Floats) -> list[Counted]:
    """Categories in the order of their nomenclature; those that no territory has are left out."""
    found, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    by_value = dict(zip(found.tolist(), counts.tolist(), strict=True))
    own = None if explored.here is None else float(values[explored.here])
    labels = {float(one.value): typeset(one.label) for one in list_categories(explored.indicator.slug)}
    order = [value for value in labels if value in by_value]
    order += [value for value in by_value if value not in labels]
    return [Counted(one, labels.get(one, _UNKNOWN), by_value[one], one == own) for one in order]


def draw_categories(explored: Explored, counted: Sequence[Counted]) -> Markup:
    """One bar a category, the reader's territory named on its own; beyond twelve, the fullest ones."""
    total = sum(one.count for one in counted)
    noun = explored.nouns
    bars = [
        Bar(
            _label(explored, one),
            Figure(float(one.count)),
            format_percent(100 * one.count / total),
            is_main=one.is_here,
        )
        for one in group_small(counted)
    ]
    title = typeset(f"{explored.indicator.short_label} : nombre de {noun[1]}")
    return draw_bars(bars, title=title)


def _label(explored: Explored, one: Counted) -> str:
    here = explored.asked.here
    return f"{one.label} ({fix_name(here.name)})" if one.is_here and here else one.label


def group_small(counted: Sequence[Counted]) -> list[Counted]:
    """The fullest categories, and the others together when they are too many to be drawn; that of the
    reader is never among these."""
    if len(counted) <= BARS_AT_MOST:
        return list(counted)
    ordered = sorted(counted, key=lambda one: (not one.is_here, -one.count))
    kept, others = ordered[: BARS_AT_MOST - 1], ordered[BARS_AT_MOST - 1 :]
    kept.sort(key=lambda one: -one.count)
    label = format_count(len(others), "autre catégorie", "autres catégories")
    return [*kept, Counted(float("nan"), label, sum(one.count for one in others))]


def build_categories_twin(explored: Explored, counted: Sequence[Counted], caption: str) -> Twin:
    """One row a category: how many territories, and their share of those that have one."""
    total, noun = sum(one.count for one in counted), explored.nouns[1]
    rows = tuple(
        (
            one.label,
            (write_cell(Figure(float(one.count))), write_value(format_percent(100 * one.count / total))),
        )
        for one in counted
    )
    return Twin(caption, "Catégorie", ((noun[:1].upper() + noun[1:], "nombre"), ("Part", "%")), rows)
