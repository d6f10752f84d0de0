"""Amounts shown together, in one size: those of a table, those of a drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.french import format_with_unit


@dataclass(frozen=True, slots=True)
class Money:
    """Amounts of one table in one size: « 93,2 M€ » beside « 0,6 M€ », never beside « 566 477 € »."""

    size: float
    symbol: str
    decimals: int

    def write(self, amount: float) -> str:
        return format_with_unit(amount / self.size, self.symbol, self.decimals if amount else 0)


def choose_money(amounts: Iterable[float]) -> Money:
    """Millions from ten millions on, with two decimals below a hundred; euros below."""
    largest = max((abs(amount) for amount in amounts), default=0.0)
    if largest >= 1e8:
        return Money(1e6, "M€", 1)
    return Money(1e6, "M€", 2) if largest >= 1e7 else Money(1, "€", 0)
