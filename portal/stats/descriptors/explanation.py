"""A page that explains figures to people who are no specialists: ``catalogue/explanations/<slug>.yaml``.

A page is made of ordered sections, each a teaching unit: a plain question, what it takes to answer it
(key figures told in a sentence, a drawing, the calculation with the real numbers), the words explained.
Which indicators, in which words, at which levels: all of it is here, none in the code.

Sentences may hold the placeholders of ``PLACEHOLDERS``, filled with the figures of the territory.
"""

from __future__ import annotations

import string
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, field_validator

from portal.kernel.descriptors import Descriptor, Sentence, Slug, Url
from portal.kernel.levels import LEVELS, Level

PLACEHOLDERS: Final = frozenset({"value", "number", "year", "per_inhabitant", "of_name", "name"})
"""``value`` with its unit (without its sign where the sentence is for a negative one), ``number`` without
it, ``per_inhabitant`` the same amount divided by the population of the page, ``of_name`` « de Rennes »."""

Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=True)]
Levels = Annotated[tuple[Level, ...], Field(min_length=1, strict=False)]
AbsenceSlug = Literal[
    "secret", "not_available", "not_applicable", "not_significant", "not_comparable", "incomplete"
]


def _check_placeholders(text: str | None) -> str | None:
    for _, name, spec, conversion in string.Formatter().parse(text or ""):
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            known = ", ".join(sorted(PLACEHOLDERS))
            raise ValueError(f"unknown placeholder “{{{name}}}”; use {known}")
    return text


class Part(Descriptor):
    """An indicator in a drawing: a share, a line, a row. ``label`` is its short label when not given.

    ``note`` says in plain words what is in it.
    """

    indicator: Slug
    label: Sentence | None = None
    note: Sentence | None = None
    levels: Levels = LEVELS


class Drawing(Descriptor):
    """What all kinds have: a title, the levels they hold for, the words under them."""

    title: Sentence
    levels: Levels = LEVELS
    note: Paragraph | None = None


class Shares(Drawing):
    """What a total is made of, for 100 €. What the parts leave is called ``rest``."""

    kind: Literal["shares"]
    total: Part
    parts: Annotated[tuple[Part, ...], Field(min_length=2, strict=False)]
    rest: Sentence = "Autres"

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (self.total, *self.parts)


class Step(Part):
    """One step of a waterfall: where it starts, what adds, what takes away, what is reached so far."""

    role: Literal["start", "add", "remove", "subtotal"]


class Waterfall(Drawing):
    """How one amount leads to another. The first step is the start, the last one a subtotal."""

    kind: Literal["waterfall"]
    steps: Annotated[tuple[Step, ...], Field(min_length=3, strict=False)]

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return self.steps


class Lines(Drawing):
    """Several indicators of one unit over the years."""

    kind: Literal["series"]
    lines: Annotated[tuple[Part, ...], Field(min_length=1, strict=False)]

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return self.lines


class Gauge(Drawing):
    """One indicator beside a threshold that an official text sets: never another kind of threshold.

    ``thresholds`` by level, ``exceptions`` for territories (« epci:200046977 ») to which the text gives
    another. ``text`` says what the text says and whether it still binds, ``reference`` names it.
    """

    kind: Literal["gauge"]
    indicator: Part
    thresholds: Annotated[dict[Level, float], Field(min_length=1)]
    exceptions: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+:\w+$")], float] = {}
    threshold_label: Sentence
    text: Paragraph
    reference: Sentence
    page: Url | None = None

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return (self.indicator,)


class Figures(Drawing):
    """Indicators compared with the middle of the groups of the territory, one a row.

    ``compared`` is false for figures put side by side, that no median would explain.
    """

    kind: Literal["figures"]
    compared: bool = True
    rows: Annotated[tuple[Part, ...], Field(min_length=1, strict=False)]

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return self.rows


class YearTable(Drawing):
    """Indicators year after year, the last ``years`` of them."""

    kind: Literal["table"]
    rows: Annotated[tuple[Part, ...], Field(min_length=1, strict=False)]
    years: Annotated[int, Field(ge=2, le=15)] = 5

    @property
    def all_parts(self) -> tuple[Part, ...]:
        return self.rows


AnyDrawing = Annotated[Shares | Waterfall | Lines | Gauge | Figures | YearTable, Field(discriminator="kind")]


class Term(Descriptor):
    """One line of a calculation that a source made: its total is the sum of these, with their signs."""

    indicator: Slug
    sign: Literal["plus", "minus"] = "plus"


class Key(Descriptor):
    """A figure told in a sentence, then calculated, compared and followed over the years.

    ``positive`` is told of a value above zero; ``negative`` and ``zero`` of the others, which without
    them are told by ``positive``. ``absences``: what is told of a figure that is not there for a reason.
    ``terms``: how the source calculated what is read as such. ``compared``: the indicator that is
    compared with others in its place (an amount per inhabitant).
    """

    indicator: Slug
    levels: Levels = LEVELS
    positive: Paragraph
    negative: Paragraph | None = None
    zero: Paragraph | None = None
    absences: dict[AbsenceSlug, Paragraph] = {}
    terms: Annotated[tuple[Term, ...], Field(strict=False)] = ()
    compared: Slug | None = None

    @field_validator("positive", "negative", "zero")
    @classmethod
    def _only_known(cls, text: str | None) -> str | None:
        return _check_placeholders(text)


class Word(Descriptor):
    """A term of specialists and what it means."""

    label: Sentence
    text: Paragraph


class Note(Descriptor):
    """A title and a few sentences: the answer to one question among others."""

    title: Sentence
    text: Paragraph
    levels: Levels = LEVELS


class Section(Descriptor):
    """A teaching unit. ``slug`` is its anchor on the page.

    ``levels``: where it holds; elsewhere ``elsewhere`` says why it is left out (nothing is said without
    it). ``needs``: the section is left out when none of these has a value, for the reason ``without``;
    a section without needs is always there.
    """

    slug: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}$")]
    title: Sentence
    question: Sentence
    levels: Levels = LEVELS
    elsewhere: Paragraph | None = None
    needs: Annotated[tuple[Slug, ...], Field(strict=False)] = ()
    without: Paragraph | None = None
    text: Annotated[tuple[Paragraph, ...], Field(strict=False)] = ()
    keys: Annotated[tuple[Key, ...], Field(strict=False)] = ()
    drawings: Annotated[tuple[AnyDrawing, ...], Field(strict=False)] = ()
    words: Annotated[tuple[Word, ...], Field(strict=False)] = ()
    notes: Annotated[tuple[Note, ...], Field(strict=False)] = ()


class Explanation(Descriptor):
    """A page. ``population``: the indicator that amounts are divided by to be told per inhabitant.

    ``needs``: a territory has a page worth a link when one of these has a value. ``empty``: what is said
    of one that has none.
    """

    slug: Slug
    title: Sentence
    summary: Paragraph
    levels: Levels
    population: Slug | None = None
    needs: Annotated[tuple[Slug, ...], Field(min_length=1, strict=False)]
    empty: Paragraph
    sections: Annotated[tuple[Section, ...], Field(min_length=1, strict=False)]
