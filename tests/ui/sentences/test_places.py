"""A figure beside that of a named territory, of the same year or of another."""

from __future__ import annotations

import pytest

from portal.ui.sentences import Measure, name_median, name_place, write_comparison_with

NBSP, NARROW = "\u00a0", "\u202f"
EUROS = Measure("money", "€", 0)
SHARE = Measure("share", "%", 1, "points")


@pytest.mark.parametrize(
    ("place", "forms"),
    [
        (("Rennes", 0, "commune"), ("que Rennes", "de Rennes", "à Rennes", "Rennes")),
        (("Le Mans", 2, "commune"), ("que Le Mans", "du Mans", "au Mans", "Le Mans")),
        (("La Rochelle", 3, "commune"),
         ("que La Rochelle", "de La Rochelle", "à La Rochelle", "La Rochelle")),
        (("Les Lilas", 4, "commune"), ("que Les Lilas", "des Lilas", "aux Lilas", "Les Lilas")),
        (("Amiens", 1, "commune"), ("qu’Amiens", "d’Amiens", "à Amiens", "Amiens")),
        (("L'Haÿ-les-Roses", 5, "commune"),
         ("que L’Haÿ-les-Roses", "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses", "L’Haÿ-les-Roses")),
        (("Hauts-de-Seine", 4, "departement"),
         ("que les Hauts-de-Seine", "des Hauts-de-Seine", "aux Hauts-de-Seine", "les Hauts-de-Seine")),
        (("Bretagne", 0, "region"),
         ("que la région Bretagne", "de la région Bretagne", "à la région Bretagne",
          "la région Bretagne")),
        (("Grand Est", 2, "region"),
         ("que la région Grand Est", "de la région Grand Est", "à la région Grand Est",
          "la région Grand Est")),
        (("La Réunion", 0, "region"), ("que La Réunion", "de La Réunion", "à La Réunion", "La Réunion")),
        (("CC des Aspres", 0, "epci"),
         ("que la CC des Aspres", "de la CC des Aspres", "à la CC des Aspres", "la CC des Aspres")),
        (("France", 3, "france"), ("que la France", "de la France", "à la France", "la France")),
    ],
)  # fmt: skip
def test_place_is_named_after_each_word(
    place: tuple[str, int, str], forms: tuple[str, str, str, str]
) -> None:
    named = name_place(*place)
    assert (named.than, named.of, named.to, named.bare) == forms


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (1200, f"environ 20{NBSP}% de plus que la région Bretagne (1{NARROW}000{NBSP}€)"),
        (1900, f"près du double de la région Bretagne (1{NARROW}000{NBSP}€)"),
        (2500, f"environ 2,5 fois la région Bretagne (1{NARROW}000{NBSP}€)"),
        (1000, f"comparable à la région Bretagne (1{NARROW}000{NBSP}€)"),
        (0, f"contre 1{NARROW}000{NBSP}€ pour la région Bretagne"),
    ],
)
def test_figure_beside_a_named_territory(value: float, sentence: str) -> None:
    assert write_comparison_with(value, 1000, name_place("Bretagne", 0, "region"), EUROS) == sentence


def test_names_contract_after_de_and_a() -> None:
    le_mans = name_place("Le Mans", 2, "commune")
    assert write_comparison_with(1900, 1000, le_mans, EUROS).startswith("près du double du Mans (")
    assert write_comparison_with(1000, 1000, le_mans, EUROS).startswith("comparable au Mans (")
    assert write_comparison_with(1200, 1000, le_mans, EUROS).startswith(
        f"environ 20{NBSP}% de plus que Le Mans ("
    )


def test_two_years_are_both_said() -> None:
    bretagne = name_place("Bretagne", 0, "region")
    sentence = write_comparison_with(12.4, 9.2, bretagne, SHARE, year=2021, reference_year=2023)
    assert sentence == f"en 2021, 3,2{NBSP}points de plus que la région Bretagne en 2023 (9,2{NBSP}%)"
    nothing = write_comparison_with(0, 500, bretagne, EUROS, year=2021, reference_year=2023)
    assert nothing == f"en 2021, contre 500{NBSP}€ pour la région Bretagne en 2023"


def test_one_year_is_not_repeated() -> None:
    median = name_median("des communes voisines")
    sentence = write_comparison_with(12.4, 9.2, median, SHARE, year=2021, reference_year=2021)
    assert sentence == f"3,2{NBSP}points de plus que la médiane des communes voisines (9,2{NBSP}%)"


def test_nothing_is_said_beside_an_absence() -> None:
    assert write_comparison_with(12.4, None, name_median("du groupe"), SHARE) == ""
