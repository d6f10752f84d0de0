"""Figures of a few territories: their series and where they stand in their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.stats.queries.answers import GroupRefs, Series, Sheet


@dataclass(frozen=True, slots=True)
class TerritoryRef:
    """Which territory, and the groups it is compared with (its own ones)."""

    kind: str
    code: str
    groups: GroupRefs = field(default_factory=dict)


def get_sheet(kind: str, code: str, groups: GroupRefs | None = None) -> Sheet:
    """All series of a territory and its comparisons within ``groups``, with one SQL query."""
    return get_sheets([TerritoryRef(kind, code, groups or {})])[0]


def get_sheets(refs: Sequence[TerritoryRef]) -> list[Sheet]:
    """The sheets of several territories, in the order asked, with one SQL query."""
    return [Sheet(ref.kind, ref.code) for ref in refs]


def get_series(kind: str, code: str, indicators: Iterable[str] | None = None) -> list[Series]:
    """Series of a territory, in the order asked (all public ones when None); unknown slugs are left out."""
    sheet = get_sheet(kind, code)
    wanted = list(sheet.series) if indicators is None else list(indicators)
    return [sheet.series[slug] for slug in wanted if slug in sheet.series]
