"""One figure told beside another, in plain and careful French.

Two registers: what is a share, an age or an index is told by a difference (« 3,2 points de plus
que »); what is an amount or a count by a ratio (« environ 20 % de plus que », « près du double
de »), or plainly (« au-dessous de ») when no ratio means anything. Amounts that may be negative (a
saving, a balance) are told by their difference as soon as one of them is. When nothing is honest (no
reference, a code, too small a group), there is no sentence.

``word_gap`` is called for every row of a page: it looks at integers and at tables, never at decimals.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.kernel.french import add_article, fix_name, format_number, of_place, than_place, to_place
from portal.ui.sentences.measure import Measure, Register
from portal.ui.sentences.ratios import ABOVE, BELOW, BOUNDS, COMPARABLE, FAR_ABOVE, FAR_BELOW, SHORT, WORDS

SMALLEST_GROUP: Final = 5
"""Below this number of territories, a median says nothing worth a sentence."""

_COMPARABLE_PART: Final = 50
"""A difference under one fiftieth of the reference, and under half a unit, is not worth telling."""
_LAST: Final = len(BOUNDS) - 1
_AGAINST: Final = "contre"
"""Before a reference that a value of zero has no ratio to: « contre 320 € pour la médiane … »."""
_SAID_ALONE: Final = frozenset({"La Réunion", "Mayotte"})
"""Régions whose name is that of an island rather than of an institution."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a figure is compared with, after « que », « de », « à », and alone."""

    than: str
    of: str
    to: str
    bare: str


@lru_cache(maxsize=1024)
def name_median(group: str) -> Reference:
    """The median of a group: « la médiane des communes voisines » of « des communes voisines »."""
    bare = f"la médiane {group}"
    return Reference(f"que {bare}", f"de {bare}", f"à {bare}", bare)


@lru_cache(maxsize=1024)
def name_place(name: str, article_kind: int, kind: str) -> Reference:
    """One territory: « que Rennes », « que la région Bretagne », « du Mans », « à l’Ain »."""
    if kind == "region" and name not in _SAID_ALONE:
        bare = f"la région {fix_name(name)}"
        return Reference(f"que {bare}", f"de {bare}", f"à {bare}", bare)
    place = (name, article_kind, kind)
    return Reference(than_place(*place), of_place(*place), to_place(*place), add_article(*place))


def write_comparison(
    value: float, reference: float | None, group: str, measure: Measure, *, size: int
) -> str:
    """« environ 20 % de plus que la médiane des communes du département (1 234 €) ».

    ``reference`` is the median of the ``size`` territories of ``group`` (« des communes du
    département ») for the same year as ``value``. Empty when nothing honest can be said.
    """
    if reference is None or size < SMALLEST_GROUP:
        return ""
    return write_comparison_with(value, reference, name_median(group), measure)


def write_comparison_with(
    value: float,
    reference: float | None,
    named: Reference,
    measure: Measure,
    *,
    year: int | None = None,
    reference_year: int | None = None,
) -> str:
    """« environ 20 % de plus que la région Bretagne (1 234 €) ».

    Two different years are both said: « en 2021, environ 20 % de plus que la région Bretagne en 2023
    (1 234 €) ». Empty when nothing honest can be said.
    """
    if reference is None or measure.register is Register.NONE:
        return ""
    words = choose_words(value, reference, measure.show(value), measure.show(reference), measure)
    amount = _write_reference(reference, measure)
    differ = year is not None and reference_year is not None and year != reference_year
    dated = f" en {reference_year}" if differ else ""
    start = f"en {year}, " if differ else ""
    if words == _AGAINST:
        return f"{start}{words} {amount} pour {named.bare}{dated}"
    return f"{start}{_join(words, named)}{dated} ({amount})"


@lru_cache(maxsize=32768)
def _write_reference(reference: float, measure: Measure) -> str:
    """Written once for all the territories of a group."""
    return measure.write(reference)


def _join(words: str, named: Reference) -> str:
    start, _, last = words.rpartition(" ")
    if last == "que":
        return f"{start} {named.than}"
    if last == "de":
        return f"{start} {named.of}"
    return f"{start} {named.to}" if last == "à" else f"{words} {named.bare}"


def word_beside(value: float, reference: float | None, measure: Measure) -> str:
    """The words before an amount: « environ 20 % de plus que », « près du double de », « environ 2,5 fois »,
    « comparable à », « contre » (where the value is zero). Empty when nothing honest can be said.

    As cheap as ``word_gap``.
    """
    if reference is None or measure.register is Register.NONE:
        return ""
    return choose_words(value, reference, measure.show(value), measure.show(reference), measure)


def choose_words(value: float, reference: float, shown: int, shown_reference: int, measure: Measure) -> str:
    """The words before the reference, that end in « que », « de », « à » or call for it bare.

    For who has already worked out how both are shown (``Measure.show``).
    """
    if shown == shown_reference:
        return COMPARABLE[0]
    if measure.register is Register.DIFFERENCE or shown < 0 or shown_reference < 0:
        if _is_near(shown, shown_reference, measure):
            return COMPARABLE[0]
        return _word_difference_beside(shown - shown_reference, measure)
    if not shown:
        return _AGAINST
    place = _find_step(value, reference, shown, shown_reference, measure)
    return WORDS[place] if place >= 0 else (ABOVE if shown > shown_reference else BELOW)[0]


def word_gap(value: float, reference: float | None, measure: Measure) -> str:
    """« environ 20 % de plus », « 3,2 points de moins », « comparable », « bien plus »: for a row.

    Empty when nothing honest can be said. Made to cost about a microsecond.
    """
    if reference is None or measure.register is Register.NONE:
        return ""
    shown, shown_reference = measure.show(value), measure.show(reference)
    if shown == shown_reference:
        return COMPARABLE[1]
    if measure.register is Register.DIFFERENCE or shown < 0 or shown_reference < 0:
        if _is_near(shown, shown_reference, measure):
            return COMPARABLE[1]
        return _word_difference(shown - shown_reference, measure)
    if not shown and shown_reference < measure.few:
        return BELOW[1]
    place = _find_step(value, reference, shown, shown_reference, measure)
    return SHORT[place] if place >= 0 else (ABOVE if shown > shown_reference else BELOW)[1]


def word_wide_gap(value: float, reference: float | None, measure: Measure) -> str:
    """As ``word_gap``, with the multiple where that only says « bien plus »: « environ 160 fois plus ».

    To two figures; for lists in which many are far from the reference.
    """
    words = word_gap(value, reference, measure)
    if reference is None or words not in (FAR_ABOVE[1], FAR_BELOW[1]):
        return words
    low, high = sorted((value, reference))
    if low <= 0 or measure.show(low) < measure.few:
        return words
    times = float(f"{high / low:.2g}")
    return f"environ {format_number(times)} fois {'plus' if value > reference else 'moins'}"


@lru_cache(maxsize=65536)
def _word_difference_beside(steps: int, measure: Measure) -> str:
    return f"{_word_difference(steps, measure)} que"


@lru_cache(maxsize=65536)
def _word_difference(steps: int, measure: Measure) -> str:
    return f"{measure.write_gap(steps)} de {'plus' if steps > 0 else 'moins'}"


def _is_near(shown: int, reference: int, measure: Measure) -> bool:
    """Both told by a difference: of the numbers as shown, so that the reader finds the same result."""
    gap = abs(shown - reference)
    return gap < measure.near and gap * _COMPARABLE_PART < abs(reference)


def _find_step(value: float, reference: float, shown: int, shown_reference: int, measure: Measure) -> int:
    """The step of the table of ratios; −1 when one of the two is too small for a ratio to mean anything.

    A figure far above or far below the other is always told so.
    """
    if not shown_reference:
        return -1
    place = bisect_right(BOUNDS, value / reference) - 1
    if 0 < place < _LAST and (shown < measure.few or shown_reference < measure.few):
        return -1
    return place
