"""Every list of questions and every idea explained: sound, in plain French, and answered somewhere."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.finding import find_indicators
from portal.web.explore.asked import VIEW_KEYS

LISTS = sorted(path.stem for path in (settings.CATALOGUE_DIR / "explorer").glob("*.yaml"))
TERMS = sorted(path.stem for path in (settings.CATALOGUE_DIR / "terms").glob("*.yaml"))
JARGON = re.compile(r"\b(encours|epci|strates?|agrégats?|péréquation|dgf|ratio)\b", re.IGNORECASE)


@pytest.mark.parametrize("slug", LISTS)
def test_questions_are_asked_in_plain_words(slug: str) -> None:
    for one in get_catalogue().questions[slug].questions:
        assert one.question.endswith(" ?"), one.question
        assert one.question[0].isupper(), one.question
        assert not JARGON.search(one.question), one.question
        assert one.view in VIEW_KEYS
        assert one.level is not None, one.question


@pytest.mark.parametrize("slug", LISTS)
def test_question_about_all_departements_or_regions_is_nationwide(slug: str) -> None:
    for one in get_catalogue().questions[slug].questions:
        assert one.nationwide is bool(re.search(r"départements?\b|régions?\b|la France", one.question)), one


@pytest.mark.parametrize("slug", LISTS)
def test_question_typed_finds_its_indicator(slug: str) -> None:
    for one in get_catalogue().questions[slug].questions:
        assert one.indicator in find_indicators(one.question).slugs[:5], one.question


def test_one_list_is_featured_with_enough_to_choose_from() -> None:
    [featured] = [one for one in get_catalogue().questions.values() if one.featured]
    assert 6 <= len(featured.questions) <= 12


@pytest.mark.parametrize("slug", TERMS)
def test_idea_is_explained_in_a_line_and_finds_something(slug: str) -> None:
    term = get_catalogue().terms[slug]
    assert len(term.text) <= 240
    assert any(find_indicators(word).slugs for word in term.words), slug


def test_words_that_only_the_administration_knows_are_explained_at_once() -> None:
    explained = " ".join(one.label for one in get_catalogue().terms.values() if one.explained)
    for word in ("Encours", "EPCI", "Strate", "Médiane"):
        assert word in explained


def test_every_public_indicator_has_a_question() -> None:
    for one in get_catalogue().list_public_indicators():
        assert one.question, one.slug
        assert one.question.endswith(" ?"), one.slug
