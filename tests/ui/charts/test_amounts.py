"""Shares, waterfall and bars: sums that hold, refusals, absences in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence, Figure, Status
from portal.ui.charts import shares, waterfall
from portal.ui.charts.bars import Bar, describe_bars, draw_bars
from portal.ui.charts.shares import Part, Stack, compute_hundred, describe_shares, draw_shares, group_small
from portal.ui.charts.waterfall import Step, describe_waterfall, draw_waterfall
from tests.ui.charts.test_small import check_svg

PARTS = [Part("Personnel", 55.4), Part("Achats", 38.3), Part("Intérêts", 6.0), Part("Divers", 0.3)]
STEPS = [
    Step("Recettes", 320e6, is_total=True),
    Step("Dépenses", -280e6),
    Step("Épargne brute", 40e6, is_total=True),
    Step("Remboursement", -55e6),
    Step("Épargne nette", -15e6, is_total=True),
]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 1, 1], [34, 33, 33]),
        ([55.4, 38.3, 6.0, 0.3], [56, 38, 6, 0]),
        ([1, 0, 0], [100, 0, 0]),
        ([0.5, 99.5], [1, 99]),
        ([49.5, 50.5], [50, 50]),
    ],
)
def test_shares_add_up_to_a_hundred(values: list[float], expected: list[float]) -> None:
    assert compute_hundred(values) == expected


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=8).filter(lambda values: sum(values) > 1))
def test_shares_of_any_parts_add_up_and_are_near(values: list[float]) -> None:
    found = compute_hundred(values)
    assert sum(found) == 100
    for value, share in zip(values, found, strict=True):
        assert abs(share - 100 * value / sum(values)) < 1 + 1e-6


def test_shares_are_drawn_with_hatchings_and_numbers() -> None:
    drawn = draw_shares([Stack("", PARTS)], chart_id="depenses", title="Pour 100 €")
    root = check_svg(drawn)
    assert [one.attrib["id"] for one in root.iter("pattern")] == ["depenses-1", "depenses-2", "depenses-3"]
    texts = [text.text for text in root.findall("text")]
    assert texts[:3] == ["56", "38", "6"]  # in the bar; the last part is too thin
    assert texts[3:] == [
        "Personnel", "56\u00a0€", "Achats", "38\u00a0€", "Intérêts", "6\u00a0€", "Divers", "<\u00a01\u00a0€",
    ]  # fmt: skip
    assert root.findtext("desc") == (
        "Sur 100\u00a0€\u00a0: Personnel 56\u00a0€, Achats 38\u00a0€, Intérêts 6\u00a0€, "
        "Divers moins de 1\u00a0€."
    )


def test_several_stacks_have_letters() -> None:
    stacks = [Stack("Rennes", PARTS), Stack("Brest", PARTS)]
    texts = [text.text for text in check_svg(draw_shares(stacks, chart_id="x", title="t")).findall("text")]
    assert {"A. Rennes", "B. Brest", "A", "B"} <= set(texts)
    assert describe_shares(stacks).startswith("Rennes, sur 100\u00a0€\u00a0: Personnel 56\u00a0€")


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([Part("A", 1), Part("B", -1)], "valeur négative pour B"),
        ([Part("A", 1), Part("B", None)], "valeur inconnue pour B"),
        ([Part("A", 1), Part("B", float("nan"))], "valeur inconnue pour B"),
        ([Part("A", 0)], "Il n’y a rien à répartir"),
        ([], "Il n’y a rien à répartir"),
    ],
)
def test_what_is_no_share_is_refused(parts: list[Part], reason: str) -> None:
    assert reason in shares.find_refusal([Stack("", parts)])
    with pytest.raises(ValueError, match="find_refusal"):
        draw_shares([Stack("", parts)], chart_id="x", title="t")


def test_stacks_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="group_small"):
        draw_shares([Stack("a", PARTS), Stack("b", PARTS[:2])], chart_id="x", title="t")
    with pytest.raises(ValueError, match="group_small"):
        draw_shares([Stack("", [Part(str(rank), 1) for rank in range(9)])], chart_id="x", title="t")


def test_small_parts_are_grouped_at_the_end() -> None:
    parts = [Part("a", 5), Part("b", 1), Part("c", 9), Part("d", 2)]
    assert group_small(parts, at_most=3) == [Part("a", 5), Part("c", 9), Part("Autres", 3)]
    assert group_small(parts, at_most=4) == parts


def test_waterfall_draws_totals_from_zero_and_losses_hatched() -> None:
    drawn = draw_waterfall(STEPS, chart_id="budget", title="Du budget à l’épargne")
    root = check_svg(drawn)
    boxes = [one for one in root.findall("rect") if "class" in one.attrib]
    kinds = [one.attrib["class"].rpartition("--")[2] for one in boxes]
    assert kinds == ["total", "less", "total", "less", "total"]
    ends = [(float(one.attrib["x"]), float(one.attrib["x"]) + float(one.attrib["width"])) for one in boxes]
    assert ends[0][1] == pytest.approx(439)  # the largest amount
    assert ends[1] == pytest.approx((ends[2][1], ends[0][1]), abs=0.2)  # from 320 down to 40
    assert ends[3] == pytest.approx((1, ends[2][1]), abs=0.2)  # from 40 down to −15
    assert drawn.count('fill="url(#budget-moins)"') == 2
    assert [text.text for text in root.findall("text")][:4] == [
        "Recettes", "320,0\u00a0M€", "Dépenses", "\u2212280,0\u00a0M€",
    ]  # fmt: skip


def test_waterfall_writes_all_amounts_in_one_size_so_that_they_add_up() -> None:
    steps = [
        Step("Recettes", 1.6269e9, is_total=True),
        Step("Dépenses", -1.4907e9),
        Step("Reste", 1.362e8, is_total=True),
    ]
    assert describe_waterfall(steps).replace("\u00a0", " ").replace("\u202f", " ") == (
        "Recettes : 1 626,9 M€. Dépenses : \u22121 490,7 M€. Reste : 136,2 M€."
    )


def test_waterfall_in_words() -> None:
    assert describe_waterfall([Step("Hausse", 1500), Step("Total", 1500, is_total=True)]) == (
        "Hausse\u00a0: +1\u202f500\u00a0€. Total\u00a0: 1\u202f500\u00a0€."
    )


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([Step("A", 10, is_total=True), Step("B", None)], "B, valeur inconnue"),
        ([Step("A", 10, is_total=True), Step("B", -4), Step("C", 7, is_total=True)], "C n’est pas la somme"),
        ([Step("A", 0, is_total=True)], "aucun montant"),
        ([], "aucun montant"),
    ],
)
def test_steps_that_do_not_add_up_are_refused(steps: list[Step], reason: str) -> None:
    assert reason in waterfall.find_refusal(steps)
    with pytest.raises(ValueError, match="find_refusal"):
        draw_waterfall(steps, chart_id="x", title="t")


def test_rounding_of_a_source_is_let_through() -> None:
    steps = [Step("A", 1000.4, is_total=True), Step("B", -300.2), Step("C", 700.0, is_total=True)]
    assert waterfall.find_refusal(steps) == ""


def test_bars_say_absences_and_cross_zero() -> None:
    bars = [
        Bar("Rennes", Figure(200.0), is_main=True),
        Bar("Brest", Figure(None, Absence.SECRET)),
        Bar("Paris", Figure(-100.0, status=Status.PROVISIONAL), note="2021"),
        Bar("Médiane", Figure(50.0), is_reference=True),
    ]
    root = check_svg(draw_bars(bars, title="Solde", unit="€/hab."))
    boxes = {one.attrib["class"].rpartition("--")[2]: one.attrib for one in root.findall("rect")}
    assert set(boxes) == {"main", "other", "reference"}
    zero = float(boxes["main"]["x"])
    assert zero == pytest.approx(1 + 438 / 3, abs=0.1)
    assert float(boxes["other"]["x"]) == pytest.approx(1)
    assert float(boxes["other"]["width"]) == pytest.approx(438 / 3, abs=0.1)
    texts = [text.text for text in root.findall("text")]
    assert texts[:4] == ["Rennes", "200\u00a0€/hab.", "Brest", "secret statistique"]
    assert texts[5] == "\u2212100\u00a0€/hab. (2021, provisoire)"
    assert describe_bars(bars[:2]) == "Rennes\u00a0: 200\u202f; Brest\u00a0: secret statistique."


def test_bars_without_any_value_are_not_drawn() -> None:
    assert draw_bars([Bar("x", Figure(None, Absence.SECRET))], title="t") == ""
    with pytest.raises(ValueError, match="20 at most"):
        draw_bars([Bar(str(rank), Figure(1.0)) for rank in range(21)], title="t")


def test_bars_all_at_zero_have_a_frame() -> None:
    drawn = draw_bars([Bar("x", Figure(0.0))], title="t")
    check_svg(drawn)
    assert re.search(r'width="1"', drawn)
