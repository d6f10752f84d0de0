"""Whom a duty of the catalogue concerns, by the population that the text counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from portal.references.obligations import Obligation
from portal.stats.queries.columns import get_column, get_latest_year
from portal.stats.queries.versions import get_version_key
from portal.territories.queries.universe import FRANCE_CODE, get_universe


@dataclass(frozen=True)
class Concerned:
    """Codes of the authorities that the duty concerns, and of all those it could, by level.

    ``year``: of the population they were counted by; None where the figures are not online, and the
    municipal population that the portal knows of each territory stands in.
    """

    year: int | None
    by_level: Mapping[str, frozenset[str]]
    authorities: Mapping[str, frozenset[str]]

    def has(self, level: str, code: str) -> bool:
        return code in self.by_level.get(level, ())


def get_concerned(obligation: Obligation) -> Concerned:
    """Kept for the figures online and the territories loaded. Collectivités d'outre-mer are not counted."""
    return _compute(obligation, get_universe().version, get_version_key())


@lru_cache(maxsize=4)
def _compute(obligation: Obligation, load: int, figures: str) -> Concerned:
    del load, figures  # what the answer is kept for
    years: set[int] = set()
    concerned: dict[str, frozenset[str]] = {}
    authorities: dict[str, frozenset[str]] = {}
    for level in obligation.levels:
        table = get_universe().table(level)
        members = get_universe().members_of("france", FRANCE_CODE, level)
        left_out = {code for one in obligation.left_out if one.level == level for code in one.codes}
        populations = table.population.astype(float)
        year = get_latest_year(obligation.population, level)
        if year is not None:
            years.add(year)
            known = get_column(obligation.population, year, level).values[: len(populations)]
            populations[: len(known)] = np.where(np.isnan(known), populations[: len(known)], known)
        chosen = [at for at in members.tolist() if table.codes[at] not in left_out]
        authorities[level] = frozenset(table.codes[at] for at in chosen)
        concerned[level] = frozenset(
            table.codes[at] for at in chosen if populations[at] >= obligation.at_least
        )
    return Concerned(max(years, default=None), concerned, authorities)


def forget_concerned() -> None:
    """Forget what was kept: for tests."""
    _compute.cache_clear()
