"""Slow and obvious re-implementations, in dictionaries, of what portal.stats.compute does with arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from statistics import fmean

from portal.kernel.figures import Absence

Item = float | Absence


def sum_of(members: Sequence[Item], tolerated_pct: float = 0.0) -> Item:
    """What a group shows, given what each of its members shows and the share of them it can do without."""
    if not members:
        return Absence.NOT_AVAILABLE
    if any(item is Absence.SECRET for item in members):
        return Absence.SECRET
    concerned = [item for item in members if item is not Absence.NOT_APPLICABLE]
    missing = [item for item in concerned if isinstance(item, Absence)]
    if not concerned:
        return Absence.NOT_APPLICABLE
    if not missing:
        return float(sum(concerned))
    if len(missing) == len(concerned):
        return missing[0] if len(set(missing)) == 1 else Absence.INCOMPLETE
    if len(missing) / len(members) <= tolerated_pct / 100:
        return float(sum(item for item in concerned if not isinstance(item, Absence)))
    return Absence.INCOMPLETE


def unanimous_of(members: Sequence[Item], disagreement: Absence) -> Item:
    total = sum_of(members)
    if isinstance(total, Absence):
        return total
    values = {item for item in members if not isinstance(item, Absence)}
    return values.pop() if len(values) == 1 else disagreement


def summary_of(values: Sequence[float]) -> dict[str, float]:
    """n, mean and quantiles by walking the sorted list (Hyndman and Fan, definition 7)."""
    ordered = sorted(values)
    result = {"n": float(len(ordered))}
    if ordered:
        result["mean"] = fmean(ordered)
    for name, quantile in (("q10", 0.1), ("q25", 0.25), ("median", 0.5), ("q75", 0.75), ("q90", 0.9)):
        if ordered:
            place = (len(ordered) - 1) * quantile
            low = int(place)
            high = min(low + 1, len(ordered) - 1)
            result[name] = ordered[low] + (ordered[high] - ordered[low]) * (place - low)
    return result


def rank_of(code: str, values: Mapping[str, float]) -> tuple[int, bool]:
    """1 + how many are strictly higher; whether somebody has the same value."""
    own = values[code]
    higher = sum(value > own for value in values.values())
    return higher + 1, sum(value == own for value in values.values()) > 1


def rebased(
    today: str, observed: Mapping[str, Item], successors: Mapping[str, Sequence[str]], *, summable: bool
) -> Item:
    """The figure of one of today's communes from those of the communes of the past."""
    parts = [code for code, heirs in successors.items() if today in heirs]
    if not parts:
        return Absence.NOT_AVAILABLE
    tangled = _reach(today, successors)
    if any(len(successors[code]) > 1 for code in tangled):
        return Absence.NOT_COMPARABLE
    figures = [observed.get(code, Absence.NOT_AVAILABLE) for code in parts]
    if summable:
        return sum_of(figures)
    found = unanimous_of(figures, Absence.NOT_COMPARABLE)
    return Absence.NOT_COMPARABLE if found is Absence.INCOMPLETE else found


def _reach(today: str, successors: Mapping[str, Sequence[str]]) -> set[str]:
    """Past codes tied to one of today's by mergers and splits, in any number of steps."""
    past: set[str] = set()
    present = {today}
    while True:
        more_past = {code for code, heirs in successors.items() if present & set(heirs)}
        more_present = present | {heir for code in more_past for heir in successors[code]}
        if more_past == past and more_present == present:
            return past
        past, present = more_past, more_present


def find_breach(
    units: Mapping[str, float],
    groups: Mapping[str, Mapping[str, str]],
    hidden: set[str],
    hidden_totals: set[tuple[str, str]],
    minimum: float,
) -> set[str] | None:
    """The attack: add and subtract published totals every way, look for too small a hidden remainder.

    ``groups``: commune → level → group. Coefficients -1, 0 and 1 for every published total, which is
    all that is needed to tell 0/1 sums apart in the small universes of the tests.
    """
    totals = sorted(
        {(level, group) for of in groups.values() for level, group in of.items() if group} - hidden_totals
    )
    secret = [code for code in units if code in hidden and units[code] > 0]
    vectors = [[int(groups[code].get(level) == group) for code in secret] for level, group in totals]
    for signs in product((-1, 0, 1), repeat=len(vectors)):
        mix = [
            sum(sign * vector[i] for sign, vector in zip(signs, vectors, strict=True))
            for i in range(len(secret))
        ]
        weights = {weight for weight in mix if weight}
        if len(weights) == 1:
            found = {code for code, weight in zip(secret, mix, strict=True) if weight}
            if sum(units[code] for code in found) < minimum:
                return found
    return None


def is_recomputable(target: Sequence[int], equations: Sequence[Sequence[int]]) -> bool:
    """Whether additions and subtractions, in any proportions, of known sums of unknowns give ``target``.

    By elimination in exact fractions: the target is then a combination of the equations.
    """
    rows = [[Fraction(one) for one in row] for row in equations]
    rest = [Fraction(one) for one in target]
    for column in range(len(rest)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows = [_cancel(row, pivot, column) for row in rows]
        rest = _cancel(rest, pivot, column)
    return not any(rest)


def _cancel(row: list[Fraction], pivot: list[Fraction], column: int) -> list[Fraction]:
    factor = row[column] / pivot[column]
    return [one - factor * other for one, other in zip(row, pivot, strict=True)]
