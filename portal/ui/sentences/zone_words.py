"""How a zone, its members and an indicator are named in the sentences about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import NO_BREAK_SPACE, format_number, format_with_unit, plural
from portal.ui.sentences.measure import Measure

Values = NDArray[np.float64]
Codes = NDArray[np.uint8]

_JUST_BELOW_ZERO: Final = re.compile(f">{NO_BREAK_SPACE}−[0-9,]+")


@dataclass(frozen=True, slots=True)
class ZoneWords:
    """How an indicator, its zone and the members of it are named.

    ``label``: « Dette par habitant ». ``place``: « en Ille-et-Vilaine ». ``noun``: « commune », « communes ».
    ``unit_noun``: of a unit without symbol, « personne », « personnes ». ``year``: of all the values; None
    when nothing is known.
    """

    label: str
    place: str
    noun: tuple[str, str]
    is_feminine: bool
    measure: Measure
    year: int | None
    unit_noun: tuple[str, str] = ("", "")

    def write(self, value: float) -> str:
        """« 612 €/hab. », « 12 personnes », « 1,4 »; never a sign that reads badly in a sentence."""
        measure = self.measure
        if measure.symbol or not self.unit_noun[0]:
            text = measure.write(value)
        else:
            text = format_with_unit(value, plural(value, *self.unit_noun), measure.decimals)
        return _spell_smallest(text)

    def write_number(self, value: float) -> str:
        """« 612 »: where the unit comes with the next number."""
        return _spell_smallest(format_number(value, self.measure.decimals))

    def write_between(self, low: float, high: float) -> str:
        """« entre 320 et 980 €/hab. »."""
        return f"entre {self.write_number(low)} et {self.write(high)}"

    def count(self, number: int) -> str:
        """« 332 communes »."""
        return f"{format_number(number)}{NO_BREAK_SPACE}{plural(number, *self.noun)}"


@dataclass(frozen=True, slots=True)
class ZoneMember:
    """The territory of the reader: its ``place`` among the values, « Saint-Malo » or « les Ardennes »."""

    place: int
    subject: str
    is_plural: bool = False


@dataclass(frozen=True, slots=True)
class ZoneValues:
    """The members that have a value, and all of them."""

    words: ZoneWords
    values: Values
    known: Values
    name_of: Callable[[int], str]

    @property
    def is_whole(self) -> bool:
        return len(self.known) == len(self.values)

    def count_known(self) -> str:
        """« 332 communes », « 320 communes qui ont une valeur »."""
        counted = self.words.count(len(self.known))
        return counted if self.is_whole else f"{counted} qui ont une valeur"


def _spell_smallest(text: str) -> str:
    """« moins de 0,1 % » for « < 0,1 % », which reads badly after « entre »; « presque 0 % » for what would
    be « plus de −0,1 % »."""
    spelt = _JUST_BELOW_ZERO.sub("presque 0", text)
    return spelt.replace(f"<{NO_BREAK_SPACE}", "moins de ")
