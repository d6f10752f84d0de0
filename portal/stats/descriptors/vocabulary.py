"""The small vocabularies of the catalogue: units, themes, producers, licences.

One YAML file per word, so that a new dataset brings its own without editing an existing file.
"""

from __future__ import annotations

from typing import Literal

from portal.stats.descriptors.base import Descriptor, Sentence, Slug, Url


class Unit(Descriptor):
    """How a value is measured and written.

    ``symbol`` follows a number in a table (« hab./km² », « % », empty for a plain count);
    ``singular`` and ``plural`` follow it in a sentence (« 12 habitants »). ``difference`` says what
    the gap between two values is called: « points » between percentages.
    ``dimension`` groups the units that may be drawn on one axis. ``per`` is what an amount was divided by
    (« inhabitant », « year »); empty for a plain amount.
    """

    slug: Slug
    symbol: str
    singular: str
    plural: str
    difference: str = ""
    dimension: Literal["count", "share", "money", "area", "density", "time", "index", "code"]
    per: str = ""

    @property
    def grows_with_size(self) -> bool:
        """Whether a larger territory has more of it: between territories of different levels, such values
        are not compared."""
        return self.dimension in {"count", "area"} or (self.dimension == "money" and not self.per)


class Theme(Descriptor):
    """A heading of the sheet. ``order`` is its place, from 1."""

    slug: Slug
    label: Sentence
    order: int
    summary: Sentence


class CategoryGrouping(Descriptor):
    """Communes grouped by a category of their own (density, mountain), besides the usual groups.

    Every other dataset is then ranked and summarised in these groups too. ``indicator`` is categorical,
    with the categories in its descriptor; the group has the key of the category.
    """

    slug: Slug
    label: Sentence
    indicator: Slug


class Producer(Descriptor):
    """Who makes the figures: ``name`` in full, ``acronym`` for the line under a figure."""

    slug: Slug
    name: Sentence
    acronym: str
    page: Url


class Licence(Descriptor):
    """Under which terms they may be reused."""

    slug: Slug
    title: Sentence
    short_title: str
    page: Url
