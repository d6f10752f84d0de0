"""How figures of the portal are worked out, told by sheets: ``catalogue/methods/<slug>.yaml``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug
from portal.references.glossary import Reference


class Concerned(Descriptor):
    """Which indicators a method concerns, by what their descriptors say; every list given must hold.

    ``aggregates``: how they climb to wider levels; ``computations``: how they are obtained; ``per``: what
    their unit divides by; ``secrecy``: whether some of their values are withheld; ``themes``: their heading.
    ``everything``: all of them.
    """

    everything: bool = False
    aggregates: Many[Literal["sum", "recompute", "unanimous", "none"]] = ()
    computations: Many[str] = ()
    per: Many[str] = ()
    themes: Many[Slug] = ()
    secrecy: bool | None = None


class Step(Descriptor):
    """A part of a sheet. ``formula`` is plain text, read aloud as it is written."""

    title: Sentence
    text: Annotated[Many[Sentence], Field(min_length=1)]
    formula: str = ""


class Method(Descriptor):
    """A method sheet. ``order`` is its place, ``summary`` its answer in a sentence or two.

    ``code``: modules that do it, and ``decisions``: notes that say why, as paths from the root of the
    project, so that who doubts can read; ``limits``: what it does not tell.
    """

    slug: Slug
    title: Sentence
    order: int
    summary: Sentence
    steps: Annotated[Many[Step], Field(min_length=1)]
    limits: Many[Sentence] = ()
    code: Many[str] = ()
    decisions: Many[str] = ()
    sources: Many[Reference] = ()
    also: Many[Slug] = ()
    concerns: Concerned = Concerned()
