"""The closed set of computations of an indicator from others, on vectors of any level.

Absences go through: a result needs all its operands, and tells the heaviest of their absences
(secrecy first). A division by zero makes no sense for the territory: not applicable. Results are
marked as computed here (``Origin.AGGREGATED``), or apportioned as soon as one operand is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.compute.vectors import (
    Bools,
    FigureVector,
    Floats,
    combine_absences,
    combine_statuses,
    tidy,
)

_QUOTIENT_DIGITS: Final = 9
"""Sources write « 4 actifs » as 3.99999999999: quotients of such numbers, equal in truth, agree no further,
and what is not equal lost its shared rank (two communes of fewer than 100 inhabitants out of three)."""


def compute_ratio(
    numerator: FigureVector, denominator: FigureVector, scale: float, *, positive: bool = False
) -> FigureVector:
    """``scale * numerator / denominator``.

    ``positive``: a denominator of zero or less makes the ratio meaningless, not significant.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        values = scale * numerator.values / denominator.values
    impossible = denominator.values == 0
    result = _settle(values, [numerator, denominator], impossible, digits=_QUOTIENT_DIGITS)
    if positive:
        both = numerator.is_present & denominator.is_present
        result.blank(both & (denominator.values <= 0), Absence.NOT_SIGNIFICANT)
    return result


def compute_difference(of: FigureVector, minus: FigureVector) -> FigureVector:
    """``of - minus``."""
    return _settle(of.values - minus.values, [of, minus])


def compute_sum(operands: Sequence[FigureVector]) -> FigureVector:
    """Sum of several figures of each territory."""
    return _settle(np.sum([operand.values for operand in operands], axis=0), operands)


def compute_annual_change(end: FigureVector, start: FigureVector, span: int) -> FigureVector:
    """``100 * ((end / start) ** (1 / span) - 1)``, in per cent a year.

    Not applicable from zero, and where the sign changed (a geometric mean does not exist). Not
    significant where the end is an estimate equal to the start: a figure repeated for want of a
    newer one says nothing of what changed.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = end.values / start.values
        values = 100 * (np.power(growth, 1 / span) - 1)
    impossible = (start.values == 0) | (growth < 0)
    result = _settle(values, [end, start], impossible, digits=_QUOTIENT_DIGITS)
    is_repeated = (end.status == Status.ESTIMATED) & (end.values == start.values)
    result.blank(result.is_present & is_repeated, Absence.NOT_SIGNIFICANT)
    return result


def compute_holding(category: FigureVector, values: Sequence[float], weight: FigureVector) -> FigureVector:
    """``weight`` where the category is one of ``values``, 0 elsewhere: the part of a weighted share."""
    held = np.where(np.isin(category.values, values), weight.values, 0.0)
    return _settle(held, [category, weight])


def _settle(
    values: Floats,
    operands: Sequence[FigureVector],
    impossible: Bools | None = None,
    *,
    digits: int = 12,
) -> FigureVector:
    """Values where all operands are there; absences, statuses and origins from the operands."""
    absence = combine_absences([operand.absence for operand in operands])
    if impossible is not None:
        absence[(absence == Absence.NONE) & impossible] = Absence.NOT_APPLICABLE
    present = absence == Absence.NONE
    if not np.isfinite(values[present]).all():
        raise FloatingPointError("a computation of finite operands gave an infinite or undefined value")
    status = combine_statuses([operand.status for operand in operands])
    apportioned = np.any([operand.origin == Origin.APPORTIONED for operand in operands], axis=0)
    origin = np.where(apportioned, Origin.APPORTIONED, Origin.AGGREGATED).astype(np.uint8)
    return FigureVector(
        tidy(np.where(present, values, np.nan), digits),
        absence,
        np.where(present, status, 0).astype(np.uint8),
        np.where(present, origin, 0).astype(np.uint8),
    )
