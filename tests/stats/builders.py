"""Small figures, indicators and geographies for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from portal.kernel.figures import Absence
from portal.stats.compute.geography import GROUPINGS, LEVELS, Geography, Grouping, Passage
from portal.stats.compute.vectors import FigureVector
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.observations import SCHEMA

A = Absence


def build_vector(
    *items: float | Absence, status: Sequence[int] = (), origin: Sequence[int] = ()
) -> FigureVector:
    """Values and absences, in order."""
    absent = [isinstance(item, Absence) for item in items]
    return FigureVector(
        np.array([np.nan if gone else float(item) for item, gone in zip(items, absent, strict=True)]),
        np.array([int(item) if gone else 0 for item, gone in zip(items, absent, strict=True)], np.uint8),
        np.array(status or [0] * len(items), np.uint8),
        np.array(origin or [0] * len(items), np.uint8),
    )


def show(item: float | Absence) -> float | str:
    """A value, or the name of an absence: as a number, ``Absence.SECRET`` would equal 1.0."""
    return item.slug if isinstance(item, Absence) else float(item)


def list_figures(vector: FigureVector) -> list[float | str]:
    """What a reader sees, in order: see ``show``."""
    return [
        float(value) if absence == 0 else Absence(int(absence)).slug
        for value, absence in zip(vector.values, vector.absence, strict=True)
    ]


def build_indicator(slug: str, **fields: Any) -> Indicator:
    given = {
        "slug": slug,
        "theme": "population",
        "label": slug,
        "short_label": slug,
        "question": "?",
        "method": "m",
        "unit": "count",
        "levels": LEVELS,
        "aggregate": "recompute" if "compute" in fields else "sum",
    }
    return Indicator.model_validate({**given, **fields})


def build_indicators(*indicators: Indicator) -> dict[str, Indicator]:
    return {indicator.slug: indicator for indicator in indicators}


def build_geography(
    communes: Mapping[str, Mapping[str, str]],
    *,
    past: Sequence[str] = (),
    passages: Mapping[int, Mapping[str, Sequence[str]]] | None = None,
    epci_members: Mapping[int, Mapping[str, frozenset[str]]] | None = None,
) -> Geography:
    """A geography from the groups of each commune: ``{"a": {"epci": "E1", "departement": "D1"…}}``.

    Every commune is in France unless it says ``france: ""``; the groups of groups follow from the
    first commune of each. ``passages`` of a year that is not given keep every code.
    """
    table: dict[str, dict[str, dict[str, str]]] = {level: {} for level in LEVELS}
    for code, given in communes.items():
        groups = {"france": "FR", **given}
        table["commune"][code] = groups
        for level in LEVELS[1:]:
            if groups.get(level):
                table[level].setdefault(
                    groups[level], {**groups, "strate": groups.get(f"strate_{level}", "")}
                )
    for code in past:
        table["commune"][code] = {}
    codes = {level: list(rows) for level, rows in table.items()}
    groupings = {
        (kind, grouping): _number([table[kind][code].get(grouping, "") for code in codes[kind]])
        for kind in LEVELS
        for grouping in GROUPINGS[kind]
    }

    def find_passage(year: int) -> Passage:
        return Passage(year, (passages or {}).get(year, {code: [code] for code in communes}))

    return Geography(
        codes=codes,
        is_current={level: np.array([code not in past for code in codes[level]]) for level in LEVELS},
        groupings=groupings,
        find_passage=find_passage,
        list_epci_members=lambda year: (epci_members or {}).get(year, {}),
    )


def _number(values: list[str]) -> Grouping:
    codes = sorted(set(values) - {""})
    return Grouping(
        np.array([codes.index(value) if value else -1 for value in values], np.int32), tuple(codes)
    )


def build_frame(rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    """Observations from (level, code, indicator, year, value or absence[, geography_year[, rebase]])."""
    lines = []
    for level, code, indicator, year, item, *rest in rows:
        gone = isinstance(item, Absence)
        geography_year = rest[0] if rest else 2026
        rebase = rest[1] if len(rest) > 1 else True
        lines.append(
            (level, code, indicator, year, None if gone else float(item), int(item) if gone else 0, 0, 0,
             geography_year, rebase)
        )  # fmt: skip
    return pl.DataFrame(lines, schema=SCHEMA, orient="row")
