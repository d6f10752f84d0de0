"""Figures of territories that no source gives figures of: those of their communes taken together.

An établissement public territorial is a whole of communes of which hardly anything is published. Its cells
are those of the plan of communes, filled by the rules of any perimeter (``perimeters``); what cannot be added
up has nothing told of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Absence
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.answers import Series
from portal.stats.queries.perimeters import PerimeterSheet, Refusal, aggregate_perimeter, is_of_accounts
from portal.stats.store.gathering import Gathered, RowGatherer
from portal.stats.store.read import Place, Snapshot, get_snapshot
from portal.territories.queries.universe import get_universe

Bools = npt.NDArray[np.bool_]

GATHERED_KINDS: Final = frozenset({"ept"})
"""Kinds whose figures are those of their communes taken together."""
MEMBER_KIND: Final = "commune"


_KEPT_AT_MOST: Final = 128  # some tens of kilobytes each, and 5 ms to make


class GatheredCells(NamedTuple):
    """Cells of a plan, as ``boards.Board`` keeps them."""

    cells: Gathered
    is_told: Bools
    is_present: Bools
    is_kept: Bools


_sheets: tuple[Snapshot, dict[tuple[str, str], PerimeterSheet]] | None = None


def gather_sheet(kind: str, code: str) -> PerimeterSheet:
    """The communes of a territory taken together; nothing for one without any.

    The accounts of communes are left out: those of an authority are not the sum of its members'. Worked out
    once for the releases online, for the territories asked last.
    """
    global _sheets  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    snapshot, kept = get_snapshot(), _sheets
    if kept is None or kept[0] is not snapshot:
        kept = _sheets = (snapshot, {})
    found = kept[1].get((kind, code))
    if found is None:
        if len(kept[1]) >= _KEPT_AT_MOST:
            kept[1].clear()
        found = kept[1][kind, code] = _gather(kind, code)
    return found


def _gather(kind: str, code: str) -> PerimeterSheet:
    positions = get_universe().members_of(kind, code, MEMBER_KIND).tolist()
    if not positions:
        return PerimeterSheet({}, {})
    catalogue = get_catalogue()
    slugs, accounts = [], {}
    for one in catalogue.list_public_indicators():
        if is_of_accounts(one, catalogue):
            accounts[one.slug] = Refusal.OF_ACCOUNTS
        else:
            slugs.append(one.slug)
    found = aggregate_perimeter(positions, slugs, kind=MEMBER_KIND)
    return PerimeterSheet(found.series, {**found.refusals, **accounts})


def list_had(kind: str) -> tuple[Indicator, ...]:
    """Public indicators that territories of a kind may have a figure of: those of the first of them."""
    table, catalogue = get_universe().table(kind), get_catalogue()
    first = next(iter(np.flatnonzero(table.is_current).tolist()), None)
    had = gather_sheet(kind, table.codes[first]).series if first is not None else {}
    return tuple(one for one in catalogue.list_public_indicators() if one.slug in had)


def list_refusals(kind: str, code: str) -> dict[Refusal, tuple[str, ...]]:
    """Indicators of communes that a territory has no figure of, by reason, in the catalogue's order."""
    found: dict[Refusal, list[str]] = {}
    for slug, reason in gather_sheet(kind, code).refusals.items():
        found.setdefault(reason, []).append(slug)
    return {reason: tuple(slugs) for reason, slugs in found.items()}


_kept: tuple[Plan, dict[str, GatheredCells]] | None = None


class Plan(Protocol):
    """What is needed of a plan of boards, which are above this module."""

    @property
    def kind(self) -> str: ...
    @property
    def slugs(self) -> tuple[str, ...]: ...
    @property
    def spans(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def places(self) -> tuple[Place, ...]: ...
    @property
    def rows(self) -> RowGatherer: ...


def get_cells(code: str, plan: Plan) -> GatheredCells:
    """The cells of a territory, by its plan: worked out once for a plan, that is for the releases online."""
    global _kept  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    kept = _kept
    if kept is None or kept[0] is not plan:
        kept = _kept = (plan, {})
    found = kept[1].get(code)
    if found is None:
        if len(kept[1]) >= _KEPT_AT_MOST:
            kept[1].clear()
        found = _fill_cells(gather_sheet(plan.kind, code).series, plan)
        kept[1][code] = found
    return found


def _fill_cells(series: Mapping[str, Series], plan: Plan) -> GatheredCells:
    size = len(plan.places)
    values = np.full(size, np.nan)
    absence = np.full(size, int(Absence.NOT_AVAILABLE), np.uint8)
    flags, told = np.zeros(size, np.uint8), np.zeros(size, bool)
    for slug, (first, end) in zip(plan.slugs, plan.spans, strict=True):
        if slug not in series:
            continue
        cells = {plan.places[cell].year: cell for cell in range(first, end)}
        for point in series[slug].points:
            cell, figure = cells.get(point.year, -1), point.figure
            if cell < 0:
                continue
            told[cell], absence[cell] = True, int(figure.absence)
            flags[cell] = int(figure.status) | int(figure.origin) << 4
            if figure.value is not None:
                values[cell] = figure.value
    gathered = Gathered(values, absence, flags, told, b"", replace(plan.rows, _ranks_at={}))
    return GatheredCells(gathered, told, told & (absence == 0), told)
