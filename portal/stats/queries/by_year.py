"""Where a territory stands in a group year after year, for one indicator: what the page of a figure tells.

By the same definitions as for the latest year (``boards.BoardReading.stand``, ``peers.stand_among``).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np
import numpy.typing as npt

from portal.stats.compute.summarise import QUANTILES
from portal.stats.queries.answers import Comparison, Summary
from portal.stats.queries.boards import Board, BoardReading

_EMPTY = (None,) * 6


def stand_by_year(
    reading: BoardReading, board: Board, slug: str, grouping: str, code: str
) -> tuple[Comparison, ...]:
    """One comparison for each point of the series, by increasing year. ``reading`` holds the group.

    Empty for categories and for an indicator that is not online at this level.
    """
    cells = _list_cells(board, slug)
    if not len(cells):
        return ()
    found = reading.gather(board.plan, grouping, code, cells)
    ranks, ties = board.cells.ranks(grouping)
    return tuple(
        Comparison(
            grouping,
            code,
            board.plan.places[cell].year,
            _build_summary(count, stats),
            rank or None,
            tied,
        )
        for cell, count, stats, rank, tied in zip(
            cells.tolist(),
            found.n.tolist(),
            found.stats.T.tolist(),
            ranks[cells].tolist(),
            ties[cells].tolist(),
            strict=True,
        )
    )


def stand_among_by_year(board: Board, slug: str, key: str, peers: Sequence[Board]) -> tuple[Comparison, ...]:
    """The same among territories of the same kind chosen for it; ``key`` names them.

    Quantiles are those of the peers; the rank counts the territory in.
    """
    cells = _list_cells(board, slug)
    if not len(cells) or not peers:
        return ()
    own = _read(board, cells)
    values = np.stack([_read(peer, cells) for peer in peers])
    has_own = any(peer.code == board.code for peer in peers)
    others = values[[number for number, peer in enumerate(peers) if peer.code != board.code]]
    found = []
    for place, cell in enumerate(cells.tolist()):
        known = values[:, place][np.isfinite(values[:, place])]
        is_ranked = bool(np.isfinite(own[place]))
        count = len(known) + (is_ranked and not has_own)
        stats = [float(known.mean()), *np.quantile(known, QUANTILES).tolist()] if len(known) else list(_EMPTY)
        rank = 1 + int((others[:, place] > own[place]).sum()) if is_ranked else None
        tied = is_ranked and bool((others[:, place] == own[place]).any())
        summary = _build_summary(count if len(known) else 0, stats)
        found.append(Comparison(key, "", board.plan.places[cell].year, summary, rank, tied))
    return tuple(found)


def _list_cells(board: Board, slug: str) -> npt.NDArray[np.int64]:
    """The cells of the points of a series of numbers."""
    number = board.plan.numbers.get(slug)
    if number is None or board.plan.indicators[number].is_categorical:
        return np.array([], np.int64)
    first, end = board.plan.spans[number]
    return np.array([cell for cell in range(first, end) if board.kept[cell]], np.int64)


def _read(board: Board, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.where(board.is_present[cells], board.cells.values[cells], np.nan)


def _build_summary(count: int, stats: Sequence[float | None]) -> Summary:
    if not count:
        return Summary(0, *_EMPTY)
    return Summary(count, *(None if one is None or isnan(one) else one for one in stats))
