"""The analyser: literal answers worked out by hand, then properties of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.library.search.words import (
    LONGEST_WORD,
    STOP_WORDS,
    analyse,
    drop_plural,
    read_words,
    split_words,
    stem_words,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’habitat à Saint-Denis", ["l", "habitat", "a", "saint", "denis"]),
        ("Aujourd’hui, aujourd'hui", ["aujourdhui", "aujourdhui"]),
        ("Œuvre, cœur, ex æquo", ["oeuvre", "coeur", "ex", "aequo"]),
        ("D.G.F., S.D.I.S et DGF", ["dgf", "sdis", "et", "dgf"]),
        ("M57, M 57, M. 57", ["m57", "m57", "m57"]),
        ("L. 2334-1 et L2334-1", ["l2334", "1", "et", "l2334", "1"]),
        ("de 5 à 57 ans", ["de", "5", "a", "57", "ans"]),
        ("CO₂, m², 1ᵉʳ", ["co2", "m2", "1er"]),
        ("2024-2025 : 1\u202f200,5 €", ["2024", "2025", "1", "200", "5"]),
        ("inter\u00adcommu\u200bnal", ["intercommunal"]),
        ("prud’hommes de la presqu’île", ["prudhommes", "de", "la", "presquile"]),
        ("𝕊𝔻𝕀𝕊", ["sdis"]),
        ("%_*?:()!", []),
        ("Ελλάδα Россия", ["ελλαδα", "россия"]),
        ("x" * 100, ["x" * LONGEST_WORD]),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("emplois", "emploi"),
        ("reseaux", "reseau"),
        ("fiscaux", "fiscal"),
        ("travaux", "travail"),
        ("enjeux", "enjeu"),
        ("taux", "taux"),
        ("congress", "congress"),
        ("eau", "eau"),
    ],
)
def test_plural_rule(plural: str, singular: str) -> None:
    assert drop_plural(plural) == singular


@pytest.mark.parametrize(
    "words",
    [
        ("depense", "depenses"),
        ("emploi", "emplois"),
        ("communal", "communaux", "communale", "communales"),
        ("logement", "logements"),
        ("intercommunalite", "intercommunalites"),
        ("election", "elections"),
        ("reseau", "reseaux"),
    ],
)
def test_forms_of_a_word_share_a_stem(words: tuple[str, ...]) -> None:
    assert len(set(stem_words(words))) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("cour", "cours"),
        ("fond", "fonds"),
        ("moi", "mois"),
        ("commun", "commission"),
        ("m14", "m57"),
        ("loi", "loyers"),
        ("lois", "loyer"),
        ("fonction", "fonctionnement"),
        ("publique", "publication"),
        ("habitants", "habitation"),
        ("depart", "departement"),
    ],
)
def test_different_words_keep_different_stems(words: tuple[str, str]) -> None:
    assert len(set(stem_words(words))) == 2


def test_small_words_are_marked_in_their_place() -> None:
    assert analyse("Le compte de gestion") == "_ compt _ gestion"
    assert stem_words(["le", "de", "est"]) == ["", "", "est"]  # « Grand Est »


def test_a_word_keeps_what_was_written() -> None:
    (word,) = read_words("DÉPENSES")
    assert (word.surface, word.plain, word.stem) == ("dépenses", "depenses", "depens")


_TEXTS = st.text(max_size=200)


@given(_TEXTS)
def test_any_text_has_words_without_spaces_nor_accents(text: str) -> None:
    for word in split_words(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert not any(character.isspace() for character in word)


@given(_TEXTS)
def test_a_text_and_a_question_have_the_same_stems(text: str) -> None:
    written = [one for one in analyse(text).split(" ") if one not in ("", "_")]
    assert [word.stem for word in read_words(text) if word.stem] == written


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèàùçœ' -’", max_size=60))
def test_capitals_and_accents_change_nothing(text: str) -> None:
    assert analyse(text.upper()) == analyse(text)


@given(st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20)))
def test_every_word_has_one_stem(words: list[str]) -> None:
    stems = stem_words(words)
    assert len(stems) == len(words)
    assert all((stem == "") == (word in STOP_WORDS) for word, stem in zip(words, stems, strict=True))
