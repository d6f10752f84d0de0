"""The formula of a computed indicator, as words and references to its operands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import NO_BREAK_SPACE, format_number, join_words
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.computation import (
    AnnualChange,
    Difference,
    Operand,
    Ratio,
    Share,
    Sum,
    WeightedShare,
)
from portal.stats.descriptors.indicator import Indicator

_TIMES: Final = f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}"
_OVER: Final = f"{NO_BREAK_SPACE}÷ "
_MINUS: Final = f"{NO_BREAK_SPACE}− "
_PLUS: Final = f"{NO_BREAK_SPACE}+ "


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """Some words of a formula. ``indicator`` is the operand they name, if they name one."""

    text: str
    indicator: str = ""


def build_formula(indicator: Indicator) -> tuple[FormulaPart, ...]:
    """« 100 × part ÷ total », in order; nothing for what is read as such in a source."""
    write = _WRITERS.get(indicator.compute.kind)
    return tuple(write(indicator.compute)) if write else ()


def write_formula(indicator: Indicator) -> str:
    """The same as plain text; empty for what is read as such in a source."""
    return "".join(part.text for part in build_formula(indicator))


def _write_ratio(compute: Ratio) -> Iterator[FormulaPart]:
    if compute.scale != 1:
        decimals = 0 if compute.scale == int(compute.scale) else 4
        yield FormulaPart(format_number(compute.scale, decimals) + _TIMES)
    yield from _write_division(compute.numerator, compute.denominator)


def _write_share(compute: Share) -> Iterator[FormulaPart]:
    yield FormulaPart(f"100{_TIMES}")
    yield from _write_division(compute.part, compute.total)


def _write_division(above: Operand, below: Operand) -> Iterator[FormulaPart]:
    yield from _name(above)
    yield FormulaPart(_OVER)
    yield from _name(below)


def _write_difference(compute: Difference) -> Iterator[FormulaPart]:
    yield from _name(compute.of)
    yield FormulaPart(_MINUS)
    yield from _name(compute.minus)


def _write_sum(compute: Sum) -> Iterator[FormulaPart]:
    for rank, operand in enumerate(compute.of):
        if rank:
            yield FormulaPart(_PLUS)
        yield from _name(operand)


def _write_change(compute: AnnualChange) -> Iterator[FormulaPart]:
    """The definition of the mean yearly rate: see AnnualChange."""
    span = compute.span
    yield FormulaPart(f"100{_TIMES}((")
    yield from _name(compute.of)
    yield FormulaPart(f" de l’année{_OVER}")
    yield from _name(compute.of)
    root = f" ^ (1{_OVER}{span})" if span > 1 else ""
    ago = "de l’année d’avant" if span == 1 else f"de {format_number(span)} ans plus tôt"
    yield FormulaPart(f" {ago}){root}{_MINUS}1)")


def _write_weighted(compute: WeightedShare) -> Iterator[FormulaPart]:
    category = get_catalogue().indicators[compute.category.indicator]
    labels = {one.key: one.label for one in category.categories}
    known = [f"«{NO_BREAK_SPACE}{labels.get(key, key)}{NO_BREAK_SPACE}»" for key in compute.keys]
    yield FormulaPart(f"100{_TIMES}")
    yield from _name(compute.weight)
    yield FormulaPart(" des communes pour lesquelles ")
    yield from _name(compute.category)
    yield FormulaPart(f" vaut {join_words(known, 'ou')}{_OVER}")
    yield from _name(compute.weight)
    yield FormulaPart(" de toutes les communes")


def _name(operand: Operand) -> Iterator[FormulaPart]:
    found = get_catalogue().indicators[operand.indicator]
    yield FormulaPart(found.label, "" if found.internal else found.slug)
    if operand.period == "latest":
        yield FormulaPart(" (dernière année connue)")
    elif operand.period != "same":
        yield FormulaPart(f" ({operand.period})")


_WRITERS: Final[dict[str, Callable[[Any], Iterator[FormulaPart]]]] = {
    "ratio": _write_ratio,
    "share": _write_share,
    "difference": _write_difference,
    "sum": _write_sum,
    "annual_change": _write_change,
    "weighted_share": _write_weighted,
}
