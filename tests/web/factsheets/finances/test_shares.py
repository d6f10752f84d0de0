"""Shares of 100 €: what is drawn, what is refused, what is said of what is missing."""

from __future__ import annotations

from portal.kernel.figures import Absence
from portal.stats.descriptors.explanation import Part, Shares
from portal.web.factsheets.finances.drawn import Drawn
from portal.web.factsheets.finances.shares import build_shares
from tests.web.factsheets.finances.builders import Values, build_reading, make_plain, make_provisional

DRAWING = Shares(
    kind="shares",
    title="À quoi servent 100 €",
    total=Part(indicator="depenses_fonctionnement"),
    parts=(
        Part(indicator="frais_personnel", label="Personnel", note="Les agents."),
        Part(indicator="achats_charges_externes", label="Achats"),
        Part(indicator="charges_financieres", label="Intérêts"),
    ),
    rest="Autres",
)
WHOLE: dict[str, dict[int, float]] = {
    "depenses_fonctionnement": {2024: 1000.0},
    "population_comptes": {2024: 10.0},
}


def draw(values: Values) -> Drawn:
    drawn = build_shares(build_reading({**WHOLE, **values}), DRAWING, "essai")
    assert drawn is not None
    return drawn


def read_rows(drawn: Drawn) -> list[tuple[str, ...]]:
    return [(row.label, *(make_plain(cell.text) for cell in row.cells)) for row in drawn.grid.rows]


def test_shares_with_a_remainder_have_a_last_part() -> None:
    drawn = draw(
        {
            "frais_personnel": {2024: 550.0},
            "achats_charges_externes": {2024: 250.0},
            "charges_financieres": {2024: 100.0},
        }
    )
    assert read_rows(drawn) == [
        ("Personnel", "550 €", "55 €", "55,0 €"),
        ("Achats", "250 €", "25 €", "25,0 €"),
        ("Intérêts", "100 €", "10 €", "10,0 €"),
        ("Autres", "100 €", "10 €", "10,0 €"),
        ("Dépenses de fonctionnement", "1 000 €", "100 €", "100,0 €"),
    ]
    assert drawn.svg
    assert not drawn.refusal
    assert drawn.dated == "2024"
    assert drawn.grid.rows[-1].is_total
    assert drawn.grid.rows[0].note == "Les agents."
    assert (
        make_plain(drawn.sentence)
        == "Les deux postes les plus importants : Personnel (55 €) et Achats (25 €)."
    )


def test_shares_that_leave_nothing_have_no_remainder() -> None:
    drawn = draw(
        {
            "frais_personnel": {2024: 600.0},
            "achats_charges_externes": {2024: 300.0},
            "charges_financieres": {2024: 100.0},
        }
    )
    assert [row.label for row in drawn.grid.rows[:-1]] == ["Personnel", "Achats", "Intérêts"]


def test_shares_with_a_missing_part_say_which_one() -> None:
    drawn = draw(
        {
            "frais_personnel": {2024: 600.0},
            "achats_charges_externes": {2024: 300.0},
            "charges_financieres": {2024: Absence.NOT_AVAILABLE},
        }
    )
    assert [row.label for row in drawn.grid.rows[:-1]] == ["Personnel", "Achats", "Autres"]
    assert [make_plain(note) for note in drawn.notes] == [
        "Sans montant dans la source pour 2024 : Intérêts (nul, ou compté dans « Autres »)."
    ]


def test_shares_with_a_negative_part_are_a_table_with_the_reason() -> None:
    drawn = draw({"frais_personnel": {2024: 1100.0}, "charges_financieres": {2024: -100.0}})
    assert not drawn.svg
    assert "Intérêts est un montant négatif" in drawn.refusal
    assert drawn.grid.headers == ("Montant", "Par habitant (10\u00a0hab.)")
    assert not drawn.is_table


def test_shares_that_exceed_their_total_are_not_drawn() -> None:
    drawn = draw({"frais_personnel": {2024: 800.0}, "achats_charges_externes": {2024: 300.0}})
    assert not drawn.svg
    assert "dépassent le total" in drawn.refusal


def test_shares_of_a_total_of_zero_are_not_divided() -> None:
    reading = build_reading({"depenses_fonctionnement": {2024: 0.0}, "frais_personnel": {2024: 0.0}})
    drawn = build_shares(reading, DRAWING, "essai")
    assert drawn is not None
    assert not drawn.svg
    assert "nul ou négatif" in drawn.refusal


def test_shares_without_a_total_are_left_out() -> None:
    assert build_shares(build_reading({"frais_personnel": {2024: 800.0}}), DRAWING, "essai") is None
    only_total = build_reading({"depenses_fonctionnement": {2024: 800.0}})
    assert build_shares(only_total, DRAWING, "essai") is None


def test_shares_are_all_of_one_year() -> None:
    values = {
        "depenses_fonctionnement": {2023: 900.0, 2024: 1000.0},
        "frais_personnel": {2023: 450.0},
        "achats_charges_externes": {2022: 10.0},
    }
    drawn = build_shares(build_reading(values), DRAWING, "essai")
    assert drawn is not None
    assert drawn.dated == "2023"
    assert read_rows(drawn)[0] == ("Personnel", "450 €", "50,0 €")


def test_shares_without_population_have_no_column_per_inhabitant() -> None:
    values = {**WHOLE, "frais_personnel": {2024: 500.0}, "population_comptes": {2024: 0.0}}
    drawn = build_shares(build_reading(values), DRAWING, "essai")
    assert drawn is not None
    assert drawn.grid.headers == ("Montant", "Pour 100 €")


def test_shares_of_provisional_accounts_say_so() -> None:
    values: Values = {
        "depenses_fonctionnement": {2025: make_provisional(1000.0)},
        "frais_personnel": {2025: 500.0},
    }
    drawn = build_shares(build_reading(values), DRAWING, "essai")
    assert drawn is not None
    assert any("provisoires" in note for note in drawn.notes)


def test_shares_of_large_amounts_are_in_millions() -> None:
    values = {"depenses_fonctionnement": {2024: 90_019_000.42}, "frais_personnel": {2024: 61_404_374.33}}
    drawn = build_shares(build_reading(values), DRAWING, "essai")
    assert drawn is not None
    assert read_rows(drawn) == [
        ("Personnel", "61,40 M€", "68,2 €"),
        ("Autres", "28,61 M€", "31,8 €"),
        ("Dépenses de fonctionnement", "90,02 M€", "100,0 €"),
    ]
