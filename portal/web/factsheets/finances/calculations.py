"""« Comment c’est calculé »: the formula in words, then with the real numbers of the territory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import MINUS, NO_BREAK_SPACE, typeset
from portal.stats.descriptors.computation import AnnualChange, Difference, Operand, Ratio, Share, Sum
from portal.stats.descriptors.explanation import Key, Term
from portal.stats.queries.formulas import write_formula
from portal.web.factsheets.figures import write_label
from portal.web.factsheets.finances.reading import (
    EURO,
    Reading,
    count_inhabitants,
    write_per_inhabitant,
)

_PLUS: Final = f"{NO_BREAK_SPACE}+ "
_LESS: Final = f"{NO_BREAK_SPACE}{MINUS} "
_OVER: Final = f"{NO_BREAK_SPACE}÷ "
_EQUALS: Final = f"{NO_BREAK_SPACE}= "
_TIMES: Final = f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}"
_CENT: Final = 0.015
"""Two amounts that differ by less are the same, whatever the additions of floats did."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """``words`` is the formula, ``numbers`` the same with the figures, ``lines`` what else to say."""

    words: str
    numbers: str = ""
    lines: tuple[str, ...] = ()


def build_calculation(reading: Reading, key: Key, year: int, value: float) -> Calculation:
    """How a figure of that year was obtained, by the portal or by its source."""
    indicator = reading.get_indicator(key.indicator)
    result = reading.write_in_full(key.indicator, value)
    lines = tuple(_write_per_inhabitant(reading, key, year, value))
    method = typeset(indicator.method or "")
    if key.terms:
        words = _write_terms(key.terms, lambda term: write_label(reading.get_indicator(term.indicator).label))
        return Calculation(f"{words}.", _write_sum(reading, key.terms, year, value, result), (method, *lines))
    if not indicator.compute.operands:
        return Calculation(f"Montant lu dans la source. {method}", "", lines)
    write = _WRITERS.get(indicator.compute.kind)
    numbers = write(reading, indicator.compute, year) if write else ""
    words = f"{typeset(write_formula(indicator))}."
    return Calculation(words, f"{numbers}{_EQUALS}{result}" if numbers else "", (method, *lines))


def _write_per_inhabitant(reading: Reading, key: Key, year: int, value: float) -> list[str]:
    inhabitants = reading.find_inhabitants(year)
    if inhabitants is None or reading.get_unit(key.indicator).symbol != EURO:
        return []
    amount, share = reading.write_in_full(key.indicator, value), write_per_inhabitant(value, inhabitants)
    return [f"Par habitant{NO_BREAK_SPACE}: {amount}{_OVER}{count_inhabitants(inhabitants)}{_EQUALS}{share}."]


def _write_terms(terms: tuple[Term, ...], write: Callable[[Term], str]) -> str:
    text = ""
    for term in terms:
        sign = _PLUS if term.sign == "plus" else _LESS
        text += (sign if text else "" if term.sign == "plus" else MINUS) + write(term)
    return text


def _write_sum(reading: Reading, terms: tuple[Term, ...], year: int, value: float, result: str) -> str:
    """Only when it comes to what the source says: else a line of the source is not known here."""
    known: list[tuple[Term, float]] = []
    for term in terms:
        found = reading.find_value(term.indicator, year)
        if found is not None:
            known.append((term, found))
    total = sum(amount if term.sign == "plus" else -amount for term, amount in known)
    if not known or abs(total - value) > _CENT * max(len(known), 1):
        return ""
    shown = dict(known)
    kept = tuple(term for term, _ in known)
    return _write_terms(kept, lambda term: _bracket(reading, term.indicator, shown[term])) + _EQUALS + result


def _bracket(reading: Reading, slug: str, value: float) -> str:
    text = reading.write_in_full(slug, value)
    return f"({text})" if value < 0 else text


def _write_operand(reading: Reading, operand: Operand, year: int) -> str:
    """The figure of an operand of that very year; empty when it is not known or not kept."""
    if operand.period != "same" or reading.find_series(operand.indicator) is None:
        return ""
    value = reading.find_value(operand.indicator, year)
    return "" if value is None else _bracket(reading, operand.indicator, value)


def _write_ratio(reading: Reading, compute: Ratio, year: int) -> str:
    if compute.scale != 1:
        return ""
    return _divide(reading, compute.numerator, compute.denominator, year)


def _write_share(reading: Reading, compute: Share, year: int) -> str:
    numbers = _divide(reading, compute.part, compute.total, year)
    return f"100{_TIMES}{numbers}" if numbers else ""


def _divide(reading: Reading, above: Operand, below: Operand, year: int) -> str:
    one, other = _write_operand(reading, above, year), _write_operand(reading, below, year)
    return f"{one}{_OVER}{other}" if one and other else ""


def _write_difference(reading: Reading, compute: Difference, year: int) -> str:
    one, other = (_write_operand(reading, operand, year) for operand in (compute.of, compute.minus))
    return f"{one}{_LESS}{other}" if one and other else ""


def _write_addition(reading: Reading, compute: Sum, year: int) -> str:
    parts = [_write_operand(reading, operand, year) for operand in compute.of]
    return _PLUS.join(parts) if all(parts) else ""


def _write_change(reading: Reading, compute: AnnualChange, year: int) -> str:
    if compute.span != 1:
        return ""
    one, other = (_write_operand(reading, compute.of, when) for when in (year, year - 1))
    return f"100{_TIMES}({one}{_OVER}{other}{_LESS}1)" if one and other else ""


_WRITERS: Final[dict[str, Callable[[Reading, Any, int], str]]] = {
    "ratio": _write_ratio,
    "share": _write_share,
    "difference": _write_difference,
    "sum": _write_addition,
    "annual_change": _write_change,
}
