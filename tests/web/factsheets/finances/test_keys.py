"""Sentences of key figures by sign, calculations with the real numbers, comparisons of the same year."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence
from portal.stats.descriptors.explanation import Key, Term
from portal.web.factsheets.finances.keys import KeyFigure, Place, build_keys, fill
from portal.web.factsheets.wording import COMPARED_WITH
from tests.web.factsheets.finances.builders import (
    Values,
    build_reading,
    compare_with,
    make_plain,
)

SAVING = Key(
    indicator="epargne_brute",
    positive="En {year}, il reste {value}[, soit {per_inhabitant} par habitant].",
    negative="En {year}, il a manqué {value}[, soit {per_inhabitant} par habitant].",
    zero="En {year}, rien ne reste.",
    terms=(
        Term(indicator="recettes_fonctionnement"),
        Term(indicator="depenses_fonctionnement", sign="minus"),
    ),
    compared="epargne_brute_hab",
)
YEARS_OF_DEBT = Key(
    indicator="capacite_desendettement",
    positive="Il faudrait {value}.",
    absences={"not_significant": "L’épargne est négative : un nombre d’années n’aurait pas de sens."},
)
PLACE = Place("Rennes", "de Rennes", "/communes/35238-rennes")


def tell(values: Values, *keys: Key, **options: object) -> list[KeyFigure]:
    return build_keys(build_reading(values, **options), keys, PLACE, COMPARED_WITH["commune"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (3_162_093.28, "En 2024, il reste 3,2 M€, soit 60 € par habitant."),
        (-656_349.0, "En 2024, il a manqué 656 349 €, soit 12 € par habitant."),
        (0.0, "En 2024, rien ne reste."),
    ],
)
def test_key_is_told_by_its_sign(value: float, sentence: str) -> None:
    [key] = tell({"epargne_brute": {2024: value}, "population_comptes": {2024: 52_586.0}}, SAVING)
    assert make_plain(key.sentence) == sentence


def test_key_without_population_says_nothing_per_inhabitant() -> None:
    [key] = tell({"epargne_brute": {2024: 1000.0}}, SAVING)
    assert make_plain(key.sentence) == "En 2024, il reste 1 000 €."
    assert key.href == "/communes/35238-rennes/indicateurs/epargne-brute"


def test_key_of_a_source_shows_the_addition_that_gives_it() -> None:
    [key] = tell(
        {
            "epargne_brute": {2024: 3_162_093.28},
            "recettes_fonctionnement": {2024: 93_181_093.70},
            "depenses_fonctionnement": {2024: 90_019_000.42},
            "population_comptes": {2024: 52_586.0},
        },
        SAVING,
    )
    assert key.calculation is not None
    assert make_plain(key.calculation.words) == "Recettes de fonctionnement − Dépenses de fonctionnement."
    assert make_plain(key.calculation.numbers) == "93 181 093,70 € − 90 019 000,42 € = 3 162 093,28 €"
    assert make_plain(key.calculation.lines[-1]) == "Par habitant : 3 162 093,28 € ÷ 52 586 hab. = 60 €."


def test_key_whose_terms_do_not_add_up_shows_no_numbers() -> None:
    values = {
        "epargne_brute": {2024: 3.0},
        "recettes_fonctionnement": {2024: 10.0},
        "depenses_fonctionnement": {2024: 9.0},
    }
    [key] = tell(values, SAVING)
    assert key.calculation is not None
    assert key.calculation.numbers == ""


def test_key_computed_by_the_portal_divides_the_numbers_of_its_year() -> None:
    values = {
        "capacite_desendettement": {2024: 17.4902763115},
        "encours_dette": {2023: 1.0, 2024: 55_305_885.19},
        "epargne_brute": {2024: 3_162_093.28},
    }
    [key] = tell(values, YEARS_OF_DEBT)
    assert key.calculation is not None
    assert make_plain(key.calculation.numbers) == "55 305 885,19 € ÷ 3 162 093,28 € = 17,5 ans"


def test_key_without_meaning_that_year_says_why() -> None:
    values = {
        "epargne_brute": {2023: 5.0, 2024: -5.0},
        "capacite_desendettement": {2023: 4.0, 2024: Absence.NOT_SIGNIFICANT},
    }
    saving, debt = tell(values, SAVING, YEARS_OF_DEBT)
    assert "{" not in saving.sentence
    assert debt.cell.absence is not None
    assert debt.sentence.startswith("L’épargne est négative")
    assert debt.calculation is None


def test_key_of_another_year_is_told_only_when_its_sentence_says_the_year() -> None:
    values = {"epargne_brute": {2024: 5.0}, "capacite_desendettement": {2022: 4.0}}
    assert [key.label for key in tell(values, SAVING, YEARS_OF_DEBT)] == ["Épargne brute"]
    dated = YEARS_OF_DEBT.model_copy(update={"positive": "En {year}, il faudrait {value}."})
    assert [make_plain(key.sentence) for key in tell(values, SAVING, dated)][
        1
    ] == "En 2022, il faudrait 4,0 ans."


def test_key_is_compared_per_inhabitant_with_medians_of_its_year() -> None:
    values = {"epargne_brute": {2024: 1000.0}, "epargne_brute_hab": {2024: 100.0}}
    [key] = tell(values, SAVING, comparisons={"epargne_brute_hab": compare_with(200.0, 2024)})
    assert [make_plain(words) for words in key.comparisons] == [
        "Par habitant : environ la moitié de la médiane des 32 communes du département (200 €/hab.)."
    ]
    [other] = tell(values, SAVING, comparisons={"epargne_brute_hab": compare_with(200.0, 2023)})
    assert other.comparisons == ()


def test_key_of_several_years_tells_its_evolution_in_current_euros() -> None:
    [key] = tell({"epargne_brute": {2022: 1000.0, 2024: 1100.0}}, SAVING)
    assert (
        make_plain(key.change) == "en hausse de 10 % depuis 2022 (en euros courants, sans ôter l’inflation)."
    )
    assert key.sparkline


def test_sentence_drops_the_brackets_of_what_is_not_known() -> None:
    template = "Il reste {value}[ ({per_inhabitant})]."
    assert fill(template, {"value": "1", "per_inhabitant": ""}) == "Il reste 1."
    assert fill(template, {"value": "1", "per_inhabitant": "2"}) == "Il reste 1 (2)."
    assert fill("Sur 100 €, {number} €.", {"number": "43,2"}) == "Sur 100\u00a0€, 43,2\u00a0€."
