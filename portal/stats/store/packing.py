"""The packed bytes: pure numpy, no database. Only ``portal.stats.store`` knows this layout.

Three kinds of payload, each a header of 8 bytes then arrays, the widest items first so that every
array is aligned and ``numpy.frombuffer`` reads it without a copy:

=========  ============================================================================================
row        all cells of one territory: values f64[c] · ranks uint16 or uint32 [groupings, c] ·
           absence u8[c] · flags u8[c] · ties u8[c] (bit g: the rank in grouping g is shared)
summary    all cells of one group: mean, q10, q25, median, q75, q90 as f64[6, c] · n uint32[c]
column     all territories of one cell: values f64[t] · absence u8[t] · flags u8[t]
=========  ============================================================================================

``flags`` holds the status in its low half and the origin in its high half. A value is NaN exactly
where the absence is not 0. A rank of 0 means none. Little-endian everywhere.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FORMAT_VERSION: Final = 1
_HEADER: Final = struct.Struct("<cBBBI")  # what, version, width of a rank, groupings, count
HEADER_SIZE: Final = _HEADER.size
_NUMBER: Final = struct.Struct("<d")
SUMMARY_FIELDS: Final = ("mean", "q10", "q25", "median", "q75", "q90")

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Uints = npt.NDArray[np.uint32]


class PackedFormatError(ValueError):
    """A payload is not what its header says, or was written by another version of the format."""


@dataclass(frozen=True)
class RowBlock:
    """Cells of many territories, to be packed: all arrays are [cells, territories].

    ``ranks`` and ``tied`` are [groupings, cells, territories], at most 8 groupings.
    """

    values: Floats
    absence: Bytes
    status: Bytes
    origin: Bytes
    ranks: Uints
    tied: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """One unpacked row: views on the payload. ``ranks`` is [groupings, cells]."""

    values: Floats
    absence: Bytes
    flags: Bytes
    ranks: npt.NDArray[Any]
    ties: Bytes

    def status(self, cell: int) -> int:
        return int(self.flags[cell]) & 0x0F

    def origin(self, cell: int) -> int:
        return int(self.flags[cell]) >> 4

    def rank(self, grouping: int, cell: int) -> int | None:
        return int(self.ranks[grouping, cell]) or None

    def is_tied(self, grouping: int, cell: int) -> bool:
        return bool(int(self.ties[cell]) >> grouping & 1)


@dataclass(frozen=True)
class SummaryBlock:
    """Summaries of many groups, to be packed: ``n`` [cells, groups], ``stats`` [6, cells, groups]."""

    n: Uints
    stats: Floats


@dataclass(frozen=True)
class SummaryRow:
    """One unpacked summary: ``n`` [cells], ``stats`` [6, cells] in the order of SUMMARY_FIELDS."""

    n: Uints
    stats: Floats


@dataclass(frozen=True)
class ColumnArrays:
    """One unpacked column: views on the payload, [territories]."""

    values: Floats
    absence: Bytes
    flags: Bytes

    @property
    def status(self) -> Bytes:
        return self.flags & np.uint8(0x0F)

    @property
    def origin(self) -> Bytes:
        return self.flags >> np.uint8(4)


def pack_rows(block: RowBlock) -> list[bytes]:
    """One payload per territory. Raises PackedFormatError when values and absences disagree."""
    _ensure_consistent(block.values, block.absence)
    groupings, cells, territories = block.ranks.shape
    widest = int(block.ranks.max(initial=0))
    rank_type = np.dtype("<u2") if widest < 1 << 16 else np.dtype("<u4")
    weights = (1 << np.arange(groupings, dtype=np.uint8)).reshape(-1, 1, 1)
    ties = (block.tied * weights).sum(axis=0, dtype=np.uint8)
    ranks = block.ranks.astype(rank_type).reshape(groupings * cells, territories)
    header = _HEADER.pack(b"R", FORMAT_VERSION, rank_type.itemsize, groupings, cells)
    parts = [block.values.astype("<f8", copy=False), ranks, block.absence]
    return _join(header, [*parts, _flags(block.status, block.origin), ties])


def unpack_row(payload: bytes | memoryview) -> Row:
    """Views on the payload of a row. Raises PackedFormatError."""
    width, groupings, cells = _open(payload, b"R")
    if width not in (2, 4):
        raise PackedFormatError(f"packed row: ranks of {width} bytes, expected 2 or 4")
    _ensure_length(payload, "row", cells * (11 + groupings * width))
    ranks_at = HEADER_SIZE + 8 * cells
    bytes_at = ranks_at + groupings * cells * width
    tail = np.frombuffer(payload, np.uint8, 3 * cells, bytes_at).reshape(3, cells)
    ranks = np.frombuffer(payload, f"<u{width}", groupings * cells, ranks_at)
    values = np.frombuffer(payload, "<f8", cells, HEADER_SIZE)
    return Row(values, tail[0], tail[1], ranks.reshape(groupings, cells), tail[2])


def narrow_row(payload: bytes | memoryview) -> bytes:
    """The same row with ranks of two bytes; those that do not fit have none. Raises PackedFormatError."""
    row = unpack_row(payload)
    ranks = np.where(row.ranks < 1 << 16, row.ranks, 0).astype("<u2")
    header = _HEADER.pack(b"R", FORMAT_VERSION, 2, len(row.ranks), len(row.values))
    parts = (row.values, ranks, row.absence, row.flags, row.ties)
    return header + b"".join(part.tobytes() for part in parts)


class RowCells:
    """The cells of one row, read one at a time without any array: what compares a few of them does."""

    __slots__ = ("absence_at", "flags_at", "payload")

    def __init__(self, payload: bytes) -> None:
        """Raises PackedFormatError."""
        width, groupings, cells = _open(payload, b"R")
        _ensure_length(payload, "row", cells * (11 + groupings * width))
        self.payload = payload
        self.absence_at = HEADER_SIZE + cells * (8 + groupings * width)
        self.flags_at = self.absence_at + cells

    def absence(self, cell: int) -> int:
        return self.payload[self.absence_at + cell]

    def flags(self, cell: int) -> int:
        return self.payload[self.flags_at + cell]

    def value(self, cell: int) -> float:
        """NaN where the absence is not 0."""
        number: float = _NUMBER.unpack_from(self.payload, HEADER_SIZE + 8 * cell)[0]
        return number


def pack_summaries(block: SummaryBlock) -> list[bytes]:
    """One payload per group."""
    cells, groups = block.n.shape
    header = _HEADER.pack(b"S", FORMAT_VERSION, 0, 0, cells)
    stats = block.stats.astype("<f8", copy=False).reshape(len(SUMMARY_FIELDS) * cells, groups)
    return _join(header, [stats, block.n.astype("<u4", copy=False)])


def unpack_summary(payload: bytes | memoryview) -> SummaryRow:
    """Views on the payload of a summary. Raises PackedFormatError."""
    _, _, cells = _open(payload, b"S")
    fields = len(SUMMARY_FIELDS)
    _ensure_length(payload, "summary", cells * (8 * fields + 4))
    stats = np.frombuffer(payload, "<f8", fields * cells, HEADER_SIZE).reshape(fields, cells)
    return SummaryRow(np.frombuffer(payload, "<u4", cells, HEADER_SIZE + 8 * fields * cells), stats)


def pack_column(values: Floats, absence: Bytes, status: Bytes, origin: Bytes) -> bytes:
    """One payload for all territories. Raises PackedFormatError when values and absences disagree."""
    _ensure_consistent(values, absence)
    header = _HEADER.pack(b"C", FORMAT_VERSION, 0, 0, len(values))
    arrays = (values.astype("<f8", copy=False), absence, _flags(status, origin))
    return header + b"".join(array.tobytes() for array in arrays)


def unpack_column(payload: bytes | memoryview) -> ColumnArrays:
    """Views on the payload of a column. Raises PackedFormatError."""
    _, _, count = _open(payload, b"C")
    _ensure_length(payload, "column", 10 * count)
    tail = np.frombuffer(payload, np.uint8, 2 * count, HEADER_SIZE + 8 * count).reshape(2, count)
    return ColumnArrays(np.frombuffer(payload, "<f8", count, HEADER_SIZE), tail[0], tail[1])


def _flags(status: Bytes, origin: Bytes) -> Bytes:
    return (status | (origin << 4)).astype(np.uint8, copy=False)


def _join(header: bytes, parts: list[npt.NDArray[Any]]) -> list[bytes]:
    """Arrays [items, territories] → for each territory, the header and its items of each array."""
    count = parts[0].shape[1]
    if count == 0:
        return []
    columns = [np.ascontiguousarray(part.T).view(np.uint8).reshape(count, -1) for part in parts]
    lead = np.broadcast_to(np.frombuffer(header, np.uint8), (count, HEADER_SIZE))
    table = np.concatenate([lead, *columns], axis=1)
    size, blob = table.shape[1], table.tobytes()
    return [blob[start : start + size] for start in range(0, count * size, size)]


def _open(payload: bytes | memoryview, what: bytes) -> tuple[int, int, int]:
    """Width of a rank, number of groupings, count; after checking what the payload is."""
    if len(payload) < HEADER_SIZE:
        raise PackedFormatError(f"packed payload of {len(payload)} bytes: shorter than its header")
    found, version, width, groupings, count = _HEADER.unpack_from(payload)
    if found != what or version != FORMAT_VERSION:
        raise PackedFormatError(
            f"packed payload: found {found!r} version {version}, expected {what!r} version"
            f" {FORMAT_VERSION}; publish the dataset again (manage.py figures publish --force)"
        )
    return width, groupings, count


def _ensure_length(payload: bytes | memoryview, what: str, body: int) -> None:
    if len(payload) != HEADER_SIZE + body:
        raise PackedFormatError(f"packed {what}: {len(payload)} bytes, expected {HEADER_SIZE + body}")


def _ensure_consistent(values: Floats, absence: Bytes) -> None:
    """A figure has a finite value, or an absence: exactly one of the two."""
    wrong = (np.isnan(values) != (absence != 0)) | np.isinf(values)
    if wrong.any():
        where = tuple(int(axis[0]) for axis in np.nonzero(wrong))
        raise PackedFormatError(
            f"figure at {where}: value {values[where]!r} with absence {int(absence[where])}"
        )
