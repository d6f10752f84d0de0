"""Many cells of one row, or of the rows of a group, taken at once: what pages of hundreds of figures need.

A territory has one packed row in each release. Here they are joined, end to end in a fixed order and
aligned on 8 bytes, so that numpy picks all the cells of a page in four reads instead of a dozen a
release. Where the cells are, in bytes, is worked out once for a kind of territory and a snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Absence
from portal.stats.store.packing import (
    FORMAT_VERSION,
    HEADER_SIZE,
    SUMMARY_FIELDS,
    PackedFormatError,
    narrow_row,
)
from portal.stats.store.read import Place, get_kind_layout

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

_ALIGNED: Final = 8
_HEAD: Final = bytes((ord("R"), FORMAT_VERSION, 2))
_SUMMARY_HEAD: Final = bytes((ord("S"), FORMAT_VERSION))
_ZEROS: Final = bytes(_ALIGNED)
_FIELDS: Final = len(SUMMARY_FIELDS)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The cells of one territory, in the order of the places asked.

    ``values`` is NaN and ``absence`` not available where the territory has no row, ``is_row`` tells.
    """

    values: Floats
    absence: Bytes
    flags: Bytes
    is_row: npt.NDArray[np.bool_]
    _buffer: bytes
    _gatherer: RowGatherer

    def ranks(self, grouping: str) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.bool_]]:
        """Ranks in a grouping, 0 for none, and whether they are shared."""
        return self._gatherer.read_ranks(self._buffer, grouping)


@dataclass(frozen=True)
class GatheredSummaries:
    """The distributions of one group at the places asked: ``n`` [cells], ``stats`` [6, cells]."""

    n: npt.NDArray[np.uint32]
    stats: Floats


@dataclass(frozen=True, slots=True)
class _Part:
    """The rows of one release in the joined bytes: ``start`` in bytes, ``size`` of a row without padding."""

    release_id: int
    start: int
    size: int
    cells: int
    groupings: Mapping[str, int]
    blank: bytes
    pad: bytes


@dataclass(frozen=True)
class RowGatherer:
    """Reads the cells of ``places`` out of the rows of any territory of one kind."""

    parts: tuple[_Part, ...]
    _values_at: Ints
    _absence_at: Ints
    _flags_at: Ints
    _ties_at: Ints
    _part_of: Ints
    _ranks_at: dict[str, tuple[Ints, npt.NDArray[np.uint8]]] = field(default_factory=dict)

    @classmethod
    def build(cls, kind: str, places: Sequence[Place]) -> RowGatherer:
        """For these places of one snapshot, in this order."""
        parts: list[_Part] = []
        numbers: dict[int, int] = {}
        start = 0
        for place in places:
            if place.release_id not in numbers:
                part = _build_part(kind, place.release_id, start)
                numbers[place.release_id] = len(parts)
                parts.append(part)
                start += part.size + len(part.pad)
        held = [parts[numbers[place.release_id]] for place in places]
        cells = np.array([place.cell for place in places], np.int64)
        starts = np.array([part.start + HEADER_SIZE for part in held], np.int64)
        sizes = np.array([part.cells for part in held], np.int64)
        widths = np.array([2 * len(part.groupings) for part in held], np.int64)
        bytes_at = starts + sizes * (8 + widths) + cells
        return cls(
            tuple(parts),
            starts // 8 + cells,
            bytes_at,
            bytes_at + sizes,
            bytes_at + 2 * sizes,
            np.array([numbers[place.release_id] for place in places], np.int64),
            _place_ranks(held, starts, sizes, cells),
        )

    @property
    def release_ids(self) -> list[int]:
        return [part.release_id for part in self.parts]

    def gather(self, payloads: Mapping[int, bytes]) -> Gathered:
        """The cells of one territory. ``payloads`` by release; those without a row are left out.

        Raises PackedFormatError.
        """
        pieces: list[bytes] = []
        known = np.zeros(len(self.parts), bool)
        for number, part in enumerate(self.parts):
            payload = payloads.get(part.release_id)
            if payload is None:
                payload = part.blank
            else:
                known[number] = True
                if len(payload) != part.size or payload[:3] != _HEAD:
                    payload = narrow_row(payload)
                    _ensure_size(payload, part.size)
            pieces += (payload, part.pad)
        buffer = b"".join((*pieces, _ZEROS))
        items = np.frombuffer(buffer, np.uint8)
        return Gathered(
            np.frombuffer(buffer, "<f8")[self._values_at],
            items[self._absence_at],
            items[self._flags_at],
            known[self._part_of],
            buffer,
            self,
        )

    def read_ranks(
        self, buffer: bytes, grouping: str
    ) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.bool_]]:
        found = self._ranks_at.get(grouping)
        if found is None:
            count = len(self._values_at)
            return np.zeros(count, np.uint16), np.zeros(count, bool)
        ranks_at, bits = found
        ranks = np.frombuffer(buffer, "<u2")[ranks_at]
        ties = np.frombuffer(buffer, np.uint8)[self._ties_at]
        return ranks, (ties >> bits & 1).astype(bool) & (ranks > 0)


def _build_part(kind: str, release_id: int, start: int) -> _Part:
    layout = get_kind_layout(release_id, kind)
    cells, groupings = len(layout.cells), len(layout.groupings)
    size = HEADER_SIZE + cells * (11 + 2 * groupings)
    blank = b"".join(
        (
            _HEAD,
            bytes(HEADER_SIZE - len(_HEAD)),
            np.full(cells, np.nan).tobytes(),
            bytes(2 * groupings * cells),
            bytes((Absence.NOT_AVAILABLE,)) * cells,
            bytes(2 * cells),
        )
    )
    return _Part(release_id, start, size, cells, layout.grouping_index, blank, bytes(-size % _ALIGNED))


def _place_ranks(
    held: Sequence[_Part], starts: Ints, sizes: Ints, cells: Ints
) -> dict[str, tuple[Ints, npt.NDArray[np.uint8]]]:
    """Grouping → where the rank of each cell is, in pairs of bytes, and the bit of its tie."""
    end = max((part.start + part.size + len(part.pad) for part in held), default=0) // 2
    found = {}
    for grouping in {name for part in held for name in part.groupings}:
        index = np.array([part.groupings.get(grouping, -1) for part in held], np.int64)
        at = starts // 2 + 4 * sizes + index * sizes + cells
        # A release that does not know the grouping: the zeros that follow the last row.
        found[grouping] = (np.where(index < 0, end, at), np.maximum(index, 0).astype(np.uint8))
    return found


def _ensure_size(payload: bytes, size: int) -> None:
    if len(payload) != size:
        raise PackedFormatError(f"packed row: {len(payload)} bytes, expected {size} by its layout")


class SummaryGatherer:
    """Reads the summaries of groups at the places asked, for one kind of territory."""

    def __init__(self, kind: str, places: Sequence[Place]) -> None:
        starts: dict[int, int] = {}
        sizes: dict[int, int] = {}
        end = 0
        for place in places:
            if place.release_id not in starts:
                sizes[place.release_id] = len(get_kind_layout(place.release_id, kind).cells)
                starts[place.release_id] = end
                length = HEADER_SIZE + sizes[place.release_id] * (8 * _FIELDS + 4)
                end += length + -length % _ALIGNED
        self._cells = sizes
        cells = np.array([place.cell for place in places], np.int64)
        first = np.array([starts[place.release_id] + HEADER_SIZE for place in places], np.int64)
        count = np.array([sizes[place.release_id] for place in places], np.int64)
        fields = np.arange(_FIELDS, dtype=np.int64).reshape(-1, 1)
        self._stats_at: Ints = first // 8 + fields * count + cells
        self._n_at: Ints = first // 4 + 2 * _FIELDS * count + cells

    def join(self, payloads: Mapping[int, bytes]) -> bytes:
        """The summaries of one group, end to end: kept by who reads it often."""
        pieces: list[bytes] = []
        for release_id, cells in self._cells.items():
            length = HEADER_SIZE + cells * (8 * _FIELDS + 4)
            payload = payloads.get(release_id)
            if payload is None:
                payload = _SUMMARY_HEAD.ljust(length, b"\0")
            elif len(payload) != length or payload[:2] != _SUMMARY_HEAD:
                raise PackedFormatError(f"packed summary: {len(payload)} bytes, expected {length}")
            pieces += (payload, bytes(-length % _ALIGNED))
        return b"".join(pieces)

    def gather(self, joined: bytes, chosen: Ints) -> GatheredSummaries:
        """The distributions at some of the places, by their numbers; ``n`` is 0 without any."""
        n = np.frombuffer(joined, "<u4")[self._n_at[chosen]]
        stats = np.frombuffer(joined, "<f8")[self._stats_at[:, chosen]]
        return GatheredSummaries(n, stats)
