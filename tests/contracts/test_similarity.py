"""Criteria of similar territories: words that a reader understands, figures that are at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.similarity import Similarity
from portal.territories.models import Kind

SLUGS = sorted(path.stem for path in Path(settings.CATALOGUE_DIR).glob("similarity/*.yaml"))


@pytest.fixture(params=SLUGS)
def similarity(request: pytest.FixtureRequest) -> Similarity:
    return get_catalogue().similarity[request.param]


def test_every_kind_with_a_comparator_has_criteria() -> None:
    assert {"commune", "epci", "departement", "region"} == set(SLUGS) <= set(Kind.values)


def test_words_are_typed_plainly_and_go_on_a_sentence(similarity: Similarity) -> None:
    for criterion in similarity.criteria:
        for text in (criterion.label, criterion.close):
            assert not re.search("[\u00a0\u202f\u2019]|  ", text), text
            assert text[0].islower(), text
            assert text[-1].isalnum(), text
    assert similarity.compared.endswith(".")


def test_closeness_is_narrower_than_what_is_compared(similarity: Similarity) -> None:
    for criterion in similarity.criteria:
        if criterion.transform == "log":
            assert criterion.close_within is not None
            assert criterion.close_within <= similarity.size.at_most_times


def test_types_of_groups_are_those_of_the_territories(similarity: Similarity) -> None:
    types = {type_ for group in similarity.groups for type_ in group}
    assert types in (set(), {"CC", "CA", "CU", "METRO", "MET69"})
