"""The catalogue as one object: every descriptor by slug, and the order to compute them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

from portal.stats.descriptors.base import Problem
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.vocabulary import CategoryGrouping, Licence, Producer, Theme, Unit

_LAST: Final = 100


@dataclass(frozen=True)
class Catalogue:
    """All descriptors by slug. ``problems`` is empty in a catalogue fit for use."""

    root: Path
    indicators: Mapping[str, Indicator]
    datasets: Mapping[str, Dataset]
    themes: Mapping[str, Theme]
    units: Mapping[str, Unit]
    producers: Mapping[str, Producer]
    licences: Mapping[str, Licence]
    groupings: Mapping[str, CategoryGrouping] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def list_public_indicators(self) -> list[Indicator]:
        """Indicators that are shown, by theme, order then label."""
        return list(self._public_indicators)

    @cached_property
    def _public_indicators(self) -> tuple[Indicator, ...]:
        found = [indicator for indicator in self.indicators.values() if not indicator.internal]
        return tuple(sorted(found, key=lambda one: (self.themes[one.theme].order, one.order, one.label)))

    def list_key_figures(self, level: str) -> list[Indicator]:
        """Indicators at the top of the sheets of a level, in their order."""
        return list(self._key_figures.get(level, ()))

    @cached_property
    def _key_figures(self) -> dict[str, list[Indicator]]:
        found: dict[str, list[tuple[int, Indicator]]] = {}
        for one in self.indicators.values():
            for level, rank in one.key_figure.items():
                found.setdefault(level, []).append((rank, one))
        return {
            level: [one for _, one in sorted(ranked, key=lambda pair: pair[0])]
            for level, ranked in found.items()
        }

    def get_precedence(self, dataset: str) -> tuple[int, str]:
        """Which dataset is served when several give one cell: the least of these. What is computed from
        several datasets, and what the catalogue no longer has, come last."""
        known = self.datasets.get(dataset)
        return (known.precedence if known else _LAST, dataset)

    def list_sources(self, slug: str) -> tuple[str, ...]:
        """Slugs of the datasets that an indicator comes from, through its operands if computed."""
        found: dict[str, None] = {}
        for name in self.list_inputs(slug) or (slug,):
            found.update(dict.fromkeys(s for s, d in self.datasets.items() if name in d.indicators))
        return tuple(found)

    def list_inputs(self, slug: str) -> tuple[str, ...]:
        """Slugs of the ``column`` indicators that a computed one rests on; empty for a column."""
        found: dict[str, None] = {}
        for operand in self.indicators[slug].compute.operands:
            found.update(dict.fromkeys(self.list_inputs(operand.indicator) or (operand.indicator,)))
        return tuple(found)

    def list_computed(self) -> list[Indicator]:
        """Computed indicators (internal ones included), each after those that it rests on."""
        graph = {
            slug: [operand.indicator for operand in one.compute.operands]
            for slug, one in sorted(self.indicators.items())
        }
        order = TopologicalSorter(graph).static_order()
        return [self.indicators[slug] for slug in order if self.indicators[slug].compute.operands]
