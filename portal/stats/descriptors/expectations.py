"""What must hold before a dataset is published: the key ``expect`` of its descriptor."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from portal.stats.descriptors.base import Descriptor, Level, Slug
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
    """The members' values (found by the column of role ``parent``) add up to the group's own.

    ``within`` is relative: 0.001 for one per thousand. ``max_exceptions`` groups may differ.
    """

    indicator: Slug
    level: Level
    year: Year | None = None
    within: float = 0.0
    max_exceptions: Count = 0


class Expect(Descriptor):
    """What must hold before anything is published."""

    ranges: Annotated[tuple[Range, ...], Field(strict=False)] = ()
    coverage: Annotated[tuple[Coverage, ...], Field(strict=False)] = ()
    agrees: Annotated[tuple[Agreement, ...], Field(strict=False)] = ()
