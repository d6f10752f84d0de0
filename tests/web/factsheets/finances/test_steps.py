"""Waterfalls that add up or do not, and the threshold of the law by level."""

from __future__ import annotations

import pytest

from portal.kernel.figures import Absence
from portal.stats.descriptors.explanation import Gauge, Part, Step, Waterfall
from portal.web.factsheets.finances.steps import build_gauge, build_waterfall
from tests.web.factsheets.finances.builders import build_reading, make_plain

WATERFALL = Waterfall(
    kind="waterfall",
    title="Des recettes à l’épargne nette",
    steps=(
        Step(indicator="recettes_fonctionnement", role="start", label="Recettes"),
        Step(indicator="depenses_fonctionnement", role="remove", label="Dépenses"),
        Step(indicator="epargne_brute", role="subtotal", label="Épargne brute"),
        Step(indicator="remboursements_emprunts", role="remove", label="Remboursements"),
        Step(indicator="epargne_nette", role="subtotal", label="Épargne nette"),
    ),
)
VALUES = {
    "recettes_fonctionnement": {2024: 1000.0},
    "depenses_fonctionnement": {2024: 1100.0},
    "epargne_brute": {2024: -100.0},
    "remboursements_emprunts": {2024: 50.0},
    "epargne_nette": {2024: -150.0},
    "population_comptes": {2024: 50.0},
}
GAUGE = Gauge(
    kind="gauge",
    title="La capacité de désendettement",
    indicator=Part(indicator="capacite_desendettement"),
    thresholds={"commune": 12, "epci": 12, "departement": 10, "region": 9},
    exceptions={"epci:200046977": 10},
    threshold_label="Plafond",
    text="La loi dit.",
    reference="Article 29",
)


def test_waterfall_signs_what_is_taken_away_and_shows_a_negative_saving() -> None:
    drawn = build_waterfall(build_reading(VALUES), WATERFALL, "essai")
    assert drawn is not None
    assert drawn.svg
    rows = [
        (row.label, *(make_plain(cell.text) for cell in row.cells), row.is_total) for row in drawn.grid.rows
    ]
    assert rows == [
        ("Recettes", "1 000 €", "20 €", True),
        ("Dépenses", "−1 100 €", "−22 €", False),
        ("Épargne brute", "−100 €", "−2,00 €", True),
        ("Remboursements", "−50 €", "−1,00 €", False),
        ("Épargne nette", "−150 €", "−3,00 €", True),
    ]


def test_waterfall_that_does_not_add_up_is_a_table_with_the_reason() -> None:
    drawn = build_waterfall(build_reading({**VALUES, "epargne_nette": {2024: 300.0}}), WATERFALL, "essai")
    assert drawn is not None
    assert not drawn.svg
    assert "Épargne nette n’est pas la somme de ce qui précède" in drawn.refusal
    assert len(drawn.grid.rows) == 5


def test_waterfall_without_a_step_that_is_nil_goes_on_and_says_so() -> None:
    values = {**VALUES, "remboursements_emprunts": {2023: 1.0}, "epargne_nette": {2024: -100.0}}
    drawn = build_waterfall(build_reading(values), WATERFALL, "essai")
    assert drawn is not None
    assert drawn.svg
    assert [make_plain(note) for note in drawn.notes] == [
        "Sans montant dans la source pour 2024 : Remboursements (nul ou inconnu)."
    ]


def test_waterfall_without_its_end_is_left_out() -> None:
    values = {slug: figures for slug, figures in VALUES.items() if slug != "epargne_nette"}
    assert build_waterfall(build_reading(values), WATERFALL, "essai") is None


@pytest.mark.parametrize(
    ("kind", "code", "value", "sentence"),
    [
        ("commune", "35238", 17.49, "17,5 ans : au-dessus du plafond de 12 ans."),
        ("commune", "35238", 12.04, "12,0 ans : au niveau du plafond de 12 ans."),
        ("commune", "35238", 0.0, "0,0 an : au-dessous du plafond de 12 ans."),
        ("departement", "31", 3.0, "3,0 ans : au-dessous du plafond de 10 ans."),
        ("region", "76", 9.3, "9,3 ans : au-dessus du plafond de 9 ans."),
        ("epci", "200046977", 11.0, "11,0 ans : au-dessus du plafond de 10 ans."),
        ("epci", "243500139", 11.0, "11,0 ans : au-dessous du plafond de 12 ans."),
    ],
)
def test_gauge_takes_the_threshold_of_its_level_or_of_its_exception(
    kind: str, code: str, value: float, sentence: str
) -> None:
    drawn = build_gauge(build_reading({"capacite_desendettement": {2024: value}}, kind), GAUGE, code)
    assert drawn is not None
    assert make_plain(drawn.sentence) == sentence
    assert drawn.svg
    assert drawn.law is not None
    assert drawn.law.reference == "Article 29"


def test_gauge_of_a_figure_without_meaning_keeps_the_law_without_a_drawing() -> None:
    values = {"capacite_desendettement": {2023: 4.0, 2024: Absence.NOT_SIGNIFICANT}}
    drawn = build_gauge(build_reading(values), GAUGE, "35238")
    assert drawn is not None
    assert not drawn.svg
    assert drawn.dated == "2024"
    assert drawn.sentence.startswith("Sans valeur cette année-là")
    assert not drawn.is_table
