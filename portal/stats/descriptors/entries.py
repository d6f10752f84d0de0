"""The catalogue as one object: every descriptor by slug, and the order to compute them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

from portal.kernel.descriptors import Problem
from portal.kernel.levels import LEVELS
from portal.references.words import Licence, Producer, Theme
from portal.stats.descriptors.dashboard import Dashboard
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.explanation import Explanation
from portal.stats.descriptors.indicator import Indicator
from portal.stats.descriptors.questions import QuestionList, Term
from portal.stats.descriptors.similarity import Similarity
from portal.stats.descriptors.vocabulary import CategoryGrouping, Unit

_LAST: Final = 100


_AREA: Final = "area"
"""Dimension of the units of areas."""


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
    explanations: Mapping[str, Explanation] = field(default_factory=dict)
    similarity: Mapping[str, Similarity] = field(default_factory=dict)
    dashboards: Mapping[str, Dashboard] = field(default_factory=dict)
    questions: Mapping[str, QuestionList] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def list_public_indicators(self) -> list[Indicator]:
        """Indicators that are shown, by theme, order then label."""
        return list(self._public_indicators)

    @cached_property
    def _public_indicators(self) -> tuple[Indicator, ...]:
        found = [indicator for indicator in self.indicators.values() if not indicator.internal]
        return tuple(sorted(found, key=lambda one: (self.themes[one.theme].order, one.order, one.label)))

    @cached_property
    def areas(self) -> dict[str, Indicator]:
        """Level → its first public indicator that is measured in a unit of area."""
        found: dict[str, Indicator] = {}
        for one in self._public_indicators:
            if self.units[one.unit].dimension == _AREA:
                for level in one.levels:
                    found.setdefault(level, one)
        return found

    def list_key_figures(self, level: str) -> list[Indicator]:
        """Indicators at the top of the sheets of a level, in their order."""
        return list(self._key_figures.get(level, ()))

    def list_drawn(self, level: str) -> list[Indicator]:
        """Indicators that a map of territories of a level opens with, the best first."""
        return list(self._drawn.get(level, ()))

    @cached_property
    def _drawn(self) -> dict[str, list[Indicator]]:
        found: dict[str, list[Indicator]] = {}
        for level in LEVELS:
            ranked = [one for one in self.indicators.values() if level in one.drawn]
            found[level] = sorted(ranked, key=lambda one: (one.drawn[level], one.slug))
        return found

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
        return self._sources.get(slug, ())

    @cached_property
    def _sources(self) -> dict[str, tuple[str, ...]]:
        return {slug: self._find_sources(slug) for slug in self.indicators}

    @cached_property
    def _feeding(self) -> dict[str, frozenset[str]]:
        """Dataset → indicators that it feeds."""
        return {slug: frozenset(dataset.indicators) for slug, dataset in self.datasets.items()}

    def _find_sources(self, slug: str) -> tuple[str, ...]:
        if self.indicators[slug].compute.operands and not self.is_computed_across(slug):
            return self.list_homes(slug)
        found: dict[str, None] = {}
        for name in self.list_inputs(slug) or (slug,):
            found.update(dict.fromkeys(s for s, fed in self._feeding.items() if name in fed))
        return tuple(found)

    def list_homes(self, slug: str) -> tuple[str, ...]:
        """Slugs of the datasets that feed every input of a computed indicator: each computes it in its
        own releases, so that a ratio is always of two figures of one source where one has both."""
        inputs = set(self.list_inputs(slug))
        return tuple(s for s, fed in self._feeding.items() if inputs and inputs <= fed)

    def is_computed_across(self, slug: str) -> bool:
        """Whether an indicator is (also) computed from the releases of several datasets.

        When none feeds all its inputs; or when one feeds only a part of them, and what it rests on can be
        read in releases: the population of some years has no area beside it in its dataset. Cells that
        a dataset computed by itself are then left to it.
        """
        inputs = set(self.list_inputs(slug))
        feeding = [inputs & fed for fed in self._feeding.values()]
        if inputs not in feeding:
            return bool(inputs)
        is_partly_fed = any(fed and fed != inputs for fed in feeding)
        return is_partly_fed and not self.list_internal_operands(slug)

    def list_internal_operands(self, slug: str) -> tuple[str, ...]:
        """Operands of a computed indicator that no release keeps, and that are not computed across."""
        one = self.indicators[slug]
        needed = [operand.indicator for operand in one.compute.operands]
        needed += [one.disclosure.of] if one.disclosure else []
        hidden = [name for name in dict.fromkeys(needed) if self.indicators[name].internal]
        return tuple(name for name in hidden if not self.is_computed_across(name))

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
