"""What an indicator means, in words of the catalogue: for whatever explains its figures."""

from __future__ import annotations

from dataclasses import dataclass

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.formulas import write_formula


@dataclass(frozen=True, slots=True)
class Described:
    """``unit`` in words; ``text``: the question it answers, its method, its formula."""

    label: str
    unit: str
    text: str
    caveats: str


def describe(indicator: Indicator) -> Described:
    """The words of an indicator, joined as a definition tells them."""
    formula = write_formula(indicator)
    texts = [indicator.question, indicator.method, f"Calcul : {formula}." if formula else None]
    return Described(
        label=indicator.label,
        unit=get_catalogue().units[indicator.unit].plural,
        text=" ".join(text for text in texts if text),
        caveats=" ".join(indicator.caveats),
    )
