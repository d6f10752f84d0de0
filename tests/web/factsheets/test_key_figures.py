"""Key figures: which ones, what they may honestly be compared with, and what is told of them."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence
from portal.web.factsheets.comparator_words import ComparatorWords
from portal.web.factsheets.summary import write_summary
from portal.web.factsheets.tiles import build_tiles
from tests.web.factsheets.key_figures import build_comparison, build_figures

NBSP, NARROW = "\u00a0", "\u202f"
SAME_SIZE = ComparatorWords("strate", "Même taille", "communes de 2 à 3", "communes de même taille")
PEOPLE = [(2023, 20000.0)]
COUNT_OF_THE_GROUP = build_comparison(50, 100, (10.0, 15.0, 20000.0, 25000.0, 30000.0))
INCOME = (18000.0, 20000.0, 22000.0, 24000.0, 26000.0)
RATE = (5.0, 8.0, 12.0, 16.0, 20.0)


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(NARROW, " ")


def summarise(
    points: dict[str, list[tuple[int, float | Absence]]],
    places: dict[str, tuple[int | None, int, tuple[float, float, float, float, float], int]],
    people: float = 20000.0,
) -> str:
    """``places``: rank, number of the group, quantiles and year, by slug."""
    comparisons = {
        slug: build_comparison(rank, n, quantiles, year=year)
        for slug, (rank, n, quantiles, year) in places.items()
    }
    figures = build_figures(
        {"population": [(2023, people)], **points},
        comparisons={"population": COUNT_OF_THE_GROUP, **comparisons},
    )
    return plain(write_summary(figures, SAME_SIZE))


def test_the_two_furthest_from_the_middle_are_told_each_with_its_year() -> None:
    assert summarise(
        {
            "niveau_de_vie_median": [(2021, 29730.0)],
            "taux_chomage": [(2018, 17.0)],
            "densite": [(2023, 100.0)],
        },
        {
            "niveau_de_vie_median": (2, 100, INCOME, 2021),
            "taux_chomage": (20, 100, RATE, 2018),
            "densite": (50, 100, (10.0, 50.0, 101.0, 200.0, 300.0), 2023),
        },
    ) == (
        "Le niveau de vie médian y est de 29 730 € par an en 2021, environ 35 % de plus que la médiane des"
        " communes de même taille (22 000 € par an) ; le taux de chômage des 15 à 64 ans y est de 17,0 % en"
        " 2018, 5 points de plus que leur médiane (12,0 %)."
    )


def test_figures_of_the_middle_half_are_told_to_be_there() -> None:
    assert summarise(
        {"niveau_de_vie_median": [(2021, 22500.0)], "taux_chomage": [(2018, 13.0)]},
        {"niveau_de_vie_median": (45, 100, INCOME, 2021), "taux_chomage": (40, 100, RATE, 2018)},
    ) == (
        "Le niveau de vie médian (2021) et le taux de chômage des 15 à 64 ans (2018) y sont dans la moitié"
        " centrale des communes de même taille."
    )


def test_one_figure_of_the_middle_half_is_not_worth_a_sentence() -> None:
    assert not summarise(
        {"niveau_de_vie_median": [(2021, 22500.0)]}, {"niveau_de_vie_median": (45, 100, INCOME, 2021)}
    )


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ((2, 4, INCOME, 2021), "four territories are no group"),
        ((2, 100, INCOME, 2019), "of another year"),
        ((None, 100, INCOME, 2021), "without a rank"),
    ],
)
def test_what_is_not_honest_is_not_told(
    place: tuple[int | None, int, tuple[float, float, float, float, float], int], reason: str
) -> None:
    told = summarise({"niveau_de_vie_median": [(2021, 29730.0)]}, {"niveau_de_vie_median": place})
    assert not told, reason


def test_value_that_looks_like_the_median_is_not_told_to_be_telling() -> None:
    """Nearly all the same: outside the middle half, and yet comparable."""
    tight = (22000.0, 22010.0, 22020.0, 22030.0, 22040.0)
    assert not summarise(
        {"niveau_de_vie_median": [(2021, 22100.0)]}, {"niveau_de_vie_median": (1, 100, tight, 2021)}
    )


def test_share_among_a_few_people_is_not_compared() -> None:
    """Seven inhabitants, one of them active and looking for work: 100 %."""
    points = {"taux_chomage": [(2018, 100.0)]}
    place = {"taux_chomage": (1, 100, RATE, 2018)}
    assert not summarise(points, place, people=199.0)
    assert summarise(points, place, people=200.0)


def test_nothing_is_compared_where_nobody_lives() -> None:
    assert not summarise(
        {"densite": [(2023, 0.0)]}, {"densite": (99, 100, (1.0, 2.0, 9.4, 20.0, 30.0), 2023)}, people=0.0
    )


def test_secret_gives_its_place_to_the_next_that_has_a_value() -> None:
    figures = build_figures(
        {
            "population": PEOPLE,
            "niveau_de_vie_median": [(2021, Absence.SECRET)],
            "densite": [(2023, 12.0)],
        }
    )
    assert [figure.words.segment for figure in figures] == ["population", "densite", "niveau-de-vie-median"]


def test_what_is_only_not_available_is_left_to_the_rows_of_its_theme() -> None:
    figures = build_figures({"population": PEOPLE, "taux_chomage": [(2018, Absence.NOT_AVAILABLE)]})
    assert [figure.words.segment for figure in figures] == ["population"]


def test_another_count_is_not_taken_for_that_of_the_inhabitants() -> None:
    """Clipperton: no population, one commune."""
    figures = build_figures({"nombre_communes": [(2019, 1.0), (2026, 1.0)]}, "departement")
    assert [figure.words.counts_people for figure in figures] == [False]


def test_at_most_six_key_figures_all_of_them_with_values_when_there_are() -> None:
    slugs = ["population", "variation_population", "niveau_de_vie_median", "taux_chomage",
             "encours_dette_hab", "taux_tfb_commune", "densite", "elus_nombre"]  # fmt: skip
    points: dict[str, list[tuple[int, float | Absence]]] = {slug: [(2023, 5.0)] for slug in slugs}
    points["taux_chomage"] = [(2018, Absence.NOT_AVAILABLE)]
    figures = build_figures(points)
    assert [figure.words.indicator.slug for figure in figures] == [
        "population", "variation_population", "niveau_de_vie_median", "encours_dette_hab",
        "taux_tfb_commune", "densite",
    ]  # fmt: skip


@pytest.mark.django_db
def test_tile_tells_comparison_evolution_and_rank() -> None:
    comparisons = {
        "population": COUNT_OF_THE_GROUP,
        "taux_chomage": build_comparison(12, 100, RATE, year=2018),
    }
    figures = build_figures(
        {"population": PEOPLE, "taux_chomage": [(2013, 14.0), (2018, 17.0)]}, comparisons=comparisons
    )
    tile = build_tiles(figures, SAME_SIZE, "commune")[1]
    assert tile.label == "Taux de chômage (recensement)"
    assert [plain(sentence) for sentence in tile.sentences] == [
        "5 points de plus que la médiane des communes de même taille (12,0 %).",
        "En hausse de 3 points depuis 2013.",
    ]
    assert tile.rank == "12e sur 100 communes de même taille"
    assert tile.segment == "taux-chomage"
    assert "<svg" in tile.sparkline


@pytest.mark.django_db
def test_tile_without_a_comparator_stands_alone() -> None:
    tile = build_tiles(build_figures({"population": PEOPLE}, "france"), None, "france")[0]
    assert tile.sentences == ()
    assert tile.rank == ""
    assert plain(tile.cell.text) == "20 000 hab."


@pytest.mark.django_db
def test_tile_of_an_absence_says_nothing_more() -> None:
    tile = build_tiles(
        build_figures({"niveau_de_vie_median": [(2021, Absence.SECRET)]}), SAME_SIZE, "commune"
    )[0]
    assert tile.cell.absence is not None
    assert tile.sentences == ()
    assert tile.rank == ""


@pytest.mark.django_db
def test_drawing_is_told_again_only_where_the_sentence_does_not_tell_all_of_it() -> None:
    whole = build_figures({"population": [(2013, 100.0), (2023, 120.0)]})
    broken = build_figures({"population": [(2013, 100.0), (2018, 110.0), (2023, 120.0)]}, breaks={2018})
    assert "<desc>" not in build_tiles(whole, None, "commune")[0].sparkline
    assert "Rupture de série en 2018" in build_tiles(broken, None, "commune")[0].sparkline
