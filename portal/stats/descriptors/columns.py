"""What the columns of a file mean: one model per role (key ``columns`` of a file of a dataset).

The key is the name of the column. ``also`` gives other names that producers have used for it: exactly
one of them must be in the file. ``{year}`` in a name stands for any year of four digits, as producers
write it into their headers (« Code Insee 2024 Commune »).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Slug
from portal.kernel.levels import Level
from portal.stats.descriptors.computation import Year

AbsenceName = Literal["secret", "not_available", "not_applicable", "not_significant"]


class NamedColumn(Descriptor):
    """A column and its other names."""

    also: Annotated[tuple[str, ...], Field(strict=False)] = ()


class TerritoryColumn(NamedColumn):
    """The code of the territory; normalised, and refused when it has not the shape of its level.

    ``lookups`` replaces known odd cells by the right code (a code of the tax administration, say).
    """

    role: Literal["territory"]
    lookups: dict[str, str] = {}


class LevelColumn(NamedColumn):
    """The level of the territory, when a file mixes several."""

    role: Literal["level"]
    values: dict[str, Level]


class PeriodColumn(NamedColumn):
    """The year of reference, when a file has several: ``2024``, or a date that begins with it."""

    role: Literal["period"]


class ParentColumn(NamedColumn):
    """The territory that this one belongs to in the file: used by ``expect.agrees``."""

    role: Literal["parent"]
    level: Level


class IndicatorColumn(NamedColumn):
    """Which indicator a row is about, in a file with one row per indicator (« long » format).

    ``values`` maps each label of the producer to an indicator; ``ignore`` lists the labels left
    aside. Any other label is refused.
    """

    role: Literal["indicator"]
    values: Annotated[dict[str, Slug], Field(min_length=1)]
    ignore: Annotated[tuple[str, ...], Field(strict=False)] = ()


class ValueColumn(NamedColumn):
    """The values of an indicator; ``indicator`` is left out when a column of role ``indicator`` says it.

    ``absent`` names every mark that stands for an absence; any other non-number is refused.
    ``scale`` multiplies what is read (100 for a rate written as a fraction).
    ``lookups`` replaces known odd cells by what they mean (``1.00e-05`` by ``0.00001``).
    Cells of a categorical indicator hold the keys of its categories. When its categories are open
    (a zone d'emploi), ``labels`` names the column that holds their labels.
    """

    role: Literal["value"]
    indicator: Slug | None = None
    period: Year | None = None
    absent: dict[str, AbsenceName] = {}
    lookups: dict[str, str] = {}
    scale: float = 1.0
    labels: str | None = None


class TextColumn(NamedColumn):
    """Kept as text for ``transform.py``, under the name ``to`` if given.

    ``values`` closes the set of what may be found.
    """

    role: Literal["text"]
    to: Slug | None = None
    values: Annotated[tuple[str, ...], Field(strict=False)] | None = None


ColumnSpec = Annotated[
    TerritoryColumn | LevelColumn | PeriodColumn | ParentColumn | IndicatorColumn | ValueColumn | TextColumn,
    Field(discriminator="role"),
]
