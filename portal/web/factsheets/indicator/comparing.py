"""The figure beside each of its comparators and the territories that contain it: rows of words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from portal.kernel.french import format_number
from portal.stats.queries import Comparison
from portal.ui.sentences import (
    SMALLEST_GROUP,
    capitalise,
    is_feminine,
    name_median,
    name_place,
    word_gap,
    write_comparison_with,
    write_full_rank,
    write_rank,
)
from portal.web.factsheets.figures import is_common
from portal.web.factsheets.indicator.reading import Compared, Reading
from portal.web.factsheets.wording import KIND_LABELS


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """``href`` is the page with this comparator, empty for the one it has and for territories.

    ``reference``: the median, or the figure of the territory; ``gap``: « environ 20 % de plus »;
    ``rank``: « 12e sur 332 ». What cannot be said is told in ``reason``.
    """

    name: str
    href: str
    reference: str
    gap: str
    rank: str
    reason: str = ""
    is_chosen: bool = False


def write_sentences(reading: Reading) -> list[str]:
    """Against the chosen comparator: its median, then the rank."""
    compared, point, measure = reading.chosen, reading.point, reading.measure
    if compared is None or point is None or point.figure.value is None or measure is None:
        return []
    comparison = compared.find_year(point.year)
    if comparison is None:
        return []
    members = compared.comparator.words.members
    if is_common(comparison):
        return [f"La même valeur que presque toutes les {format_number(comparison.summary.n)} {members}."]
    sentences = []
    if comparison.summary.n >= SMALLEST_GROUP:
        named = name_median(compared.comparator.words.group)
        sentences.append(write_comparison_with(point.figure.value, comparison.summary.median, named, measure))
    sentences.append(
        write_full_rank(
            comparison.rank,
            comparison.summary.n,
            members,
            is_tied=comparison.is_tied,
            feminine=is_feminine(reading.territory.kind),
            highest="la valeur la plus élevée",
        )
    )
    return [f"{capitalise(one)}." for one in sentences if one]


def build_rows(reading: Reading, path: str) -> list[ComparedRow]:
    """One row a comparator; none for categories nor without a value."""
    point = reading.point
    if reading.measure is None or point is None or point.figure.value is None:
        return []
    return [
        _write_row(reading, compared, compared.find_year(point.year), point.figure.value, path)
        for compared in reading.compared
        if compared.comparator.grouping or compared.comparator.peers
    ]


def _write_row(
    reading: Reading, compared: Compared, comparison: Comparison | None, value: float, path: str
) -> ComparedRow:
    words, measure = compared.comparator.words, reading.measure
    is_chosen = reading.chosen is compared
    name = capitalise(words.heading)
    href = "" if is_chosen else path + compared.comparator.query
    count = comparison.summary.n if comparison else 0
    if comparison is None or comparison.summary.median is None or measure is None or count < SMALLEST_GROUP:
        reason = "aucune valeur" if not count else "trop peu de territoires"
        return ComparedRow(name, href, "", "", "", reason, is_chosen)
    rank = ""
    if not is_common(comparison):
        feminine = is_feminine(reading.territory.kind)
        rank = write_rank(comparison.rank, count, is_tied=comparison.is_tied, feminine=feminine)
    median = comparison.summary.median
    return ComparedRow(
        name, href, measure.write(median), word_gap(value, median, measure), rank, is_chosen=is_chosen
    )


def build_around(reading: Reading) -> list[ComparedRow]:
    """The same figure of the territories that contain this one, the same year."""
    point, measure = reading.point, reading.measure
    if measure is None or point is None or point.figure.value is None:
        return []
    rows = []
    # Overseas a région and its département have one name: « La Réunion (région) ».
    names = Counter([reading.territory.name, *(one.name for one in reading.around)])
    for one in reading.around:
        other = one.series.point(point.year)
        if other is None or other.figure.value is None:
            continue
        name = capitalise(name_place(one.name, one.article_kind, one.kind).bare)
        if names[one.name] > 1:
            name += f" ({KIND_LABELS[one.kind].lower()})"
        # A whole has more people than its part: a ratio of the two tells nothing.
        gap = (
            "" if reading.unit.grows_with_size else word_gap(point.figure.value, other.figure.value, measure)
        )
        rows.append(ComparedRow(name, "", measure.write(other.figure.value), gap, ""))
    return rows
