"""Several territories of one kind taken together: one figure per indicator and year.

The rules are those of the levels that we publish (``aggregate``, ``derive``); nothing but published
figures comes in. Figures are items of flat lists, so that a computation covers all its years at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.compute.aggregate import aggregate_to_level
from portal.stats.compute.derive import compute_holding, compute_ratio
from portal.stats.compute.indicators import compute_from, list_operand_years
from portal.stats.compute.vectors import Bytes, FigureVector, Floats
from portal.stats.descriptors.computation import Operand, WeightedShare
from portal.stats.descriptors.indicator import Indicator

Key = tuple[str, int]
"""An indicator and a year."""

_ADDED: Final = frozenset({"sum", "unanimous"})


def find_rule(indicator: Indicator) -> str:
    """How an observed indicator of territories of one kind is had for all of them: sum, unanimous or none."""
    return "sum" if indicator.adds_up_among_peers else indicator.aggregate


@dataclass(frozen=True)
class MemberTable:
    """Published figures of the members: ``keys`` are the columns, arrays are [members, columns]."""

    keys: tuple[Key, ...]
    values: Floats
    absence: Bytes
    status: Bytes
    origin: Bytes

    def column(self, place: int) -> FigureVector:
        """All members of one column."""
        return FigureVector(
            self.values[:, place], self.absence[:, place], self.status[:, place], self.origin[:, place]
        )


@dataclass
class Together:
    """Figures of the whole, by indicator then year: ``places`` gives their item in the lists."""

    places: dict[str, dict[int, int]] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    absence: list[int] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    inputs: dict[int, set[int]] = field(default_factory=dict)
    """Item → items that it was computed from."""

    def add(self, keys: Sequence[Key], figures: FigureVector) -> None:
        """Items of these keys, in order; a key that is there already keeps its figure."""
        start = len(self.values)
        for place, (slug, year) in enumerate(keys):
            self.places.setdefault(slug, {}).setdefault(year, start + place)
        self.values += figures.values.tolist()
        self.absence += figures.absence.tolist()
        self.status += figures.status.tolist()
        self.origin += figures.origin.tolist()

    def gather(self, items: Sequence[int]) -> FigureVector:
        return FigureVector(
            np.array([self.values[item] for item in items], np.float64),
            np.array([self.absence[item] for item in items], np.uint8),
            np.array([self.status[item] for item in items], np.uint8),
            np.array([self.origin[item] for item in items], np.uint8),
        )

    def list_years(self, slug: str) -> list[int]:
        """Years of an indicator, increasing."""
        return sorted(self.places.get(slug, ()))

    def hide(self, item: int) -> None:
        """Make a figure secret, if it is one."""
        if self.absence[item] == Absence.NONE:
            self.values[item], self.absence[item] = float("nan"), int(Absence.SECRET)
            self.status[item], self.origin[item] = int(Status.NORMAL), int(Origin.PUBLISHED)


def take_together(
    tables: Iterable[MemberTable], ordered: Sequence[Indicator], indicators: Mapping[str, Indicator]
) -> Together:
    """Figures of the whole: those of ``ordered``, each indicator after those that it rests on."""
    whole = Together()
    members: dict[str, dict[int, FigureVector]] = {}
    weighted = {
        operand.indicator
        for one in ordered
        if isinstance(one.compute, WeightedShare)
        for operand in one.compute.operands
    }
    for table in tables:
        _add_up(whole, table, indicators)
        for place, (slug, year) in enumerate(table.keys):
            if slug in weighted:
                members.setdefault(slug, {})[year] = table.column(place)
    for one in ordered:
        if isinstance(one.compute, WeightedShare):
            _add_weighted_share(whole, one, members, indicators)
        elif one.compute.operands:
            _add_computed(whole, one)
    _hide_secrets(whole, ordered)
    return whole


def _add_up(whole: Together, table: MemberTable, indicators: Mapping[str, Indicator]) -> None:
    for rule in sorted(_ADDED):
        chosen = [place for place, (slug, _) in enumerate(table.keys) if find_rule(indicators[slug]) == rule]
        if not chosen:
            continue
        keys = [table.keys[place] for place in chosen]
        tolerated = np.array([indicators[slug].missing_tolerated_pct for slug, _ in keys])
        flat = FigureVector(
            table.values[:, chosen].ravel(),
            table.absence[:, chosen].ravel(),
            table.status[:, chosen].ravel(),
            table.origin[:, chosen].ravel(),
        )
        groups = np.tile(np.arange(len(chosen), dtype=np.int64), len(table.values))
        whole.add(keys, aggregate_to_level(flat, groups, len(chosen), rule, tolerated_pct=tolerated))


def _add_computed(whole: Together, indicator: Indicator) -> None:
    found = list(list_operand_years(indicator, lambda operand: _list_known_years(whole, operand)))
    if not found:
        return
    names = [operand.indicator for operand in indicator.compute.operands]
    if len(names) < len(found[0][1]):  # a change through time: the same indicator at both ends
        names *= 2
    items = [[whole.places[name][years[place]] for _, years in found] for place, name in enumerate(names)]
    start = len(whole.values)
    keys = [(indicator.slug, year) for year, _ in found]
    whole.add(keys, compute_from(indicator, [whole.gather(of_one) for of_one in items]))
    whole.inputs |= {start + place: {of_one[place] for of_one in items} for place in range(len(keys))}


def _list_known_years(whole: Together, operand: Operand) -> list[int]:
    """Years in which an operand can be taken: where the latest is asked for, those with a value."""
    places = whole.places.get(operand.indicator, {})
    years = sorted(places)
    if operand.period != "latest":
        return years
    return [year for year in years if whole.absence[places[year]] == Absence.NONE] or years


def _add_weighted_share(
    whole: Together,
    indicator: Indicator,
    members: Mapping[str, Mapping[int, FigureVector]],
    indicators: Mapping[str, Indicator],
) -> None:
    """Sums of the weights of the members, with and without the category, then their ratio."""
    rule = indicator.compute
    assert isinstance(rule, WeightedShare)  # noqa: S101 - chosen by the caller
    encoded = {entry.key: float(entry.value) for entry in indicators[rule.category.indicator].categories}
    wanted = [encoded[key] for key in rule.keys]

    def list_known(operand: Operand) -> list[int]:
        return sorted(members.get(operand.indicator, ()))

    for year, (of_category, of_weight) in list_operand_years(indicator, list_known):
        category = members[rule.category.indicator][of_category]
        weight = members[rule.weight.indicator][of_weight]
        one_group = np.zeros(len(weight), np.int64)
        part, total = (
            aggregate_to_level(
                compute_holding(category, values, weight), one_group, 1, "sum",
                tolerated_pct=indicator.missing_tolerated_pct,
            )
            for values in (wanted, list(encoded.values()))
        )  # fmt: skip
        whole.add([(indicator.slug, year)], compute_ratio(part, total, 100.0))


def _hide_secrets(whole: Together, ordered: Sequence[Indicator]) -> None:
    """Hide what rests on too few units, or on units that nobody counted, and what is computed from it.

    Everything was computed before from the true figures: see ``disclosure``.
    """
    hidden: set[int] = set()
    for one in ordered:
        rule = one.disclosure
        for year, item in whole.places.get(one.slug, {}).items():
            if whole.inputs.get(item, set()) & hidden:
                hidden.add(item)
            elif rule is not None:
                count = whole.places.get(rule.of, {}).get(year)
                if count is None or not whole.values[count] >= rule.minimum_units:  # NaN is not enough either
                    hidden.add(item)
    for item in hidden:
        whole.hide(item)
