"""Pasted texts, as they come from spreadsheets, messages and attackers."""

from __future__ import annotations

import pytest

from portal.territories.lists.splitting import Item, clean_item, split_list


def test_list_one_a_line_keeps_numbers_of_lines() -> None:
    assert split_list("Rennes\r\n\r\n  Acigné  \n").items == (Item(1, "Rennes"), Item(3, "Acigné"))


@pytest.mark.parametrize("separator", [",", ";", "\t", " ; ", "|"])
def test_list_on_one_line_keeps_its_cells(separator: str) -> None:
    [item] = split_list(separator.join(["35238", "35001", "35051"])).items
    assert item.cells == ("35238", "35001", "35051")


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ('"Rennes"', "Rennes"),
        ("« Rennes »", "Rennes"),
        ("- Rennes", "Rennes"),
        ("• Saint-Étienne", "Saint-Étienne"),
        ("Re\u200bnn\u202ees\x00", "Rennes"),
        ("St\u00a0Denis\u202f93", "St Denis 93"),
        ("E\u0301tel", "Étel"),
        ("L'Haÿ-les-Roses", "L'Haÿ-les-Roses"),
        ("\u202e\x00", ""),
        ("a" * 1000, "a" * 120),
    ],
)
def test_item_is_what_can_be_read(text: str, item: str) -> None:
    assert clean_item(text) == item


def test_list_of_a_hundred_thousand_lines_is_cut_and_says_so() -> None:
    pasted = split_list("35238\n" * 100_000)
    assert pasted.is_cut
    assert (len(pasted.items), pasted.left_out) == (2_500, 17_500)  # 120 000 characters, six a line


def test_same_text_has_the_same_key() -> None:
    assert Item(1, "Saint-Denis").key == Item(9, "saint-denis").key
    assert Item(1, "Saint-Denis").key != Item(1, "Saint-Denis", ("Saint-Denis", "93")).key
