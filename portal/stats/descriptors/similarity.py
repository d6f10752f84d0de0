"""What makes two territories of a kind alike: one YAML file of ``catalogue/similarity/<kind>.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from portal.kernel.descriptors import Descriptor, Sentence, Slug

Words = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


class Criterion(Descriptor):
    """One thing compared, its latest year.

    ``transform``: ``none`` compares the values, ``log`` their ratio (for what is twice as large, whatever
    the size), ``category`` whether they are the same. ``weight`` is its share in the distance.
    ``label`` names it (« population ») and ``close`` says in words that two territories agree on it
    (« population proche »), followed by both values: when one is at most ``close_within`` times the other
    (``log``), or at most that far from it, in the indicator's unit (``none``); a category is the same.
    """

    indicator: Slug
    transform: Literal["none", "log", "category"] = "none"
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    label: Words
    close: Words
    close_within: Annotated[float, Field(gt=0)] | None = None


class Size(Descriptor):
    """What a territory may at most be compared with: ``indicator``, one of the criteria, from
    1/``at_most_times`` to ``at_most_times`` its own, and of these the ``at_most`` nearest in rank."""

    indicator: Slug
    at_most_times: Annotated[float, Field(gt=1, le=100)]
    at_most: Annotated[int, Field(ge=10)] = 4000


class Similarity(Descriptor):
    """The criteria of a kind, ``slug``, which is the file's name.

    ``groups`` lists the types of territory that are compared with one another only (every type in one
    group; empty: all together). ``overseas_apart``: those overseas among themselves only. ``compared``
    tells readers of both. ``known_at_least_pct``: below this share of the weights, a territory has too
    few known criteria to be like another. ``farthest`` is the greatest distance between two that are
    alike, in spreads between territories (see ``portal.stats.compute.resemblance``).
    """

    slug: Slug
    compared: Sentence
    size: Size
    groups: Annotated[tuple[Annotated[tuple[str, ...], Field(strict=False)], ...], Field(strict=False)] = ()
    overseas_apart: bool = False
    known_at_least_pct: Annotated[float, Field(gt=0, le=100)]
    farthest: Annotated[float, Field(gt=0)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=3, max_length=12, strict=False)]
