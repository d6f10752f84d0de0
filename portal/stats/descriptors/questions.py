"""Ways into the figures for people who do not know their names.

``catalogue/explorer/<slug>.yaml`` is a list of plain questions, each with the map or the ranking that
answers it. ``catalogue/terms/<slug>.yaml`` is one idea of specialists: a line that explains it, and the
words that people type instead of it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from portal.kernel.descriptors import Descriptor, Sentence, Slug
from portal.kernel.levels import Level
from portal.stats.descriptors.indicator import Rank

View = Literal["carte", "classement", "repartition", "evolution", "tableau"]
"""Ways of looking at one indicator, as addresses name them."""

ZoneKey = Annotated[
    str, StringConstraints(pattern=r"^((region|departement|epci|ept):[0-9A-Z]{1,9})$", max_length=40)
]
SearchWord = Annotated[str, StringConstraints(pattern=r"^[^\sA-Z][^A-Z]{1,39}$", strip_whitespace=True)]


class Question(Descriptor):
    """A question and where its answer is: an indicator, at a level, over a zone (France without one).

    ``nationwide``: it is about all départements, all régions or France: never asked near a reader.
    """

    question: Sentence
    indicator: Slug
    level: Level | None = None
    zone: ZoneKey | None = None
    view: View = "carte"
    nationwide: bool = False


class QuestionList(Descriptor):
    """Questions under one heading. ``featured`` is the editors' choice, shown first; one list at most."""

    slug: Slug
    label: Sentence
    order: Rank = 50
    featured: bool = False
    questions: Annotated[tuple[Question, ...], Field(min_length=1, strict=False)]


class Term(Descriptor):
    """``label`` as specialists say it; ``text`` explains it in a line.

    ``words`` are searched as if they were one: who types any of them finds what has another. In lower case;
    a phrase (« niveau de vie ») is found, and not recognised.
    ``explained``: the line is on the page even before anybody searches.
    """

    slug: Slug
    label: Sentence
    text: Annotated[str, StringConstraints(min_length=10, max_length=240, strip_whitespace=True)]
    words: Annotated[tuple[SearchWord, ...], Field(min_length=1, strict=False)]
    explained: bool = False
