"""What a figure means: one YAML file of ``catalogue/indicators/<theme>/<slug>.yaml``."""

from __future__ import annotations

import zlib
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from portal.kernel.descriptors import Descriptor, Sentence, Slug
from portal.kernel.levels import Level
from portal.stats.descriptors.computation import Column, Computation

Aggregate = Literal["sum", "recompute", "unanimous", "none"]
"""How a level above the commune is obtained.

``sum``: add the members. ``recompute``: aggregate the operands of ``compute``, then compute.
``unanimous``: the common value of all members, not significant when they differ.
``none``: only what the source publishes at that level.
"""

Rank = Annotated[int, Field(ge=1, le=99)]


class Category(Descriptor):
    """One value of a nomenclature. ``value`` is what the store keeps; never renumbered."""

    value: Annotated[int, Field(ge=0)]
    key: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    label: Sentence
    description: str = ""


class Disclosure(Descriptor):
    """Fewer than ``minimum_units`` units in ``of`` (a count): the figure is secret.

    Secrecy is applied at every level, with secondary suppression so that no secret value can be
    had by subtracting the published ones from a published total.
    """

    minimum_units: Annotated[int, Field(ge=2)]
    of: Slug


class Indicator(Descriptor):
    """An indicator. ``slug`` is the file's name, ``theme`` its folder.

    ``levels`` are those where it is stored and shown. It may be observed at a finer level (an
    ``internal`` component at the commune, say): such observations only feed the aggregates.
    ``internal`` indicators are never stored, shown or exported: they exist to compute others.
    ``key_figure`` gives, per level, the place among the figures at the top of the sheet: the first six
    that a territory has are shown, those behind stand in while a source is waiting.
    ``drawn`` gives, per level, the place among the indicators that a map of its territories opens with.
    ``subject`` names it, with its article, at the beginning of a sentence (« le taux de chômage y est
    de … »): a key figure without one is never in the summary of a sheet.
    ``decimals`` is for display; values are stored in full.
    ``adds_up_among_peers``: an amount of each authority's own accounts: no level above has its total, but
    that of several authorities of one kind chosen by a reader is their sum (« les communes du groupe »).
    ``missing_tolerated_pct``: a sum (or a weighted share) of which at most this share of the communes,
    by their number, is missing is computed from the others and marked as estimated; beyond, it is
    incomplete. For sources that leave out a few communes like any others; a share computed from
    two sums says it on both. A secret commune is never passed over.
    ``open_categories``: the categories are a nomenclature too long for this file (zones d'emploi): each
    release carries the codes and labels that its files had.
    ``ordered``: whether the categories, as they are listed, go from less to more (``up``) or from more to
    less (``down``): maps then colour them from pale to strong; by default each has a colour of its own.
    """

    slug: Slug
    theme: Slug
    label: Sentence
    short_label: Annotated[str, StringConstraints(min_length=1, max_length=48)]
    question: Sentence | None = None
    unit: Slug
    decimals: Annotated[int, Field(ge=0, le=4)] = 0
    levels: Annotated[tuple[Level, ...], Field(min_length=1, strict=False)]
    aggregate: Aggregate
    adds_up_among_peers: bool = False
    missing_tolerated_pct: Annotated[float, Field(ge=0, le=5)] = 0.0
    compute: Computation = Column()
    better_when: Literal["higher", "lower", "neither"] = "neither"
    method: Sentence | None = None
    caveats: Annotated[tuple[Sentence, ...], Field(strict=False)] = ()
    categories: Annotated[tuple[Category, ...], Field(strict=False)] = ()
    open_categories: bool = False
    ordered: Literal["no", "up", "down"] = "no"
    disclosure: Disclosure | None = None
    internal: bool = False
    order: Rank = 50
    key_figure: dict[Level, Rank] = {}
    drawn: dict[Level, Rank] = {}
    subject: Annotated[str, StringConstraints(pattern=r"^(le |la |l'|les )")] = ""

    @property
    def is_categorical(self) -> bool:
        return bool(self.categories) or self.open_categories

    def encode_key(self, key: str) -> float:
        """What the store keeps for a key of this nomenclature. Raises KeyError for an unknown one."""
        if self.open_categories:
            return encode_open_key(key)
        return float({category.key: category.value for category in self.categories}[key])

    def find_number(self, text: str) -> float | None:
        """What the store keeps for ``text``: a number, or a key of the nomenclature; None for neither."""
        try:
            return self.encode_key(text) if self.is_categorical else float(text)
        except (KeyError, ValueError):
            return None

    def find_category(self, value: float) -> Category | None:
        """The category of a closed nomenclature that the store keeps as ``value``, if there is one.

        Readers ask ``portal.stats.queries.find_category``, which knows the open ones too.
        """
        return next((category for category in self.categories if category.value == value), None)


def encode_open_key(key: str) -> float:
    """What the store keeps for a key of an open nomenclature: its CRC-32.

    The same in every release, whatever keys come and go; two keys of one release that would share it
    are refused when they are read.
    """
    return float(zlib.crc32(key.encode()))
