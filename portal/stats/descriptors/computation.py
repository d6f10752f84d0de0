"""How an indicator is obtained: a closed set of computations, all of them aggregable by rule.

An operand is an indicator and the year at which to take it: ``same`` (the year being computed),
``latest`` (the most recent year that most territories of the level have, at or before the year being
computed if there is one, else the oldest: for things that hardly move, such as an area) or a given year.
In YAML an operand is a slug, or ``{indicator: superficie, period: latest}``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from portal.kernel.descriptors import Descriptor, Slug

Year = Annotated[int, Field(ge=1900, le=2100)]


class Operand(Descriptor):
    indicator: Slug
    period: Literal["same", "latest"] | Year = "same"

    @model_validator(mode="before")
    @classmethod
    def _from_slug(cls, value: Any) -> Any:
        return {"indicator": value} if isinstance(value, str) else value


class Column(Descriptor):
    """Read as such in a dataset."""

    kind: Literal["column"] = "column"

    @property
    def operands(self) -> tuple[Operand, ...]:
        return ()


class Ratio(Descriptor):
    """``scale * numerator / denominator``; not applicable when the denominator is zero.

    ``positive_denominator``: a denominator of zero or less makes the ratio meaningless (years to repay
    a debt out of a negative saving): not significant.
    """

    kind: Literal["ratio"]
    numerator: Operand
    denominator: Operand
    scale: float = 1.0
    positive_denominator: bool = False

    @property
    def operands(self) -> tuple[Operand, ...]:
        return (self.numerator, self.denominator)


class Share(Descriptor):
    """``100 * part / total``, in per cent; not applicable when the total is zero."""

    kind: Literal["share"]
    part: Operand
    total: Operand

    @property
    def operands(self) -> tuple[Operand, ...]:
        return (self.part, self.total)


class Difference(Descriptor):
    """``of - minus``."""

    kind: Literal["difference"]
    of: Operand
    minus: Operand

    @property
    def operands(self) -> tuple[Operand, ...]:
        return (self.of, self.minus)


class Sum(Descriptor):
    """Sum of several indicators of the same territory; absent as soon as one of them is."""

    kind: Literal["sum"]
    of: Annotated[tuple[Operand, ...], Field(strict=False, min_length=2)]

    @property
    def operands(self) -> tuple[Operand, ...]:
        return self.of


class AnnualChange(Descriptor):
    """Mean yearly change in per cent over ``span`` years: ``100 * ((v(y) / v(y - span)) ** (1 / span) - 1)``.

    Not applicable when the first value is zero; not significant when the last one is an estimate
    that repeats it. Only years whose first year exists are computed.
    """

    kind: Literal["annual_change"]
    of: Operand
    span: Annotated[int, Field(ge=1, le=50)]

    @property
    def operands(self) -> tuple[Operand, ...]:
        return (self.of,)


class WeightedShare(Descriptor):
    """Share, in per cent, of ``weight`` held by the communes whose ``category`` is one of ``keys``.

    At the level of the commune: 100 or 0. Above: computed from the communes, never averaged.
    """

    kind: Literal["weighted_share"]
    category: Operand
    keys: Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
    weight: Operand

    @property
    def operands(self) -> tuple[Operand, ...]:
        return (self.category, self.weight)


Computation = Annotated[
    Column | Ratio | Share | Difference | Sum | AnnualChange | WeightedShare,
    Field(discriminator="kind"),
]
