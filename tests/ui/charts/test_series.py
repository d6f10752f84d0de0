"""Lines over years: gaps, breaks, names at their ends, words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence, Figure, Status
from portal.ui.charts.bands import Band
from portal.ui.charts.series import Line, describe_lines, draw_series
from portal.ui.charts.tables import build_series_twin
from portal.ui.charts.text import spread, wrap
from tests.ui.charts.test_small import check_svg
from tests.ui.samples import BROKEN, RISING, Dated, make_points

SECRET = Absence.SECRET
PROVISIONAL = Status.PROVISIONAL


def count(markup: str, css_class: str) -> int:
    return len(re.findall(rf'class="[^"]*\b{css_class}(?![\w-])[^"]*"', markup))


def test_one_line_has_its_last_value_at_its_end_and_no_name() -> None:
    markup = draw_series([Line("Rennes", RISING, is_main=True)], title="Population", unit="hab.")
    root = check_svg(markup)
    texts = [text.text for text in root.findall("text")]
    assert root.attrib["role"] == "img"
    assert root.findtext("title") == "Population"
    assert "227\u202f830" in texts
    assert "Rennes" not in texts
    assert "hab., l’axe ne part pas de\u00a0zéro" in texts
    assert {"2014", "2022"} <= set(texts)


def test_gaps_breaks_and_provisional_points() -> None:
    points = make_points(5, 6, SECRET, 5, (8, Status.BREAK), (9, PROVISIONAL))
    markup = draw_series([Line("x", points)], title="t", unit="%")
    line = re.search(r'class="oc-chart__line[^"]*" d="([^"]*)"', markup)
    assert line is not None
    assert line[1].count("M") == 2  # 2013-2014 and 2017-2018; nothing over 2015 nor into the break
    marks = re.findall(r'class="oc-chart__mark oc-line-1" d="([^"]*)"', markup)
    assert marks[0].count("M") == 4
    assert count(markup, "oc-chart__mark--hollow") == 2  # the point and its legend
    assert count(markup, "oc-chart__break") == 1
    assert "rupture de série" in markup
    assert ">provisoire</text>" in markup


def test_lines_differ_by_shape_dash_and_name() -> None:
    lines = [Line(f"Ligne {rank}", make_points(rank, rank + 1)) for rank in range(12)]
    markup = draw_series(lines, title="t")
    shapes = set(re.findall(r'class="oc-chart__mark oc-line-\d+" d="M[\d.]+ [\d.]+([^M"]*)', markup))
    assert len(shapes) == 12
    assert {f"oc-line-{rank}" for rank in range(1, 13)} <= set(re.findall(r"oc-line-\d+", markup))
    for line in lines:
        assert f">{line.label}</text>" in markup
    with pytest.raises(ValueError, match="12 at most"):
        draw_series([*lines, lines[0]], title="t")


def test_band_stops_where_a_year_of_the_line_has_none() -> None:
    bounds = [(2013, 1.0, 2.0), (2014, 1.0, 2.0), (2016, 1.0, 2.0), (2017, 1.0, 2.0)]
    with_gap = draw_series([Line("x", make_points(1, 2, 3, 2, 1))], title="t", bands=[Band("b", bounds)])
    without = draw_series(
        [Line("x", [Dated(year, Figure(1.0 + year % 2)) for year in (2013, 2014, 2016, 2017)])],
        title="t",
        bands=[Band("b", bounds)],
    )
    paths = [re.search(r'oc-chart__band" d="([^"]*)"', one) for one in (with_gap, without)]
    assert [path[1].count("Z") for path in paths if path] == [2, 1]


@pytest.mark.parametrize("points", [[], make_points(1), make_points(SECRET, SECRET)])
def test_nothing_is_drawn_under_two_values(points: list[Dated]) -> None:
    assert draw_series([Line("x", points)], title="t") == ""


def test_text_is_escaped() -> None:
    evil = "<script>&\"'"
    drawn = draw_series(
        [Line(evil, make_points(1, 2)), Line("y", make_points(2, 3))], title=evil, unit=evil,
        bands=[Band(evil, [(2013, 0, 1), (2014, 0, 1)])],
    )  # fmt: skip
    check_svg(drawn)
    assert "<script>" not in drawn


@given(
    st.lists(
        st.lists(st.one_of(st.just(SECRET), st.floats(-1e12, 1e12)), min_size=0, max_size=9),
        min_size=1,
        max_size=8,
    )
)
def test_any_lines_stay_in_their_frame(values: list[list[float | Absence]]) -> None:
    lines = [Line(f"Nom {rank}", make_points(*points)) for rank, points in enumerate(values)]
    drawn = draw_series(lines, title="t", unit="€")
    if drawn:
        root = check_svg(drawn)
        height = float(root.attrib["height"])
        for text in root.findall("text"):
            assert 0 <= float(text.attrib["y"]) <= height
        for path in re.findall(r'oc-chart__line[^"]*" d="([^"]*)"', drawn):
            for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", path):
                assert 0 <= float(x) <= 440
                assert 0 <= float(y) <= height


def test_lines_in_words() -> None:
    assert describe_lines([Line("x", make_points(100, 120))], unit="hab.") == (
        "De 100\u00a0hab. en 2013 à 120\u00a0hab. en 2014, soit +20,0\u00a0%."
    )
    assert describe_lines([Line("Rennes", make_points(1, 1)), Line("Brest", make_points(2))]) == (
        "Rennes\u00a0: de 1 en 2013 à 1 en 2014, sans changement. Brest\u00a0: 2 en 2013."
    )


def test_names_are_spread_and_wrapped() -> None:
    assert spread([(10, 10), (12, 10), (50, 10)], 0, 100) == [5, 15, 45]
    assert spread([(98, 10), (99, 10)], 0, 100) == [80, 90]
    assert wrap("Communes de plus de 100 000 habitants", 100, 2) == ["Communes de", "plus de 100…"]
    assert wrap("Rennes", 100) == ["Rennes"]
    assert wrap("Saint-Jacques-de-la-Lande", 100, 1) == ["Saint-Jacques…"]


def test_twin_has_all_years_and_names_absences() -> None:
    twin = build_series_twin(
        [Line("A", BROKEN), Line("B", make_points(1, 2))],
        caption="Taux",
        unit="%",
        decimals=1,
        band=Band("Moitié centrale", [(2014, 1, 3)]),
    )
    assert twin.headers == (("A", "%"), ("B", "%"), ("Moitié centrale, de", "%"), ("à", "%"))
    by_year = dict(twin.rows)
    assert list(by_year) == [str(year) for year in range(2020, 2012, -1)]
    assert [cell.text for cell in by_year["2014"]] == ["5,3", "2,0", "1,0", "3,0"]
    assert [cell.absence.label for cell in by_year["2015"] if cell.absence] == [
        "secret statistique", "non disponible", "non disponible", "non disponible",
    ]  # fmt: skip
