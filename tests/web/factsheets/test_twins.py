"""Links between pages about the same ground, and what each says of itself."""

from __future__ import annotations

import pytest

from portal.cms.initial_content import read_messages
from portal.territories.queries.surroundings import forget_directory
from portal.web.factsheets.twins import _TWINS, list_twins
from tests.territories.builders import build_territory


def test_twins_are_said_on_both_sides():
    for one, others in _TWINS.items():
        assert all(one in _TWINS[other] for other in others)


def test_every_twin_has_a_message():
    """A link alone would not say why there are two pages."""
    told = {(one.kind, one.code) for one in read_messages()}
    assert set(_TWINS) <= told


def test_messages_lead_to_known_shapes_of_addresses():
    for one in read_messages():
        for href in one.text.split('href="')[1:]:
            assert href.startswith(("/ept/2000", "/epci/2000"))


@pytest.mark.django_db
def test_twins_of_corse_and_of_paris():
    corse = build_territory("region", "94", "Corse")
    build_territory("departement", "2A", "Corse-du-Sud")
    build_territory("departement", "2B", "Haute-Corse")
    paris = build_territory("commune", "75056", "Paris")
    build_territory("departement", "75", "Paris")
    rennes = build_territory("commune", "35238", "Rennes")
    forget_directory()
    try:
        assert list_twins(corse) == [
            ("Corse-du-Sud (département)", "/departements/2A-corse-du-sud"),
            ("Haute-Corse (département)", "/departements/2B-haute-corse"),
        ]
        assert list_twins(paris) == [("Paris (département)", "/departements/75-paris")]
        assert list_twins(rennes) == []
    finally:
        forget_directory()
