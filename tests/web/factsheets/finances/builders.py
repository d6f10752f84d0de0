"""Sheets of invented figures, without a store: what a section is told from."""

from __future__ import annotations

from collections.abc import Mapping

from portal.kernel.figures import Absence, Figure, Status
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.explanation import Explanation
from portal.stats.queries import Comparison, Point, Series, Sheet, Summary
from portal.web.factsheets.finances.reading import Reading

DATASET = "invented"
Values = Mapping[str, Mapping[int, float | Absence | Figure]]


def build_sheet(
    kind: str, values: Values, comparisons: Mapping[str, Mapping[str, Comparison]] | None = None
) -> Sheet:
    """``values``: slug → year → value, absence or figure."""
    indicators = get_catalogue().indicators
    series = {
        slug: Series(
            indicators[slug],
            tuple(Point(year, _make(value), DATASET) for year, value in sorted(by_year.items())),
            DATASET,
        )
        for slug, by_year in values.items()
    }
    known = dict(comparisons or {})
    return Sheet(kind, "35238", series, {slug: known.get(slug, {}) for slug in series})


def _make(value: float | Absence | Figure) -> Figure:
    if isinstance(value, Figure):
        return value
    return Figure(None, value) if isinstance(value, Absence) else Figure(float(value))


def make_provisional(value: float) -> Figure:
    return Figure(value, status=Status.PROVISIONAL)


def get_page() -> Explanation:
    return get_catalogue().explanations["finances"]


def build_reading(
    values: Values, kind: str = "commune", comparisons: Mapping[str, Mapping[str, Comparison]] | None = None
) -> Reading:
    return Reading(get_page(), build_sheet(kind, values, comparisons))


def compare_with(median: float, year: int) -> dict[str, Comparison]:
    """With the 32 territories of a département."""
    summary = Summary(32, median, median - 2, median - 1, median, median + 1, median + 2)
    return {"departement": Comparison("departement", "35", year, summary, 3)}


def make_plain(text: str) -> str:
    """Without the spaces that do not break."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")
