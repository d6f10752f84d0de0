"""The reference part of the catalogue, and what is told of its mistakes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.references.handbook import Handbook, get_handbook, load_handbook
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.handbook_checks import check_handbook

TERM = 'term: "épargne brute"\nfield: finances\nshort: "Ce qui reste."\nsources:\n  - title: "Loi"\n'


def _write(root: Path, folder: str, name: str, text: str) -> None:
    (root / folder).mkdir(parents=True, exist_ok=True)
    (root / folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def _list_letters(handbook: Handbook) -> list[str]:
    return [f"{one.code} {one.message}" for one in check_handbook(handbook, get_catalogue())]


def test_reference_part_is_fit_for_use() -> None:
    handbook = get_handbook()
    assert _list_letters(handbook) == []
    assert len(handbook.glossary) >= 60
    assert all(handbook.methods.values())


def test_words_are_plain_and_sourced() -> None:
    """Lists in lower case inside a sentence, short definitions that end, a source each."""
    for term in get_handbook().glossary.values():
        assert term.short.endswith("."), term.slug
        assert len(term.short) <= 260, term.slug
        assert all(paragraph.endswith(".") for paragraph in term.text), term.slug
        assert not re.search(r"\b(etc|cf)\b", term.short), term.slug


def test_every_word_is_linked_with_another() -> None:
    """A word that leads nowhere, and that nothing leads to, is out of reach."""
    handbook = get_handbook()
    named = {slug for one in handbook.glossary.values() for slug in one.also}
    alone = [
        one.slug for one in handbook.glossary.values()
        if not one.also and one.slug not in named and not one.indicators
    ]  # fmt: skip
    assert alone == []


@pytest.mark.parametrize(
    ("folder", "name", "text", "letter"),
    [
        (
            "glossary",
            "epargne",
            TERM + "also: [rien]\n",
            "references.E010 “rien” is not in catalogue/glossary.",
        ),
        ("glossary", "epargne", TERM + "also: [epargne]\n", "references.E011 also: epargne names itself."),
        ("glossary", "epargne", TERM + "indicators: [rien]\n", "stats.E030 “rien” is no public indicator"),
        (
            "methods",
            "calcul",
            'title: "A"\norder: 1\nsummary: "B"\nsteps: [{title: C, text: [D]}]\ncode: [portal/rien.py]\n',
            "references.E012 portal/rien.py does not exist.",
        ),
        (
            "nomenclatures",
            "liste",
            (
                'title: "A"\norder: 1\nsummary: "B"\nversion: "C"\n'
                "content: {kind: categories, indicator: rien}\n"
            ),
            "stats.E030 “rien” is no indicator",
        ),
        (
            "calendar",
            "date",
            'title: "A"\nkind: deadline\nmonth: 4\nsummary: "B"\nsources: [{title: C}]\nproducer: rien\n',
            "stats.E030 “rien” is no producer",
        ),
    ],
)
def test_mistake_is_told_with_its_file(
    tmp_path: Path, folder: str, name: str, text: str, letter: str
) -> None:
    _write(tmp_path, folder, name, text)
    letters = _list_letters(load_handbook(tmp_path))
    assert len(letters) == 1
    assert letters[0].startswith(letter)


def test_rows_of_a_written_list_have_all_their_cells(tmp_path: Path) -> None:
    _write(
        tmp_path, "nomenclatures", "liste",
        'title: "A"\norder: 1\nsummary: "B"\nversion: "C"\n'
        'content: {kind: rows, columns: [Code, Nom], rows: [["1", "Un"], ["2"]]}\n',
    )  # fmt: skip
    problems = load_handbook(tmp_path).problems
    assert ["the row '2' has 1 cells, not 2" in str(one) for one in problems] == [True]


def test_sources_of_duties_and_words_are_named() -> None:
    handbook = get_handbook()
    for duty in handbook.obligations.values():
        assert duty.sources
        assert duty.unknown
