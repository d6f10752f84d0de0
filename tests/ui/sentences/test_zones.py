"""What an indicator says of a zone: each case worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from portal.kernel.figures import Absence, Status
from portal.ui.sentences import Measure, ZoneMember, ZoneWords, write_zone_change, write_zone_summary

NAN = float("nan")
NAMES = ("Acigné", "Betton", "Cancale", "Dinard", "Ercé", "Fougères", "Guichen", "Hirel", "Iffendic", "Janzé")
DEBT = ZoneWords(
    "Dette",
    "en Corse",
    ("commune", "communes"),
    is_feminine=True,
    measure=Measure("money", "€/hab.", 0),
    year=2023,
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def name_of(place: int) -> str:
    return NAMES[place % len(NAMES)]


def write(
    values: Sequence[float],
    absences: Sequence[int] | None = None,
    *,
    words: ZoneWords = DEBT,
    statuses: Sequence[int] | None = None,
    here: ZoneMember | None = None,
    labels: Mapping[float, str] | None = None,
) -> list[str]:
    given = np.array(values, np.float64)
    reasons = absences if absences is not None else np.where(np.isnan(given), Absence.SECRET, 0).tolist()
    found = write_zone_summary(
        words,
        given,
        np.array(reasons, np.uint8),
        name_of,
        statuses=None if statuses is None else np.array(statuses, np.uint8),
        here=here,
        labels=labels,
    )
    return [plain(one) for one in found]


def test_zone_is_told_by_its_middle_and_its_ends() -> None:
    # Sorted: 10 20 30 40 50 60 70 80 90 1000. Median 55; quartiles at places 2.25 and 6.75: 32.5 and 77.5.
    assert write([10, 20, 30, 40, 50, 60, 70, 80, 90, 1000]) == [
        (
            "Dette en 2023 : en Corse, la médiane des 10 communes est de 55 €/hab. (une sur "
            "deux est au-dessus) ; la moitié d’entre elles se situe entre 33 et 78 €/hab."
        ),
        "La valeur la plus élevée : 1 000 €/hab. (Janzé) ; la plus basse : 10 €/hab. (Acigné).",
    ]


def test_nothing_is_told_of_a_zone_without_members() -> None:
    assert write([]) == []


def test_zone_without_any_value_says_why() -> None:
    assert write([NAN, NAN, NAN], [1, 1, 2]) == [
        (
            "Dette en 2023 : en Corse, aucune valeur pour 2 communes (secret statistique) "
            "et 1 commune (non disponible)."
        ),
    ]


def test_single_value_is_told_with_its_name() -> None:
    assert write([NAN, 7]) == [
        "Dette en 2023 : en Corse, une seule commune a une valeur : Betton, 7 €/hab.",
        "Sans valeur : 1 commune (secret statistique).",
    ]
    assert write([7]) == [
        "Dette en 2023 : en Corse, une seule commune a une valeur : Acigné, 7 €/hab.",
    ]


def test_two_to_four_values_are_all_told_from_the_highest() -> None:
    assert write([1, 3]) == [
        (
            "Dette en 2023 : en Corse, de la valeur la plus élevée à la plus basse : "
            "Betton, 3 €/hab. ; Acigné, 1 €/hab."
        ),
    ]
    assert (
        "Cancale, 9 €/hab. ; Acigné, 4 €/hab. ; Betton, 4 €/hab. ; Dinard, 1 €/hab." in write([4, 4, 9, 1])[0]
    )


def test_fifth_value_brings_a_median() -> None:
    # Two of five above: not « one in two ».
    assert write([1, 2, 3, 4, 5])[0].endswith(
        "la médiane des 5 communes est de 3 €/hab. ; la moitié d’entre elles se situe entre 2 et 4 €/hab."
    )


def test_equal_values_are_said_once() -> None:
    assert write([5, 5, 5], here=ZoneMember(1, "Betton")) == [
        "Dette en 2023 : en Corse, les 3 communes ont la même valeur, 5 €/hab.",
    ]


def test_value_of_half_of_the_members_is_not_told_again_as_an_end() -> None:
    assert write([0, 0, 0, 0, 5, 6]) == [
        "Dette en 2023 : en Corse, 4 des 6 communes ont la même valeur, 0 €/hab.",
        "La valeur la plus élevée : 6 €/hab. (Fougères).",
    ]
    assert write([0, 1, 9, 9, 9, NAN])[:2] == [
        ("Dette en 2023 : en Corse, 3 des 5 communes qui ont une valeur ont la même, 9 €/hab."),
        "La valeur la plus basse : 0 €/hab. (Acigné).",
    ]


def test_median_of_less_than_half_of_a_zone_is_not_told() -> None:
    values = [1.0, 2.0, 3.0, 4.0, 5.0, *[NAN] * 6]
    assert write(values, here=ZoneMember(0, "Acigné")) == [
        (
            "Dette en 2023 : en Corse, 5 communes seulement, sur 11, ont une valeur : de "
            "1 €/hab. (Acigné) à 5 €/hab. (Ercé)."
        ),
        "Acigné (1 €/hab.) est 5e sur les 5 communes qui ont une valeur.",
        "Sans valeur : 6 communes (secret statistique).",
    ]


def test_median_of_exactly_half_of_a_zone_is_told() -> None:
    assert "la médiane des 5 communes qui ont une valeur" in write([1, 2, 3, 4, 5, *[NAN] * 5])[0]


def test_ends_shared_by_three_are_counted_and_by_two_named() -> None:
    values = [0, 0, 0, 4, 5, 6, 7, 9, 9]
    assert write(values)[1] == (
        "La valeur la plus élevée : 9 €/hab. (Hirel et Iffendic) ; la plus basse : 0 €/hab. (3 communes)."
    )


def test_name_that_has_brackets_stands_after_a_comma() -> None:
    found = write_zone_summary(
        DEBT, np.array([1.0, 2, 3, 4, 5]), np.zeros(5, np.uint8), lambda place: f"CC {place} (CCX)"
    )
    assert (
        plain(found[1])
        == "La valeur la plus élevée : 5 €/hab., CC 4 (CCX) ; la plus basse : 1 €/hab., CC 0 (CCX)."
    )


@pytest.mark.parametrize(
    ("place", "subject", "is_plural", "words"),
    [
        (2, "Saint-Malo", False, "Saint-Malo (3 €/hab.) est 3e sur 5."),
        (4, "les Ardennes", True, "Les Ardennes (5 €/hab.) sont au 1er rang sur 5."),
        (4, "la Mayenne", False, "La Mayenne (5 €/hab.) est au 1er rang sur 5."),
        (0, "les Ardennes", True, "Les Ardennes (1 €/hab.) sont au 5e rang sur 5."),
    ],
)
def test_rank_of_the_reader_agrees_with_every_name(
    place: int, subject: str, is_plural: bool, words: str
) -> None:
    assert write([1, 2, 3, 4, 5], here=ZoneMember(place, subject, is_plural))[-1] == words


def test_rank_says_ties() -> None:
    assert (
        write([9, 3, 3, 2, 1], here=ZoneMember(2, "Cancale"))[-1]
        == "Cancale (3 €/hab.) est 2e ex æquo sur 5."
    )


def test_reader_without_a_value_is_told_why() -> None:
    values = [1, 2, 3, 4, 5, NAN]
    assert write(values, here=ZoneMember(5, "Fougères"))[2:] == [
        "Fougères n’a pas de valeur : secret statistique.",
        "Sans valeur : 1 commune (secret statistique).",
    ]
    assert write(values, here=ZoneMember(5, "les Ardennes", is_plural=True))[2] == (
        "Les Ardennes n’ont pas de valeur : secret statistique."
    )


def test_negative_values_keep_their_sign() -> None:
    words = ZoneWords("Solde", "en Corse", ("commune", "communes"), True, Measure("money", "€", 0), 2023)
    assert write([-40, -30, -20, 10, 20], words=words)[0] == (
        "Solde en 2023 : en Corse, la médiane des 5 communes est de −20 € ; la moitié d’entre elles se situe "
        "entre −30 et 10 €."
    )


def test_percentages_and_ages_have_their_decimals() -> None:
    words = ZoneWords(
        "Part", "en France", ("région", "régions"), True, Measure("share", "%", 1, "points"), 2021
    )
    assert "est de 12,5 %" in write([10, 11, 12.5, 13, 14], words=words)[0]
    assert write([10, 11, 12.5, 13, 14], words=words)[1].startswith("La valeur la plus élevée : 14,0 %")


def test_counts_without_symbol_have_the_noun_of_their_unit() -> None:
    words = ZoneWords(
        "Décès", "en Corse", ("commune", "communes"), True, Measure("count", "", 0), 2020, ("décès", "décès")
    )
    assert "est de 3 décès" in write([1, 2, 3, 4, 5], words=words)[0]


def test_ratio_without_unit_is_a_bare_number() -> None:
    words = ZoneWords("Rapport", "à Paris", ("commune", "communes"), True, Measure("index", "", 1), 2021)
    assert (
        "est de 3,0 ; la moitié d’entre elles se situe entre 2,0 et 4,0."
        in write([1, 2, 3, 4, 5], words=words)[0]
    )


def test_masculine_members_agree() -> None:
    words = ZoneWords(
        "Dette", "en France", ("département", "départements"), False, Measure("money", "€", 0), 2023
    )
    told = write([10, 20, 30, 40, 50, 60, 70, 80, 90, 1000], words=words)[0]
    assert (
        "des 10 départements est de 55 € (un sur deux est au-dessus) ; la moitié d’entre eux se situe" in told
    )
    assert "un seul département a une valeur" in write([1], words=words)[0]


def test_middle_that_is_shown_as_one_number_is_said_to_be_close() -> None:
    words = ZoneWords(
        "Taux", "à Paris", ("commune", "communes"), True, Measure("share", "%", 0, "points"), 2021
    )
    assert write([1, 5.1, 5.2, 5.3, 9], words=words)[0].endswith(
        "la moitié d’entre elles en est toute proche."
    )


def test_tiny_values_are_spelt_in_sentences() -> None:
    words = ZoneWords(
        "Taux", "à Paris", ("commune", "communes"), True, Measure("share", "%", 1, "points"), 2021
    )
    assert "se situe entre moins de 0,1 et 4,0 %" in write([0.01, 0.02, 3, 4, 5], words=words)[0]
    assert "se situe entre −3,0 et presque 0 %" in write([-0.01, -0.02, -3, -4, 5], words=words)[0]


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        ([Status.PROVISIONAL] * 3 + [Status.NORMAL] * 2, "en 2023 (chiffres provisoires) : en"),
        ([Status.ESTIMATED] * 5, "en 2023 (chiffres estimés) : en"),
        ([Status.PROVISIONAL] * 2 + [Status.NORMAL] * 3, "en 2023 : en"),
    ],
)
def test_year_says_how_firm_most_values_are(statuses: list[int], words: str) -> None:
    assert words in write([1, 2, 3, 4, 5], statuses=statuses)[0]


def test_categories_are_told_by_their_shares() -> None:
    labels = {0.0: "Rural", 1.0: "Urbain", 2.0: "Autre"}
    assert write([0, 0, 0, 1, 1, 2], labels=labels, here=ZoneMember(3, "Dinard")) == [
        (
            "Dette en 2023 : en Corse, « Rural » pour 3 des 6 communes (50 %), « Urbain » pour "
            "2 (33 %) et « Autre » pour 1 (17 %)."
        ),
        "Dinard : « Urbain ».",
    ]


def test_categories_shared_by_all_or_by_one_are_told_once() -> None:
    assert write([1, 1], labels={1.0: "Urbain"})[0].endswith(
        "la même catégorie pour les 2 communes : « Urbain »."
    )
    assert write([1], labels={1.0: "Urbain"})[0].endswith("une seule commune a une catégorie : « Urbain ».")


def test_sixth_category_is_counted_with_the_fifth() -> None:
    labels = {float(number): f"C{number}" for number in range(6)}
    five = [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4]
    assert "et « C4 » pour 1 (7 %)" in write(five, labels=labels)[0]
    assert write([*five, 5], labels=labels)[0].endswith("et 2 autres catégories pour 2.")


def test_category_without_a_label_is_told_so() -> None:
    assert "« catégorie inconnue »" in write([8, 8], labels={})[0]


def change(
    before: Sequence[float], after: Sequence[float], words: ZoneWords = DEBT, since: int = 2018
) -> list[str]:
    found = write_zone_change(words, np.array(before, np.float64), np.array(after, np.float64), since)
    return [plain(one) for one in found]


def test_change_counts_rises_and_falls_as_shown() -> None:
    # 10.2 and 10.4 are both written 10: neither a rise nor a fall. Medians: 10.2 → 15.
    assert change([10.2, 10, 10, 30, 40], [10.4, 15, 20, 20, 10]) == [
        (
            "Dette, de 2018 à 2023 : en Corse, la valeur augmente pour 2 communes sur 5 et "
            "baisse pour 2 ; la médiane passe de 10 à 15 €/hab."
        ),
    ]


def test_change_says_who_cannot_be_compared() -> None:
    assert change([1, 2, NAN, 4], [2, 3, 4, NAN]) == [
        (
            "Dette, de 2018 à 2023 : en Corse, la valeur augmente pour 2 communes sur 2 et ne "
            "baisse nulle part."
        ),
        "2 communes n’ont pas de valeur comparable aux deux dates.",
    ]
    assert change([1, 2, NAN], [0, 1, 4])[1] == "1 commune n’a pas de valeur comparable aux deux dates."
    assert "baisse pour 2 communes sur 2 et n’augmente nulle part" in change([1, 2, NAN], [0, 1, 4])[0]


def test_change_without_anything_to_compare_says_so() -> None:
    assert change([NAN], [1])[0].endswith("aucune valeur n’est comparable aux deux dates.")
    assert change([], []) == []
    assert change([1], [2], since=2023) == []


def test_change_that_moves_nothing_keeps_its_median() -> None:
    assert change([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]) == [
        (
            "Dette, de 2018 à 2023 : en Corse, la valeur ne change pour aucune des 5 communes ; "
            "la médiane reste à 3 €/hab."
        ),
    ]
