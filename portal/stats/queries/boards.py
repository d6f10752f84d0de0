"""All the figures of one territory as arrays: what a page of hundreds of rows is drawn from.

``Sheet`` gives the same figures as objects, built on the arrays of a board as they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Absence, Status
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.answers import Point, build_figure
from portal.stats.queries.gathered import GATHERED_KINDS, MEMBER_KIND, get_cells
from portal.stats.store.gathering import Gathered, GatheredSummaries, RowGatherer, SummaryGatherer
from portal.stats.store.layout import key_of, summary_key_of
from portal.stats.store.read import Place, Snapshot, get_snapshot, read_payloads

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_UNSAID: Final = (int(Absence.NOT_AVAILABLE), int(Absence.INCOMPLETE))
_SECRET: Final = int(Absence.SECRET)
_BREAK: Final = int(Status.BREAK)


@dataclass(frozen=True, eq=False)
class BoardPlan:
    """The cells of all public indicators of one kind, flat: by indicator in the catalogue's order, then year.

    ``bounds`` [indicators + 1]: where the cells of each begin and end. One for each snapshot and kind.
    """

    kind: str
    indicators: tuple[Indicator, ...]
    places: tuple[Place, ...]
    bounds: Ints
    years: Ints
    is_covered: Bools
    is_partial: Bools
    rows: RowGatherer
    summaries: SummaryGatherer

    @classmethod
    def build(cls, snapshot: Snapshot, kind: str) -> BoardPlan:
        stored = MEMBER_KIND if kind in GATHERED_KINDS else kind
        online = snapshot.places(stored)
        indicators = [one for one in get_catalogue().list_public_indicators() if online.get(one.slug)]
        places = [place for one in indicators for place in online[one.slug]]
        bounds = np.cumsum([0, *(len(online[one.slug]) for one in indicators)])
        return cls(
            kind,
            tuple(indicators),
            tuple(places),
            bounds.astype(np.int64),
            np.array([place.year for place in places], np.int64),
            np.array([place.is_covered for place in places], bool),
            np.array([place.is_partial for place in places], bool),
            RowGatherer.build(stored, places),
            SummaryGatherer(stored, places),
        )

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        return tuple(one.slug for one in self.indicators)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Slug → number of the indicator."""
        return {slug: number for number, slug in enumerate(self.slugs)}

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First cell of each indicator, and the one after its last."""
        return tuple(pairwise(self.bounds.tolist()))

    @cached_property
    def flat(self) -> Ints:
        """The number of each cell."""
        return np.arange(len(self.places), dtype=np.int64)

    @cached_property
    def owners(self) -> Ints:
        """Of each cell: the number of its indicator."""
        return np.repeat(np.arange(len(self.indicators), dtype=np.int64), np.diff(self.bounds))

    @cached_property
    def is_categorical(self) -> Bools:
        """Of each cell: a category, which is neither ranked nor drawn."""
        kinds = [one.is_categorical for one in self.indicators]
        return np.repeat(np.array(kinds, bool), np.diff(self.bounds))


@dataclass(frozen=True, eq=False)
class Board:
    """What is known of one territory, cell by cell of ``plan``; arrays are aligned on its cells.

    ``is_kept``: the cell is a point of the series of its indicator (with a value, or an absence that
    tells something of this territory).
    """

    plan: BoardPlan
    code: str
    cells: Gathered
    is_told: Bools
    is_present: Bools
    is_kept: Bools

    @cached_property
    def latest(self) -> list[int]:
        """Of each indicator, the cell of its latest value, else of its latest absence; -1 for none."""
        plan = self.plan
        if not plan.places:
            return []
        starts, flat = plan.bounds[:-1], plan.flat
        if not self.is_told.any():
            return [-1] * len(starts)
        # A value wins over any absence, a point of the series over what is only told.
        weight = len(flat) * (self.is_present.astype(np.int64) * 2 + self.is_kept)
        best = np.maximum.reduceat(np.where(self.is_told, weight + flat, -1), starts)
        found: list[int] = np.where(best < 0, -1, best % len(flat)).tolist()
        return found

    @cached_property
    def latest_cells(self) -> Ints:
        """The same as an array, with the first cell in place of none."""
        return np.maximum(np.array(self.latest, np.int64), 0)

    @cached_property
    def values(self) -> list[float]:
        """By cell; NaN where there is no value."""
        values: list[float] = self.cells.values.tolist()
        return values

    @cached_property
    def absences(self) -> bytes:
        """By cell: the code of ``Absence``."""
        return self.cells.absence.tobytes()

    @cached_property
    def flags(self) -> bytes:
        """By cell: the status in the low half, the origin in the high half."""
        return self.cells.flags.tobytes()

    @cached_property
    def kept(self) -> list[bool]:
        kept: list[bool] = self.is_kept.tolist()
        return kept

    def list_points(self, number: int) -> tuple[Point, ...]:
        """The points of the series of an indicator; its latest absence when that is all that is told."""
        first, end = self.plan.spans[number]
        kept = [cell for cell in range(first, end) if self.kept[cell]]
        if not kept and self.latest[number] >= 0:
            kept = [self.latest[number]]
        return tuple(self.build_point(cell) for cell in kept)

    def build_point(self, cell: int) -> Point:
        """The figure of one cell."""
        place, flags = self.plan.places[cell], self.flags[cell]
        figure = build_figure(self.values[cell], self.absences[cell], flags & 0x0F, flags >> 4)
        return Point(place.year, figure, place.dataset, self.plan.kind)


@dataclass(frozen=True, eq=False)
class Standing:
    """Where a territory stands in one group for its latest figure of each indicator, in the plan's order.

    ``rank`` is 0 without a rank; ``count`` how many of the group have a value; ``stats`` [6, indicators]
    the mean, q10, q25, median, q75 and q90, NaN where there is none.
    """

    count: npt.NDArray[np.integer]
    rank: npt.NDArray[np.integer]
    tied: Bools
    stats: Floats

    @cached_property
    def ranks(self) -> list[int]:
        ranks: list[int] = self.rank.tolist()
        return ranks

    @cached_property
    def ties(self) -> list[bool]:
        ties: list[bool] = self.tied.tolist()
        return ties

    def keep(self, chosen: Bools) -> Standing:
        """The same for some indicators only: of the others nothing is known."""
        return Standing(
            np.where(chosen, self.count, 0),
            np.where(chosen, self.rank, 0),
            self.tied & chosen,
            np.where(chosen, self.stats, np.nan),
        )


@dataclass(eq=False)
class _Kept:
    """What is worked out once for a snapshot."""

    snapshot: Snapshot
    plans: dict[str, BoardPlan] = field(default_factory=dict)
    summaries: dict[str, bytes] = field(default_factory=dict)


_kept: tuple[_Kept, ...] = ()
_SNAPSHOTS: Final = 3  # the releases online, and those of frozen pages
_SUMMARIES_AT_MOST: Final = 600  # some tens of kilobytes each


def _get_kept(snapshot: Snapshot) -> _Kept:
    global _kept  # noqa: PLW0603 - one value per process, replaced whole: safe between threads
    for kept in _kept:
        if kept.snapshot is snapshot:
            return kept
    fresh = _Kept(snapshot)
    _kept = (fresh, *_kept[: _SNAPSHOTS - 1])
    return fresh


def get_plan(kind: str) -> BoardPlan:
    """The plan of a kind in the releases online."""
    return _find_plan(_get_kept(get_snapshot()), kind)


def _find_plan(kept: _Kept, kind: str) -> BoardPlan:
    plan = kept.plans.get(kind)
    if plan is None:
        plan = kept.plans[kind] = BoardPlan.build(kept.snapshot, kind)
    return plan


@dataclass(frozen=True)
class BoardReading:
    """Boards read together, in the order asked, and the summaries of the groups asked with them."""

    boards: list[Board]
    _groups: Mapping[str, bytes]

    def gather(self, plan: BoardPlan, grouping: str, code: str, cells: Ints) -> GatheredSummaries:
        """The distributions of a stored group in these cells of a plan."""
        return plan.summaries.gather(self._groups[summary_key_of(plan.kind, grouping, code)], cells)

    def stand(self, board: Board, grouping: str, code: str) -> Standing:
        """Where a territory stands in a stored group."""
        cells = board.latest_cells
        joined = self._groups[summary_key_of(board.plan.kind, grouping, code)]
        found = board.plan.summaries.gather(joined, cells)
        ranks, ties = board.cells.ranks(grouping)
        return Standing(found.n, ranks[cells], ties[cells], found.stats)


def read_boards(territories: Sequence[tuple[str, str]], groups: Iterable[str] = ()) -> BoardReading:
    """Boards of territories (kind, code), with the summaries of ``groups``, in one SQL query.

    ``groups`` are keys of the store (``layout.summary_key_of``). Of an unknown territory, nothing is told.
    """
    kept = _get_kept(get_snapshot())
    plans = [_find_plan(kept, kind) for kind, _ in territories]
    keys = dict.fromkeys(key_of(*one) for one in territories if one[0] not in GATHERED_KINDS)
    wanted = dict.fromkeys(groups)
    missing = [group for group in wanted if group not in kept.summaries]
    by_key: dict[str, dict[int, bytes]] = {}
    for (release_id, key), payload in read_payloads(kept.snapshot.release_ids, [*keys, *missing]).items():
        by_key.setdefault(key, {})[release_id] = payload
    if len(kept.summaries) + len(missing) > _SUMMARIES_AT_MOST:
        kept.summaries.clear()
        return read_boards(territories, wanted)
    for group in missing:
        plan = _find_plan(kept, group.partition("@")[0])
        kept.summaries[group] = plan.summaries.join(by_key.get(group, {}))
    boards = [
        Board(plan, code, *get_cells(code, plan))
        if kind in GATHERED_KINDS
        else build_board(plan, code, by_key.get(key_of(kind, code), {}))
        for plan, (kind, code) in zip(plans, territories, strict=True)
    ]
    return BoardReading(boards, {group: kept.summaries[group] for group in wanted})


def build_board(plan: BoardPlan, code: str, payloads: Mapping[int, bytes]) -> Board:
    """The board of one territory from its packed rows, by release."""
    cells = plan.rows.gather(payloads)
    absence = cells.absence
    present = absence == 0
    # Of an extract of a source, a territory that it leaves out has nothing said of it.
    unsaid = plan.is_partial & ((absence == _UNSAID[0]) | (absence == _UNSAID[1]))
    told = cells.is_row & ~unsaid
    # A year of a few territories is not a hole in the series of the others; a secret is told.
    kept = told & (plan.is_covered | present | (absence == _SECRET))
    return Board(plan, code, cells, told, present & told, kept)
