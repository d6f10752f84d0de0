"""The hand-written statement answers what the ORM does."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.forms.models import model_to_dict
from pytest_django import DjangoAssertNumQueries

from portal.territories.models import Territory
from portal.territories.queries.cards import find_card
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db


def test_card_is_what_the_orm_reads(django_assert_num_queries: DjangoAssertNumQueries):
    build_small_universe()
    expected = Territory.objects.get(kind="commune", code="35238")
    with django_assert_num_queries(1):
        found = find_card("commune", "35238")
        assert found is not None
        contact, head = found.contact, found.head
    assert (found, model_to_dict(found)) == (expected, model_to_dict(expected))
    assert (contact, model_to_dict(contact)) == (expected.contact, model_to_dict(expected.contact))
    assert (head, model_to_dict(head)) == (expected.head, model_to_dict(expected.head))


def test_card_without_town_hall_or_head():
    build_small_universe()
    found = find_card("commune", "35001")
    assert found is not None
    with pytest.raises(ObjectDoesNotExist):
        assert found.contact
    with pytest.raises(ObjectDoesNotExist):
        assert found.head


def test_past_territory_has_a_card_and_unknown_code_none():
    build_small_universe()
    past = find_card("commune", "35112")
    assert past is not None
    assert past.is_current is False
    assert find_card("commune", "99999") is None
