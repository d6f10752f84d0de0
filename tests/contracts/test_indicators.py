"""Every indicator: captions that a reader understands, in plain text that the portal typesets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator

SLUGS = sorted(path.stem for path in Path(settings.CATALOGUE_DIR).glob("indicators/*/*.yaml"))


@pytest.fixture(params=SLUGS)
def indicator(request: pytest.FixtureRequest) -> Indicator:
    return get_catalogue().indicators[request.param]


def _list_texts(indicator: Indicator) -> list[str]:
    found = [indicator.label, indicator.short_label, *indicator.caveats]
    found += [text for text in (indicator.question, indicator.method) if text]
    return found + [
        text for category in indicator.categories for text in (category.label, category.description)
    ]


def test_texts_are_typed_plainly(indicator: Indicator) -> None:
    """Ordinary spaces and apostrophes in YAML: ``typeset`` makes them French, in one place."""
    for text in _list_texts(indicator):
        assert "\u00a0" not in text, text
        assert "\u202f" not in text, text
        assert "\u2019" not in text, text
        assert "  " not in text, text
        assert not re.search(r"\w[?!;]", text), text


def test_texts_elide(indicator: Indicator) -> None:
    for text in _list_texts(indicator):
        assert not re.search(r"\b(?:de|le|la|que|ne|se|je) [aeiouéèêàâîœ]\w", text, re.IGNORECASE), text


def test_sentences_end_with_a_full_stop(indicator: Indicator) -> None:
    for text in [*indicator.caveats, *([indicator.method] if indicator.method else [])]:
        assert text.endswith("."), text


def test_public_indicator_has_question_method_and_source(indicator: Indicator) -> None:
    if indicator.internal:
        return
    assert indicator.question
    assert indicator.question.endswith(" ?")
    assert indicator.method
    assert get_catalogue().list_sources(indicator.slug)


def test_label_starts_with_a_capital_and_does_not_end_with_a_stop(indicator: Indicator) -> None:
    assert indicator.label[0].isupper()
    assert not indicator.label.endswith(".")


def test_personal_figures_have_a_threshold(indicator: Indicator) -> None:
    """Ages and occupations of people are only given for eleven people or more."""
    inputs = set(get_catalogue().list_inputs(indicator.slug))
    personal = inputs & {"elus_age_connu", "elus_profession_connue"}
    if personal:
        assert indicator.disclosure is not None
        assert indicator.disclosure.minimum_units == 11
        assert {indicator.disclosure.of} == personal


def test_catalogue_offers_what_the_first_issue_asks() -> None:
    public = get_catalogue().list_public_indicators()
    assert len(public) >= 25
    assert "population" in {one.slug for one in public}
    for level in ("commune", "epci", "departement", "region", "france"):
        assert sum(level in one.levels for one in public) >= 15, level


PACKAGED = {"package", "territories", "folder"}


def test_key_figures_are_ordered_and_six_are_there_without_any_download() -> None:
    """A sheet shows the first six that it has: those behind stand in while a source is waiting."""
    catalogue = get_catalogue()
    offline = {
        name
        for dataset in catalogue.datasets.values()
        if all(file.fetch.kind in PACKAGED for file in dataset.files if not file.optional)
        for name in dataset.indicators
    }
    for level in ("commune", "epci", "departement", "region", "france"):
        chosen = catalogue.list_key_figures(level)
        assert [one.key_figure[level] for one in chosen] == list(range(1, len(chosen) + 1))
        assert all(level in one.levels and not one.internal for one in chosen)
        standing = [
            one for one in chosen if offline.issuperset(catalogue.list_inputs(one.slug) or (one.slug,))
        ]
        assert len(standing) >= 6, level


def test_maps_open_with_something_else_than_a_count() -> None:
    """A map of counts is a map of sizes: a large territory is dark whatever happens there."""
    catalogue = get_catalogue()
    for level in ("commune", "epci", "departement", "region"):
        drawn = catalogue.list_drawn(level)
        assert drawn, level
        for one in drawn:
            assert not one.is_categorical, one.slug
            assert level in one.levels, one.slug
            assert catalogue.units[one.unit].dimension != "count", one.slug
