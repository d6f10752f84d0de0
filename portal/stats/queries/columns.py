"""One indicator over many territories: columns, rankings, tables of members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.stats.queries.answers import Column, MemberFigures


class UnknownColumnError(LookupError):
    """No current release has this indicator, year and kind."""


def list_years(indicator: str, kind: str) -> list[int]:
    """Years for which the indicator is in a current release at this level, increasing."""
    return []


def get_latest_year(indicator: str, kind: str) -> int | None:
    """The latest year in which at least one territory of the kind has a value; None without any."""
    return None


def get_column(indicator: str, year: int, kind: str) -> Column:
    """The column of an indicator, aligned on the positions of the universe.

    Raises UnknownColumnError when no current release has it.
    """
    raise UnknownColumnError(f"{indicator} {year} {kind}")


def list_member_figures(
    kind: str, positions: Sequence[int], indicators: Iterable[str]
) -> list[MemberFigures]:
    """For each indicator, in the order asked, its latest year for the territories at these positions."""
    return []
