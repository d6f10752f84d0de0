"""The strates of the catalogue: their bounds, at the bounds."""

from __future__ import annotations

import pytest

from portal.territories.strates import Strate, StrateScale, find_strate, load_strates


@pytest.mark.parametrize(
    ("population", "key"),
    [
        (0, "moins-100"), (99, "moins-100"), (100, "100-199"), (499, "200-499"), (500, "500-1999"),
        (3499, "2000-3499"), (3500, "3500-4999"), (9999, "5000-9999"), (20000, "20000-49999"),
        (99999, "50000-99999"), (100000, "100000-plus"), (2_100_000, "100000-plus"),
    ],
)  # fmt: skip
def test_strate_of_a_commune(population: int, key: str) -> None:
    strate = load_strates()["commune"].find(population=population)
    assert strate is not None
    assert strate.key == key


def test_strates_of_the_other_kinds() -> None:
    scales = load_strates()
    assert len(scales["commune"].strates) == 11
    lyon = scales["epci"].find(population=None, type_="MET69")
    assert lyon is not None
    assert lyon.key == "metropole"
    assert scales["epci"].find(population=1, type_="inconnu") is None
    assert scales["epci"].find(population=None, type_="CC") is None
    assert scales["departement"].find(population=None) is None
    assert find_strate("commune", "moins-100") == scales["commune"].strates[0]
    assert find_strate("commune", "inconnue") is None
    assert find_strate("france", "moins-100") is None


def test_scale_with_a_gap_is_refused() -> None:
    low = Strate(key="low", label="", short_label="", min=0, max=9)
    high = Strate(key="high", label="", short_label="", min=11)
    with pytest.raises(ValueError, match="strates low and high leave a gap or overlap"):
        StrateScale(basis="population", strates=(low, high))


@pytest.mark.parametrize(
    ("type_", "population", "key"),
    [
        ("CC", 0, "cc-moins-15000"),
        ("CC", 14999, "cc-moins-15000"),
        ("CC", 15000, "cc-15000-29999"),
        ("CC", 29999, "cc-15000-29999"),
        ("CC", 30000, "cc-30000-49999"),
        ("CC", 50000, "cc-50000-plus"),
        ("CA", 49999, "ca-moins-50000"),
        ("CA", 50000, "ca-50000-99999"),
        ("CA", 816362, "ca-100000-plus"),
        ("CU", 5, "cu"),
        ("METRO", 816362, "metropole"),
    ],
)
def test_strate_of_an_epci(type_: str, population: int, key: str) -> None:
    strate = load_strates()["epci"].find(population=population, type_=type_)
    assert strate is not None
    assert strate.key == key


def test_scale_that_leaves_out_the_large_ones_of_a_type_is_refused() -> None:
    small = Strate(key="small", label="", short_label="", types=("CC",), min=0, max=9)
    others = Strate(key="others", label="", short_label="", types=("CA",), min=0)
    with pytest.raises(ValueError, match="small and others do not cover every size"):
        StrateScale(basis="population", strates=(small, others))
