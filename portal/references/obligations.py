"""Duties that a law sets from a size on, told beside what is known of who fulfils them.

``catalogue/obligations/<slug>.yaml``. Only what figures can tell is counted: ``unknown`` says what cannot.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug
from portal.references.glossary import Reference


class LeftOut(Descriptor):
    """Codes of territories that are no authority of their own, and why."""

    level: Literal["commune", "epci", "departement", "region"]
    codes: Annotated[Many[str], Field(min_length=1)]
    because: Sentence


class Obligation(Descriptor):
    """``population``: the indicator that the text counts inhabitants by; ``at_least``: from how many on.

    ``platform``: it is fulfilled by a platform of the library that is about the territory. ``rule``: the
    duty in plain words. ``unknown``: what the text also asks and nobody publishes.
    """

    slug: Slug
    title: Sentence
    rule: Sentence
    population: Slug
    at_least: Annotated[int, Field(ge=1)]
    levels: Annotated[Many[Literal["commune", "epci", "departement", "region"]], Field(min_length=1)]
    fulfilled_by: Literal["platform"]
    unknown: Many[Sentence] = ()
    left_out: Many[LeftOut] = ()
    sources: Annotated[Many[Reference], Field(min_length=1)]
