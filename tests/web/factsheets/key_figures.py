"""Key figures of the real catalogue with values written by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from portal.kernel.figures import Absence, Figure, Status
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import Comparison, Point, Series, Sheet
from portal.stats.queries.answers import Summary
from portal.web.factsheets.key_figures import KeyFigure, list_key_figures

Points = Sequence[tuple[int, float | Absence]]


def build_comparison(
    rank: int | None,
    n: int,
    quantiles: tuple[float, float, float, float, float],
    *,
    year: int = 2023,
    is_tied: bool = False,
) -> Comparison:
    """``quantiles``: q10, q25, median, q75, q90."""
    return Comparison("strate", "x", year, Summary(n, quantiles[2], *quantiles), rank, is_tied)


def build_sheet(
    points: Mapping[str, Points],
    kind: str = "commune",
    *,
    status: Status = Status.NORMAL,
    breaks: Collection[int] = (),
) -> Sheet:
    """Series by slug; the latest point of each has ``status``, the years of ``breaks`` start a new series."""
    indicators = get_catalogue().indicators
    return Sheet(
        kind,
        "x",
        {
            slug: Series(
                indicators[slug],
                tuple(
                    Point(year, _build(value, status if year == known[-1][0] else _mark(year, breaks)))
                    for year, value in known
                ),
            )
            for slug, known in points.items()
        },
    )


def build_figures(
    points: Mapping[str, Points],
    kind: str = "commune",
    comparisons: Mapping[str, Comparison] | None = None,
    *,
    status: Status = Status.NORMAL,
    breaks: Collection[int] = (),
) -> list[KeyFigure]:
    """The key figures of a territory that has these series."""
    return list_key_figures(build_sheet(points, kind, status=status, breaks=breaks), comparisons or {})


def _mark(year: int, breaks: Collection[int]) -> Status:
    return Status.BREAK if year in breaks else Status.NORMAL


def _build(value: float | Absence, status: Status) -> Figure:
    return Figure(None, value) if isinstance(value, Absence) else Figure(value, status=status)
