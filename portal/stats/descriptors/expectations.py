"""What must hold before a dataset is published: the key ``expect`` of its descriptor."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Slug
from portal.kernel.levels import Level
from portal.stats.descriptors.computation import Year

Count = Annotated[int, Field(ge=0)]


class Range(Descriptor):
    """Bounds that no value of the indicator may cross."""

    indicator: Slug
    min: float | None = None
    max: float | None = None


class Coverage(Descriptor):
    """At least ``min`` territories of the level have a value, for each year that is published
    (or for ``year`` only)."""

    indicator: Slug
    level: Level
    min: Count
    year: Year | None = None


class Agreement(Descriptor):
    """The members' values add up to the group's own.

    Members are found by the column of role ``parent`` of the files; without one, they are the communes
    of the territory today, where the group was published beside them.
    ``within`` is relative: 0.001 for one per thousand. ``max_exceptions`` groups may differ.
    """

    indicator: Slug
    level: Level
    year: Year | None = None
    within: float = 0.0
    max_exceptions: Count = 0


class Jump(Descriptor):
    """No figure is multiplied or divided by more than ``factor`` from a year to the next one that the
    dataset has, nor from the release online to this one: what a unit taken for another does.

    ``of``: ``each`` territory of the level (``max_exceptions`` pairs of figures may), or their ``total``
    over those that have both.
    """

    indicator: Slug
    level: Level = "commune"
    factor: Annotated[float, Field(gt=1)]
    of: Literal["each", "total"] = "total"
    max_exceptions: Count = 0


class SameAs(Descriptor):
    """The figures of another dataset that is online are these ones, territory by territory.

    ``other`` is the indicator's slug there, when it has another one. ``within`` is relative.
    """

    indicator: Slug
    dataset: Slug
    other: Slug | None = None
    level: Level = "commune"
    year: Year | None = None
    within: Annotated[float, Field(ge=0)] = 0.0
    max_exceptions: Count = 0


class Expect(Descriptor):
    """What must hold before anything is published."""

    ranges: Annotated[tuple[Range, ...], Field(strict=False)] = ()
    coverage: Annotated[tuple[Coverage, ...], Field(strict=False)] = ()
    agrees: Annotated[tuple[Agreement, ...], Field(strict=False)] = ()
    jumps: Annotated[tuple[Jump, ...], Field(strict=False)] = ()
    same_as: Annotated[tuple[SameAs, ...], Field(strict=False)] = ()
