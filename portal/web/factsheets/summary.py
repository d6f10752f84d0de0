"""The second sentence of a sheet: what is most telling among its key figures.

The rule is the same for all and judges nothing. Among the key figures that the page shows and that can be
compared, those outside the middle half of the group, the furthest from its middle first; two at most. When
none is, the sentence says so. Each figure has its year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import NARROW_SPACE, join_words
from portal.stats.queries import Comparison
from portal.ui.sentences import (
    SMALLEST_GROUP,
    Reference,
    capitalise,
    name_median,
    word_gap,
    word_status,
    write_comparison_with,
)
from portal.web.factsheets.comparator_words import ComparatorWords
from portal.web.factsheets.key_figures import KeyFigure

_TOLD: Final = 2
_TOLD_IN_THE_MIDDLE: Final = 3
_THEIR_MEDIAN: Final = Reference("que leur médiane", "de leur médiane", "à leur médiane", "leur médiane")


@dataclass(frozen=True, slots=True)
class _Told:
    """A key figure that can be told; ``distance`` from the middle of the group: 1 at its ends."""

    figure: KeyFigure
    value: float
    comparison: Comparison
    distance: float

    @property
    def is_inside(self) -> bool:
        """Within the middle half of the group."""
        low, high = self.comparison.summary.q25, self.comparison.summary.q75
        return low is not None and high is not None and low <= self.value <= high

    @property
    def is_outside(self) -> bool:
        """Outside the middle half, and by more than nothing."""
        gap = word_gap(self.value, self.comparison.summary.median, self.figure.words.measure)
        return not self.is_inside and gap != "comparable"


def write_summary(figures: Sequence[KeyFigure], words: ComparatorWords | None) -> str:
    """« Le niveau de vie médian y est de 24 510 € par an en 2021, environ 10 % de plus que la médiane des
    communes de même taille (22 300 € par an). »

    Without a comparator, the first two figures alone. Empty when nothing can be told.
    """
    if figures and figures[0].words.counts_people and figures[0].value == 0:
        return ""  # without any inhabitant, nothing else is worth a sentence
    if words is None:
        return _write_alone(figures)
    told = [one for figure in figures if (one := _find_told(figure)) is not None]
    outside = sorted((one for one in told if one.is_outside), key=lambda one: -one.distance)[:_TOLD]
    if outside:
        references = (name_median(words.group), _THEIR_MEDIAN)
        parts = [_write_part(one, reference) for one, reference in zip(outside, references, strict=False)]
        return f"{capitalise(f'{NARROW_SPACE}; '.join(parts))}."
    return _write_middle([one for one in told if one.is_inside][:_TOLD_IN_THE_MIDDLE], words)


def _find_told(figure: KeyFigure) -> _Told | None:
    comparison, value = figure.comparison, figure.value
    if not figure.words.subject or comparison is None or value is None or comparison.rank is None:
        return None
    n = comparison.summary.n
    if n < SMALLEST_GROUP:
        return None
    return _Told(figure, value, comparison, abs(2 * (comparison.rank - 0.5) / n - 1))


def _write_part(one: _Told, reference: Reference) -> str:
    compared = write_comparison_with(
        one.value, one.comparison.summary.median, reference, one.figure.words.measure
    )
    return f"{_write_value(one.figure, one.value)}, {compared}"


def _write_value(figure: KeyFigure, value: float) -> str:
    words, status = figure.words, word_status(figure.point.figure.status)
    return f"{words.subject} y est de {words.measure.write(value)} en {figure.point.year}{status}"


def _write_middle(told: Sequence[_Told], words: ComparatorWords) -> str:
    if len(told) < _TOLD:
        return ""
    names = [f"{one.figure.words.subject} ({one.figure.point.year})" for one in told]
    return f"{capitalise(join_words(names))} y sont dans la moitié centrale {words.group}."


def _write_alone(figures: Sequence[KeyFigure]) -> str:
    told = [
        _write_value(figure, figure.value)
        for figure in figures
        if figure.words.subject and figure.value is not None
    ][:_TOLD]
    return f"{capitalise(f'{NARROW_SPACE}; '.join(told))}." if told else ""
