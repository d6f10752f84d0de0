"""The figures of a comparison."""

from __future__ import annotations

from collections.abc import Iterable

from portal.stats.queries.aligned import SideBySide, read_side_by_side
from portal.web.comparison.asked import Selection


def read_figures(selection: Selection, slugs: Iterable[str]) -> SideBySide:
    """The figures of these indicators, with one SQL query."""
    return read_side_by_side(selection.columns, slugs, selection.groups, compared=selection.reference)
