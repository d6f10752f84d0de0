"""The closed set of panels that a dashboard is made of: see ``dashboard``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Sentence, Slug

MemberLevel = Literal["commune", "epci", "departement", "region"]
MEMBER_LEVELS: tuple[MemberLevel, ...] = ("commune", "epci", "departement", "region")

Slugs = Annotated[tuple[Slug, ...], Field(min_length=1, max_length=8, strict=False)]
Few = Annotated[int, Field(ge=1, le=20)]


class Panel(Descriptor):
    """What all kinds have.

    ``title`` says what is shown; without one it is worded from the indicator, the zone and the level.
    ``note`` is told under it. ``width``: the whole page, or half of it beside another.
    ``levels``: the members' levels that it holds for (an indicator that communes alone have); at the
    others it is left out, and the page says so. ``level``: whatever the level of the page, its members are
    these where the zone has them (the density of communes, on a page about intercommunalités).
    """

    title: Sentence | None = None
    note: Sentence | None = None
    width: Literal["half", "full"] = "half"
    levels: Annotated[tuple[MemberLevel, ...], Field(min_length=1, strict=False)] = MEMBER_LEVELS
    level: MemberLevel | None = None

    @property
    def slugs(self) -> tuple[str, ...]:
        """Indicators that it shows, in their order; none for a text."""
        return ()


class OfOne(Panel):
    """A panel about one indicator."""

    indicator: Slug

    @property
    def slugs(self) -> tuple[str, ...]:
        return (self.indicator,)


class OfSeveral(Panel):
    """A panel about a few indicators."""

    indicators: Slugs
    width: Literal["half", "full"] = "full"

    @property
    def slugs(self) -> tuple[str, ...]:
        return self.indicators


class KeyFigures(OfSeveral):
    """A few figures at the top. ``of`` zone: its own, beside that of the wider zone; ``members``: the
    median of its members, beside that of all those of France (what each authority's accounts hold)."""

    kind: Literal["key_figures"]
    of: Literal["zone", "members"] = "zone"


class Map(OfOne):
    """A choropleth of the members, in ``count`` classes."""

    kind: Literal["map"]
    method: Literal["quantiles", "naturelles", "egales"] = "quantiles"
    count: Annotated[int, Field(ge=3, le=7)] = 5


class Ranking(OfOne):
    """The ``first`` members with the highest values, and the ``last`` ones."""

    kind: Literal["ranking"]
    first: Few = 5
    last: Annotated[int, Field(ge=0, le=20)] = 5


class Distribution(OfOne):
    """How many members have which values: a histogram."""

    kind: Literal["distribution"]


class Evolution(OfOne):
    """The years: the zone's own series, the spread of its members. ``since``: from this year on."""

    kind: Literal["evolution"]
    since: Annotated[int, Field(ge=1960, le=2100)] | None = None


class Scatter(OfOne):
    """Each member by two indicators: ``indicator`` upwards, ``crossed`` sideways."""

    kind: Literal["scatter"]
    crossed: Slug

    @property
    def slugs(self) -> tuple[str, ...]:
        return (self.indicator, self.crossed)


class Changes(OfOne):
    """Winners and losers: the members that changed most, upwards and downwards, over ``years`` years.

    ``least``: members with fewer inhabitants are left out, and the panel says so (ten people more are
    a doubling in a village of ten).
    """

    kind: Literal["changes"]
    years: Annotated[int, Field(ge=1, le=20)] = 5
    first: Few = 5
    least: Annotated[int, Field(ge=0, le=100_000)] = 0


class Outliers(OfOne):
    """Members far out of the others: at most ``at_most`` of them, the farthest first."""

    kind: Literal["outliers"]
    at_most: Few = 8


class Members(OfSeveral):
    """Every member, one a row, with several indicators at a glance: bars, or cells shaded by fifths."""

    kind: Literal["members"]
    glance: Literal["bars", "fifths"] = "fifths"


class Categories(OfOne):
    """How the members share out among the categories of a nomenclature."""

    kind: Literal["categories"]


class Text(Panel):
    """A heading and a sentence of explanation between panels."""

    kind: Literal["text"]
    title: Sentence
    text: Sentence
    width: Literal["half", "full"] = "full"


AnyPanel = Annotated[
    KeyFigures
    | Map
    | Ranking
    | Distribution
    | Evolution
    | Scatter
    | Changes
    | Outliers
    | Members
    | Categories
    | Text,
    Field(discriminator="kind"),
]
