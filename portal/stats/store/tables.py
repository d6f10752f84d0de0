"""The rows of many territories of one kind in one release, side by side: what a perimeter is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import Absence
from portal.stats.store.layout import key_of
from portal.stats.store.packing import HEADER_SIZE, PackedFormatError, unpack_row
from portal.stats.store.read import read_payloads

_KEYS_AT_ONCE = 500


@dataclass(frozen=True)
class RowTable:
    """Cells of one release: arrays are [territories, cells], in the order asked.

    A territory without a row in the release is not available in all its cells.
    """

    values: npt.NDArray[np.float64]
    absence: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint8]


def read_tables(release_ids: Sequence[int], kind: str, codes: Sequence[str]) -> dict[int, RowTable]:
    """By release; those without a row of any of these territories are left out."""
    keys = [key_of(kind, code) for code in codes]
    found: dict[int, dict[str, bytes]] = {}
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        read = read_payloads(release_ids, keys[start : start + _KEYS_AT_ONCE])
        for (release_id, key), payload in read.items():
            found.setdefault(release_id, {})[key] = payload
    return {release_id: build_table(keys, rows) for release_id, rows in found.items()}


def build_table(keys: Sequence[str], rows: dict[str, bytes]) -> RowTable:
    """Packed rows of one release, at least one, by key. Raises PackedFormatError."""
    payloads = list(rows.values())
    first = unpack_row(payloads[0])
    (groupings, cells), size = first.ranks.shape, len(payloads[0])
    table = np.frombuffer(b"".join(payloads), np.uint8)
    if table.size != size * len(payloads) or (table.reshape(-1, size)[:, :HEADER_SIZE] != table[:8]).any():
        raise PackedFormatError("packed rows of one release and kind do not have the same cells")
    table = table.reshape(-1, size)
    bytes_at = HEADER_SIZE + cells * (8 + groupings * first.ranks.itemsize)
    places = {key: place for place, key in enumerate(rows)}
    order = np.array([places.get(key, -1) for key in keys])
    taken = table[order]
    values = np.ascontiguousarray(taken[:, HEADER_SIZE : HEADER_SIZE + 8 * cells]).view("<f8")
    absence, flags = taken[:, bytes_at : bytes_at + cells], taken[:, bytes_at + cells : bytes_at + 2 * cells]
    missing = order < 0
    if missing.any():
        values[missing], absence[missing], flags[missing] = np.nan, Absence.NOT_AVAILABLE, 0
    return RowTable(values, absence, flags)
