"""Which names some words mean, and in what order: on the small universe."""

from __future__ import annotations

import numpy as np
import pytest

from portal.territories.queries.universe import get_universe
from portal.territories.search.filtering import get_names
from tests.territories.builders import build_small_universe

pytestmark = pytest.mark.django_db


def find(text: str) -> list[str]:
    """Codes of the current communes that a text means."""
    table = get_universe().table("commune")
    found = get_names("commune").find(text) & table.is_current
    return sorted(table.codes[position] for position in np.flatnonzero(found))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("rennes", ["35238"]),
        ("RENN", ["35238"]),
        ("acigne", ["35001"]),
        ("Acigné", ["35001"]),
        ("cesson sevigne", ["35051"]),
        ("sévigné-cesson", ["35051"]),
        ("la chapelle", ["35062"]),
        ("35", ["35001", "35051", "35062", "35238"]),
        ("22050", ["22050"]),
        ("rennes 35", ["35238"]),
        ("rennes 22", []),
        ("5238", []),  # a code is known by its beginning
        ("zzz", []),
        ("", []),
        ("\0", []),
        ("שלום", []),
        ("%_", []),
        ("rennes " * 2000, ["35238"]),
        ("x" * 10_000, []),
    ],
)
def test_words_find_names_and_codes(text: str, codes: list[str]) -> None:
    build_small_universe()
    assert find(text) == codes


def test_names_are_in_french_order_whatever_is_asked() -> None:
    build_small_universe()
    table, names = get_universe().table("commune"), get_names("commune")
    positions = np.array([table.positions[code] for code in ("35238", "35062", "22050", "35001")], np.int32)
    ordered = positions[names.order(positions)]
    # Acigné, Dinan, La Chapelle-Fleurigné (articles count), Rennes.
    assert [table.codes[position] for position in ordered] == ["35001", "22050", "35062", "35238"]
    assert names.order(np.array([], np.int32)).tolist() == []


def test_kind_without_territories_has_no_names() -> None:
    build_small_universe()
    assert get_names("syndicat").find("rennes").tolist() == []
