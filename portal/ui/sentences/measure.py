"""How an indicator is written, and how its values look once written."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import format_with_unit, plural, round_half_up


class Register(IntEnum):
    """How two values of a dimension are told apart."""

    NONE = 0  # codes and categories: never
    DIFFERENCE = 1  # shares, ages, indices: « 3,2 points de plus »
    RATIO = 2  # amounts, counts, densities: « environ 20 % de plus »


_BY_DIFFERENCE: Final = frozenset({"share", "time", "index"})
_WITHOUT: Final = frozenset({"code"})
_NEAR_A_TIE: Final = 1e-3
_TIE: Final = 1e-9
"""What decimal ties lack once binary."""
_FAST_BELOW: Final = 1e12
_FEW_COUNTED: Final = 10
_FEW_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is written: ``dimension``, ``symbol`` and ``difference`` are its unit's.

    Built once per indicator and kept: the rest of its fields are what comparisons look at.
    ``few`` is the shown value below which a ratio is noise: 2 elected officials are not « 35 % fewer »
    than 3, nor 2 €/hab. « twice » 1 €/hab.
    """

    dimension: str
    symbol: str
    decimals: int
    difference: str = ""
    register: Register = field(init=False, repr=False, compare=False)
    scale: float = field(init=False, repr=False, compare=False)
    few: float = field(init=False, repr=False, compare=False)
    near: float = field(init=False, repr=False, compare=False)
    """Half a unit, in shown steps: a smaller gap may be called comparable."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        register = Register.DIFFERENCE if self.dimension in _BY_DIFFERENCE else Register.RATIO
        scale = float(10**self.decimals)
        known = {
            "register": Register.NONE if self.dimension in _WITHOUT else register,
            "scale": scale,
            "few": _FEW_COUNTED * scale if self.dimension == "count" else _FEW_SHOWN,
            "near": 0.5 * scale,
            "_hash": hash((self.dimension, self.symbol, self.decimals, self.difference)),
        }
        for name, value in known.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        return self._hash

    def show(self, value: float) -> int:
        """The value as it is written, in units of its last decimal: 9.44 with one decimal is 94.

        Half-up like ``round_half_up``, without its cost when no tie is near. Raises ValueError for a NaN.
        """
        scaled = value * self.scale
        if abs(scaled % 1.0 - 0.5) > _NEAR_A_TIE and -_FAST_BELOW < scaled < _FAST_BELOW:
            return math.floor(scaled + 0.5)
        return int(round_half_up(value, self.decimals).scaleb(self.decimals))

    def show_all(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """``show`` of many: whole numbers, NaN where there is none."""
        return np.copysign(np.floor(np.abs(values) * self.scale + (0.5 + _TIE)), values)

    def write(self, value: float) -> str:
        """« 1 234 € », « 12,5 % »."""
        return format_with_unit(value, self.symbol, self.decimals)

    def write_gap(self, steps: int) -> str:
        """A difference of that many last decimals, without a useless « ,0 »: « 3,2 points », « 1 an »."""
        gap = abs(steps) / self.scale
        unit = self.difference or self.symbol
        if unit == "points":
            unit = plural(gap, "point")
        return format_with_unit(gap, unit, 0 if abs(steps) % int(self.scale) == 0 else self.decimals)
