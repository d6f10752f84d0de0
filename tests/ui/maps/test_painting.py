"""Painting of maps: classes and categories, absences, legend and method in words."""

from __future__ import annotations

import math

import pytest

from portal.kernel.figures import Absence
from portal.ui.maps.painting import (
    OTHERS,
    build_legend,
    paint,
    paint_categories,
    round_as_written,
    write_method,
)

NAN = math.nan
NOUNS = ("commune", "communes")
NONE, SECRET = Absence.NONE, Absence.SECRET


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_values_are_classed_as_they_are_written() -> None:
    """1.24 and 1.16 are both written 1,2: one class, whatever their order."""
    painting = paint([1.24, 1.16, 7.0], [NONE] * 3, decimals=1)
    assert [painting.get_key(rank) for rank in range(3)] == ["4", "4", "4"]
    assert [(one.least, one.most, one.count) for one in painting.classes] == [(1.2, 7.0, 3)]
    assert plain(painting.write_note(0)) == "1,2"


@pytest.mark.parametrize(
    ("value", "decimals", "written"), [(12.5, 0, 13.0), (1.005, 2, 1.01), (-0.5, 0, -1.0), (-0.04, 1, 0.0)]
)
def test_ties_are_rounded_away_from_zero(value: float, decimals: int, written: float) -> None:
    [found] = round_as_written(paint([value], [NONE]).values, decimals).tolist()
    assert found == written
    assert math.copysign(1, found) == math.copysign(1, written)


def test_legend_tells_bounds_units_and_numbers_then_absences_by_their_names() -> None:
    values = [1.0, 2.0, 3.0, 40.0, 50.0, 60.0, NAN, NAN, NAN, NAN]
    reasons = [NONE] * 6 + [SECRET, Absence.NOT_AVAILABLE, Absence.NOT_APPLICABLE, Absence.NOT_APPLICABLE]
    painting = paint(values, reasons, symbol="€/hab.", at_most=2)
    legend = build_legend(painting, nouns=NOUNS)
    assert [(line.key, plain(line.words)) for line in legend] == [
        ("1", "1 à 3 €/hab. : 3 communes"),
        ("7", "40 à 60 €/hab. : 3 communes"),
        ("secret", "secret statistique : 1 commune"),
        ("other", "non disponible : 1 commune ; sans objet : 2 communes"),
    ]
    assert [(line.least, line.most) for line in legend] == [("1", "3"), ("40", "60"), ("", ""), ("", "")]
    assert [painting.get_hatching(rank) for rank in (0, 6, 7, 8)] == ["", "secret", "other", "other"]
    assert painting.get_key(6) == ""
    assert painting.write_note(9) == "sans objet"


def test_values_of_both_signs_have_keys_of_two_hues() -> None:
    painting = paint([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0], [NONE] * 6, at_most=2)
    assert [one.key for one in painting.classes] == ["n4", "4"]
    assert "Deux teintes" in write_method(painting)
    assert write_method(painting, "naturelles").startswith("Classes par seuils naturels")
    assert "Deux teintes" not in write_method(paint([1.0, 2.0], [NONE] * 2))


def test_few_categories_keep_their_colours_whatever_the_territories() -> None:
    labels = {1.0: "Alpes", 2.0: "Jura", 3.0: "Corse"}
    painting = paint_categories([3.0, 1.0, 3.0, NAN], [NONE] * 3 + [SECRET], labels)
    assert [(one.key, one.label, one.count) for one in painting.classes] == [
        ("q1", "Alpes", 1), ("q3", "Corse", 2),
    ]  # fmt: skip
    assert painting.write_note(0) == "Corse"
    assert painting.get_hatching(3) == "secret"
    words = [plain(line.words) for line in build_legend(painting, nouns=NOUNS)]
    assert words == ["Alpes : 1 commune", "Corse : 2 communes", "secret statistique : 1 commune"]
    assert write_method(painting) == ""


def test_categories_beyond_eight_are_gathered_the_rarest_first() -> None:
    """Ten bassins: 20, 19, …, 11 communes: seven have a colour, three are together."""
    labels = {float(place): f"Bassin {place}" for place in range(10)}
    values = [value for place, value in enumerate(labels) for _ in range(20 - place)]
    painting = paint_categories(values, [NONE] * len(values), labels)
    assert [one.key for one in painting.classes] == [*(f"q{place}" for place in range(1, 8)), OTHERS]
    last = painting.classes[-1]
    assert (last.label, last.count) == ("autres", 13 + 12 + 11)
    assert painting.get_key(len(values) - 1) == OTHERS
    assert painting.write_note(len(values) - 1) == "autres"


@pytest.mark.parametrize(("order", "keys"), [("up", ["1", "4", "7"]), ("down", ["7", "4", "1"])])
def test_ordered_categories_go_from_pale_to_strong(order: str, keys: list[str]) -> None:
    labels = {1.0: "A", 2.0: "B", 3.0: "C"}
    painting = paint_categories([1.0, 2.0, 3.0], [NONE] * 3, labels, order=order)  # type: ignore[arg-type]
    assert [one.key for one in painting.classes] == keys


def test_a_pair_is_pale_and_strong() -> None:
    painting = paint_categories([0.0, 1.0], [NONE] * 2, {0.0: "Non", 1.0: "Oui"})
    assert [one.key for one in painting.classes] == ["1", "7"]


def test_category_without_a_label_is_among_the_others() -> None:
    painting = paint_categories([1.0, 9.0], [NONE] * 2, {1.0: "A", 2.0: "B", 3.0: "C"})
    assert [(one.key, one.count) for one in painting.classes] == [("q1", 1), (OTHERS, 1)]


def test_nothing_to_paint_has_no_class() -> None:
    assert paint([], []).classes == ()
    assert paint_categories([NAN], [SECRET], {}).classes == ()
