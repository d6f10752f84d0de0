"""Words of local finance, administration and statistics, explained to people who are no specialists.

``catalogue/glossary/<slug>.yaml``. The explanation is ours; ``sources`` say where each definition was
looked up.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from portal.kernel.descriptors import Descriptor, Many, Sentence, Slug, Url

Discipline = Literal["finances", "impots", "institutions", "territoires", "statistique", "donnees"]

FIELDS: Final[dict[Discipline, str]] = {
    "finances": "Finances locales",
    "impots": "Impôts et dotations",
    "institutions": "Institutions et élus",
    "territoires": "Territoires et zonages",
    "statistique": "Statistique",
    "donnees": "Données et documents",
}
"""In the order in which they are shown."""


class Reference(Descriptor):
    """Where something was looked up: « Code général des collectivités territoriales, article L. 1612-4 »."""

    title: Sentence
    url: Url | None = None


class GlossaryEntry(Descriptor):
    """A word. ``short`` is its definition in a sentence or two, ``text`` what else is worth knowing, a
    paragraph each.

    ``term`` is written as inside a sentence, ``acronym`` how it is shortened, ``aliases`` other words for
    it. ``indicators`` are figures that the word helps to read, ``also`` neighbouring words, ``methods`` the
    sheets that say how such figures are worked out.
    """

    slug: Slug
    term: Sentence
    field: Discipline
    short: Sentence
    text: Many[Sentence] = ()
    acronym: str = ""
    aliases: Many[Sentence] = ()
    sources: Annotated[Many[Reference], Field(min_length=1)]
    indicators: Many[Slug] = ()
    also: Many[Slug] = ()
    methods: Many[Slug] = ()
