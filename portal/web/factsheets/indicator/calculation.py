"""The formula of a figure with the numbers of this territory: what a reader can do again by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.french import NO_BREAK_SPACE, format_number, format_with_unit
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.computation import Operand
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import Point
from portal.ui.cells import Cell, write_cell
from portal.web.factsheets.figures import write_label
from portal.web.factsheets.indicator.reading import Reading
from portal.web.factsheets.row_words import INDICATORS_SEGMENT

_TIMES: Final = f"{NO_BREAK_SPACE}×{NO_BREAK_SPACE}"
_OVER: Final = f"{NO_BREAK_SPACE}÷ "


@dataclass(frozen=True, slots=True)
class Term:
    """One number that enters the calculation; ``href`` is its own page, empty when it has none."""

    label: str
    href: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Calculation:
    """``expression``: « 100 × 1 234 ÷ 5 678 = 21,7 % »; empty when the numbers at hand do not give the
    figure shown (a source that publishes it rounds otherwise, a term is absent)."""

    terms: tuple[Term, ...]
    expression: str


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    text: str


def build_calculation(reading: Reading, sheet_path: str, query: str) -> Calculation | None:
    """None for what is read as such in a source, and for what communes weigh."""
    point, compute = reading.point, reading.indicator.compute
    if point is None or compute.kind not in _WRITERS:
        return None
    taken = list(_take(reading, compute.operands, point.year))
    if compute.kind == "annual_change":
        taken += _take(reading, compute.operands, point.year - compute.span)
    terms, numbers = [], []
    for indicator, found in taken:
        terms.append(_write_term(reading, indicator, found, sheet_path, query))
        if found is not None and found.figure.value is not None:
            number = found.figure.value
            numbers.append(_Number(number, _bracket(number, format_number(number, indicator.decimals))))
    expression = ""
    if len(numbers) == len(taken) and point.figure.value is not None:
        expression = _write_expression(reading, compute, numbers, point.figure.value)
    return Calculation(tuple(terms), expression)


def _bracket(number: float, text: str) -> str:
    return f"({text})" if number < 0 else text


def _take(reading: Reading, operands: Sequence[Operand], year: int) -> list[tuple[Indicator, Point | None]]:
    return [(get_catalogue().indicators[one.indicator], _find_point(reading, one, year)) for one in operands]


def _find_point(reading: Reading, operand: Operand, year: int) -> Point | None:
    """The point of an operand for a figure of ``year``: see ``portal.stats.descriptors.computation``."""
    series = reading.sheet.series.get(operand.indicator)
    if series is None:
        return None
    if operand.period == "same":
        return series.point(year)
    if operand.period != "latest":
        return series.point(operand.period)
    known = [point for point in series.points if point.figure.value is not None]
    before = [point for point in known if point.year <= year]
    return before[-1] if before else known[0] if known else None


def _write_term(
    reading: Reading, indicator: Indicator, point: Point | None, sheet_path: str, query: str
) -> Term:
    unit = get_catalogue().units[indicator.unit]
    has_page = not indicator.internal and reading.territory.kind in indicator.levels
    return Term(
        write_label(indicator.label),
        f"{sheet_path}/{INDICATORS_SEGMENT}/{write_segment(indicator.slug)}{query}" if has_page else "",
        write_cell(
            point.figure if point else None,
            symbol=unit.symbol,
            decimals=indicator.decimals,
            year=point.year if point else None,
        ),
    )


def _write_expression(reading: Reading, compute: Any, numbers: list[_Number], shown: float) -> str:
    """Only when it gives what is shown, to half a unit of its last decimal."""
    result = _COMPUTERS[compute.kind](compute, [number.value for number in numbers])
    decimals = reading.indicator.decimals
    if result is None or abs(result - shown) > 0.5 * 10**-decimals + 1e-9 * abs(shown):
        return ""
    total = format_with_unit(shown, reading.unit.symbol, decimals)
    return f"{_WRITERS[compute.kind](compute, [number.text for number in numbers])} = {total}"


def _divide(scale: float, above: float, below: float) -> float | None:
    return scale * above / below if below else None


def _compute_change(compute: Any, values: Sequence[float]) -> float | None:
    last, first = values
    return 100 * ((last / first) ** (1 / compute.span) - 1) if first > 0 and last >= 0 else None


_COMPUTERS: Final[dict[str, Callable[[Any, Sequence[float]], float | None]]] = {
    "ratio": lambda compute, values: _divide(compute.scale, *values),
    "share": lambda _, values: _divide(100.0, *values),
    "difference": lambda _, values: values[0] - values[1],
    "sum": lambda _, values: sum(values),
    "annual_change": _compute_change,
}


def _write_ratio(compute: Any, texts: Sequence[str]) -> str:
    decimals = 0 if compute.scale == int(compute.scale) else 4
    scale = "" if compute.scale == 1 else f"{format_number(compute.scale, decimals)}{_TIMES}"
    return f"{scale}{texts[0]}{_OVER}{texts[1]}"


def _write_change(compute: Any, texts: Sequence[str]) -> str:
    root = f" ^ (1{_OVER}{compute.span})" if compute.span > 1 else ""
    return f"100{_TIMES}(({texts[0]}{_OVER}{texts[1]}){root}{NO_BREAK_SPACE}− 1)"


_WRITERS: Final[dict[str, Callable[[Any, Sequence[str]], str]]] = {
    "ratio": _write_ratio,
    "share": lambda _, texts: f"100{_TIMES}{texts[0]}{_OVER}{texts[1]}",
    "difference": lambda _, texts: f"{texts[0]}{NO_BREAK_SPACE}− {texts[1]}",
    "sum": lambda _, texts: f"{NO_BREAK_SPACE}+ ".join(texts),
    "annual_change": _write_change,
}
