"""Zones with literal figures: what the views of charts are given, without publishing anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from django.http import QueryDict

from portal.kernel.figures import Absence
from portal.stats.queries.exploring import ZoneColumn, ZoneYears
from portal.web.explore.asked import read_asked
from portal.web.explore.reading import Explored

Given = float | Absence
Explore = Callable[..., Explored]


def build_column(slug: str, values: Sequence[Given], year: int = 2023) -> ZoneColumn:
    """A column of communes, of the release of populations; all of them are the first of the universe."""
    absence = np.array([int(one) if isinstance(one, Absence) else 0 for one in values], np.uint8)
    numbers = np.array([np.nan if isinstance(one, Absence) else float(one) for one in values])
    nothing = np.zeros(len(values), np.uint8)
    positions = np.zeros(len(values), np.int32)
    return ZoneColumn(
        slug, year, "commune", positions, numbers, absence, nothing, nothing, "insee_populations"
    )


def build_years(rows: Sequence[Sequence[Given]], status: dict[int, int] | None = None) -> ZoneYears:
    """Years from 2019 on; ``status`` is that of all the values of a year, by its place."""
    columns = [build_column("population", row) for row in rows]
    marks = np.zeros((len(rows), len(rows[0])), np.uint8)
    for place, mark in (status or {}).items():
        marks[place] = mark
    return ZoneYears(
        tuple(range(2019, 2019 + len(rows))),
        np.array([one.values for one in columns]),
        np.array([one.absence for one in columns]),
        marks,
        ("insee_populations",) * len(rows),
    )


@pytest.fixture
def explored(small_portal: None) -> Explore:
    """What is explored of communes of France, with these values instead of those online."""

    def build(
        values: Sequence[Given],
        query: str = "niveau=commune",
        *,
        slug: str = "population",
        other: ZoneColumn | None = None,
        years: ZoneYears | None = None,
        here: int | None = None,
    ) -> Explored:
        column = build_column(slug, values)
        found = Explored(read_asked(slug, QueryDict(query)), column.positions, column)
        known: dict[str, Any] = found.__dict__
        known["here"] = here
        if years is not None:
            known["by_year"] = years
        if other is not None:
            object.__setattr__(found, "read_other", lambda indicator: other)
        return found

    return build
