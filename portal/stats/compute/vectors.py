"""Figures of many territories at once: the same content as ``Figure``, as parallel arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.kernel.figures import ABSENCES_BY_WEIGHT, Absence, Origin, Status

Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

# The firmness of a result is that of its weakest input.
_STATUSES_BY_WEIGHT: Final = (
    Status.NORMAL,
    Status.REVISED,
    Status.BREAK,
    Status.ESTIMATED,
    Status.PROVISIONAL,
)


def _build_weights(ordered: Sequence[int]) -> tuple[Bytes, Bytes]:
    """Code → weight, and weight → code."""
    weights = np.zeros(len(ordered), np.uint8)
    weights[list(ordered)] = np.arange(len(ordered))
    return weights, np.array(ordered, np.uint8)


_ABSENCE_WEIGHT, _ABSENCE_OF_WEIGHT = _build_weights(ABSENCES_BY_WEIGHT)
_STATUS_WEIGHT, _STATUS_OF_WEIGHT = _build_weights(_STATUSES_BY_WEIGHT)


@dataclass
class FigureVector:
    """One indicator and year for all territories of a kind, by position; arrays of one length.

    ``values`` is NaN exactly where ``absence`` is not 0.
    """

    values: Floats
    absence: Bytes
    status: Bytes
    origin: Bytes

    def __len__(self) -> int:
        return len(self.values)

    @property
    def is_present(self) -> Bools:
        present: Bools = self.absence == Absence.NONE
        return present

    def take(self, positions: Ints) -> FigureVector:
        return FigureVector(
            self.values[positions], self.absence[positions], self.status[positions], self.origin[positions]
        )

    def copy(self) -> FigureVector:
        return FigureVector(self.values.copy(), self.absence.copy(), self.status.copy(), self.origin.copy())

    def put(self, positions: Ints | Bools | slice, other: FigureVector) -> None:
        """Write the figures of ``other``, in order, at these positions."""
        self.values[positions] = other.values
        self.absence[positions] = other.absence
        self.status[positions] = other.status
        self.origin[positions] = other.origin

    def blank(self, where: Ints | Bools, absence: Absence) -> None:
        """Replace the figures at these positions by an absence."""
        self.values[where] = np.nan
        self.absence[where] = absence
        self.status[where] = Status.NORMAL
        self.origin[where] = Origin.PUBLISHED


def tidy(values: Floats, digits: int = 12) -> Floats:
    """Values rounded to ``digits`` significant digits, in place.

    Computed in another order, equal amounts differ by a last bit: they would lose their shared rank
    and appear as changes between releases. Values from 1e12 or under 1e-12 are left as they are.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.floor(np.log10(np.abs(values)))
    where = np.nonzero((exponent >= -12) & (exponent < 12))[0]
    factor = 10.0 ** (digits - 1 - exponent[where])
    values[where] = np.round(values[where] * factor) / factor
    return values


def build_absent(count: int, absence: Absence = Absence.NOT_AVAILABLE) -> FigureVector:
    """A vector without any value."""
    return FigureVector(
        np.full(count, np.nan),
        np.full(count, absence, np.uint8),
        np.zeros(count, np.uint8),
        np.zeros(count, np.uint8),
    )


def combine_absences(arrays: Sequence[Bytes]) -> Bytes:
    """For each territory, the absence to be told when all these figures are needed; NONE if all are there."""
    weight = _ABSENCE_WEIGHT[arrays[0]]
    for array in arrays[1:]:
        weight = np.maximum(weight, _ABSENCE_WEIGHT[array])
    combined: Bytes = _ABSENCE_OF_WEIGHT[weight]
    return combined


def combine_statuses(arrays: Sequence[Bytes]) -> Bytes:
    """For each territory, the weakest of these statuses."""
    weight = _STATUS_WEIGHT[arrays[0]]
    for array in arrays[1:]:
        weight = np.maximum(weight, _STATUS_WEIGHT[array])
    combined: Bytes = _STATUS_OF_WEIGHT[weight]
    return combined


def weakest_status_by_group(status: Bytes, group: Ints, groups: int) -> Bytes:
    """For each group, the weakest status of its items."""
    if not status.any():  # by far the most common case
        return np.zeros(groups, np.uint8)
    weight = np.zeros(groups, np.uint8)
    np.maximum.at(weight, group, _STATUS_WEIGHT[status])
    weakest: Bytes = _STATUS_OF_WEIGHT[weight]
    return weakest


def heaviest_absence_by_group(absence: Bytes, group: Ints, groups: int) -> Bytes:
    """For each group, the heaviest absence among its items; NONE for an empty group."""
    weight = np.zeros(groups, np.uint8)
    np.maximum.at(weight, group, _ABSENCE_WEIGHT[absence])
    heaviest: Bytes = _ABSENCE_OF_WEIGHT[weight]
    return heaviest
