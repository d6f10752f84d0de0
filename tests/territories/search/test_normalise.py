"""Questions and names meet in one plain form."""

from __future__ import annotations

import pytest

from portal.territories.search.normalise import (
    MAX_QUERY_LENGTH,
    MAX_WORDS,
    build_words,
    fold,
    parse_question,
    sound_out,
    split_words,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Châteauroux", "chateauroux"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Villeneuve d’Ascq", "villeneuve d ascq"),
        ("Cœuvres", "coeuvres"),
        ("ŒUILLY", "oeuilly"),
        ("  Saint   Denis\t", "saint denis"),
        ("Neuilly s/ Seine", "neuilly sur seine"),
        ("Neuilly s/Seine", "neuilly sur seine"),
        ("É" + "\u0301", "e"),  # twice accented, once by a combining character
        ("東京", ""),
        ("a\x00b", "a b"),
        ("", ""),
    ],
)
def test_fold_text_keeps_plain_words(text: str, plain: str) -> None:
    assert fold(text) == plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("St-Étienne", ("saint", "etienne")),
        ("Ste Marie", ("sainte", "marie")),
        ("Lyon 3e", ("lyon", "3")),
        ("Paris 1er Arrdt", ("paris", "1", "arrondissement")),
        ("Paris 12ème", ("paris", "12")),
        ("2A", ("2a",)),
    ],
)
def test_split_words_spells_out_abbreviations(text: str, words: tuple[str, ...]) -> None:
    assert split_words(text) == words


def test_build_words_of_small_words_only_keeps_them() -> None:
    assert build_words(("les",)).core == "les"
    assert build_words(("le", "havre")).core == "havre"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("42100", "42100"),
        ("35 000", "35000"),
        ("243 500 139", "243500139"),
        ("24350013900018", "243500139"),  # a SIRET
        ("2a", "2A"),
        ("2A004", "2A004"),
        ("département 35", "35"),
        ("paris 12", ""),
        ("rennes", ""),
        ("1234567890", ""),
    ],
)
def test_parse_question_finds_codes(text: str, number: str) -> None:
    assert parse_question(text).number == number


def test_parse_question_takes_kind_apart_from_name() -> None:
    question = parse_question("communauté de communes du Pays de Maîche")
    assert question.kinds == {"epci", "ept"}
    assert question.named is not None
    assert question.named.full == "pays de maiche"


def test_parse_question_takes_number_apart_from_name() -> None:
    question = parse_question("Saint-Denis (93)")
    assert question.place_number == "93"
    assert question.numbered is not None
    assert question.numbered.full == "saint denis"


@pytest.mark.parametrize("text", ["x" * 100_000, "a " * 50_000, "\x00" * 1000, "\ud800", "%_%_" * 500])
def test_parse_question_of_any_text_is_bounded(text: str) -> None:
    question = parse_question(text)
    assert len(question.whole.full) <= MAX_QUERY_LENGTH + MAX_WORDS
    assert len(question.whole.words) <= MAX_WORDS


@pytest.mark.parametrize(
    ("heard", "name"), [("monpelier", "monpellier"), ("bordo", "bordeaux"), ("lile", "lille")]
)
def test_sound_out_brings_alike_sounds_together(heard: str, name: str) -> None:
    assert sound_out(heard) == sound_out(name)
