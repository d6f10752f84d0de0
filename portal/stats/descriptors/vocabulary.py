"""The small vocabularies of figures: units, groupings by category.

One YAML file per word, so that a new dataset brings its own without editing an existing file.
"""

from __future__ import annotations

from typing import Literal

from portal.kernel.descriptors import Descriptor, Sentence, Slug


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


class CategoryGrouping(Descriptor):
    """Communes grouped by a category of their own (density, mountain), besides the usual groups.

    Every other dataset is then ranked and summarised in these groups too. ``indicator`` is categorical,
    with the categories in its descriptor; the group has the key of the category.
    """

    slug: Slug
    label: Sentence
    indicator: Slug
