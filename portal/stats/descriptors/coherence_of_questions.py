"""What lists of questions promise about indicators: that they exist and have the level asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from portal.kernel.descriptors import Problem
from portal.stats.descriptors.questions import QuestionList, Term

if TYPE_CHECKING:
    from portal.stats.descriptors.entries import Catalogue

_CODE: Final = "stats.E021"


def check_questions(catalogue: Catalogue) -> Iterator[Problem]:
    """Every incoherence of the lists with the indicators, and between them."""
    featured = [one.slug for one in catalogue.questions.values() if one.featured]
    if len(featured) > 1:
        yield Problem(
            _CODE,
            f"several lists are featured: {', '.join(featured)}.",
            "Keep “featured” in one.",
            catalogue.root / "explorer" / f"{featured[1]}.yaml",
            1,
        )
    for one in catalogue.questions.values():
        for message, hint in _check_list(catalogue, one):
            yield Problem(_CODE, message, hint, catalogue.root / "explorer" / f"{one.slug}.yaml", 1)
    for term in catalogue.terms.values():
        for message, hint in _check_term(term):
            yield Problem(_CODE, message, hint, catalogue.root / "terms" / f"{term.slug}.yaml", 1)


def _check_list(catalogue: Catalogue, one: QuestionList) -> Iterator[tuple[str, str]]:
    for text, count in Counter(entry.question for entry in one.questions).items():
        if count > 1:
            yield f"“{text}” is asked twice.", "Keep one."
        if not text.endswith("?"):
            yield f"“{text}” is not a question.", "End it with “ ?”."
    for entry in one.questions:
        indicator = catalogue.indicators.get(entry.indicator)
        if indicator is None or indicator.internal:
            yield (
                f"“{entry.question}” names “{entry.indicator}”, which is no public indicator.",
                "Correct the slug.",
            )
        elif entry.level is not None and entry.level not in indicator.levels:
            yield (
                f"“{entry.question}” asks for the level {entry.level}, that {entry.indicator} has not.",
                f"Use one of {', '.join(indicator.levels)}.",
            )
        elif entry.level == "france":
            yield f"“{entry.question}” asks for a map of one place, France.", "Choose another level."


def _check_term(term: Term) -> Iterator[tuple[str, str]]:
    for word, count in Counter(term.words).items():
        if count > 1:
            yield f"words: “{word}” is given twice.", "Keep one."
    if not term.text.endswith("."):
        yield "text: it is not a sentence.", "End it with a full stop."
