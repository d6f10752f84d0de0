"""Sparklines and strips: well-formed, harmless to the content policy, honest in words."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.figures import Absence, Status
from portal.ui.charts.sparkline import describe_series, draw_sparkline
from portal.ui.charts.strip import Distribution, describe_strip, draw_strip
from tests.ui.samples import BROKEN, DISTRIBUTION, RISING, Dated, make_points

SECRET = Absence.SECRET


def check_svg(markup: str) -> ET.Element:
    """The root of a drawing that parses, holds no style nor script and no number that is none."""
    root = ET.fromstring(markup)
    for element in root.iter():
        assert "style" not in element.attrib
        assert not any(name.startswith("on") for name in element.attrib)
        assert element.tag not in {"script", "style", "foreignObject"}
        for value in element.attrib.values():
            assert not re.search(r"nan|inf", value)
    return root


def test_sparkline_draws_one_line_and_its_end() -> None:
    root = check_svg(draw_sparkline(RISING, label="Population", unit="hab."))
    assert root.attrib["role"] == "img"
    line = root.find("path[@class='oc-spark__line']")
    assert line is not None
    assert line.attrib["d"].count("L") == len(RISING) - 1
    end = root.find("circle")
    assert end is not None
    assert (end.attrib["cx"], end.attrib["cy"]) == ("234", "6")
    assert [text.text for text in root.findall("text")] == ["2013", "2022"]
    assert root.findtext("title") == "Population, évolution de 2013 à 2022"


def test_sparkline_leaves_gaps_for_absences_and_marks_breaks() -> None:
    root = check_svg(draw_sparkline(BROKEN, label="Taux", unit="%", decimals=1))
    line, dots = root.find("path[@class='oc-spark__line']"), root.find("path[@class='oc-spark__dots']")
    assert line is not None
    assert dots is not None
    assert line.attrib["d"].count("M") == 2  # 2013-2014, then from the break of 2018 on
    assert dots.attrib["d"].count("M") == 1  # 2016, between two absences
    assert len(root.findall("path[@class='oc-spark__break']")) == 1


def test_sparkline_of_a_row_says_all_in_its_title_with_few_nodes() -> None:
    root = check_svg(draw_sparkline(RISING, label="Population", unit="hab.", compact=True))
    assert [element.tag for element in root.iter()] == ["svg", "title", "path", "circle"]
    assert "De 210\u202f000\u00a0hab. en 2013 à 227\u202f830\u00a0hab. en 2022" in (
        root.findtext("title") or ""
    )


@pytest.mark.parametrize("points", [[], make_points(1), make_points(SECRET, SECRET), make_points(SECRET, 3)])
def test_sparkline_of_less_than_two_values_is_not_drawn(points: list[Dated]) -> None:
    assert draw_sparkline(points, label="Rien") == ""


@pytest.mark.parametrize(
    "points",
    [
        make_points(5, 5, 5),
        make_points(-3, -2, -1),
        make_points(0, 0),
        make_points(1e-9, 1e15, 3),
        make_points(3, SECRET, 3),
        make_points((1, Status.BREAK), (2, Status.BREAK)),
    ],
)
def test_sparkline_survives_extreme_series(points: list[Dated]) -> None:
    check_svg(draw_sparkline(points, label="<&\"'>"))


@given(
    st.lists(
        st.one_of(st.sampled_from([SECRET, Absence.INCOMPLETE]), st.floats(-1e12, 1e12)),
        min_size=0,
        max_size=12,
    )
)
def test_sparkline_of_any_series_stays_in_its_frame(values: list[float | Absence]) -> None:
    markup = draw_sparkline(make_points(*values), label="x")
    if markup:
        for _, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", markup.split("oc-spark__line")[-1].split("/>")[0]):
            assert 0 <= float(y) <= 64


@pytest.mark.parametrize(
    ("points", "unit", "expected"),
    [
        (
            make_points(100, 120),
            "hab.",
            "De 100\u00a0hab. en 2013 à 120\u00a0hab. en 2014, soit +20,0\u00a0%.",
        ),
        (make_points(50, 48), "%", "De 50\u00a0% en 2013 à 48\u00a0% en 2014, soit \u22122\u00a0points."),
        (make_points(50, 51.5), "%", "De 50\u00a0% en 2013 à 52\u00a0% en 2014, soit +2\u00a0points."),
        (
            make_points(26.768, 26.775),
            "%",
            "De 27\u00a0% en 2013 à 27\u00a0% en 2014, presque sans changement.",
        ),
        (
            make_points(3, 1.4),
            "% par an",
            "De 3\u00a0% par an en 2013 à 1\u00a0% par an en 2014, soit \u22122\u00a0points.",
        ),
        (make_points(7, 7), "", "De 7 en 2013 à 7 en 2014, sans changement."),
        (make_points(0, 5), "", "De 0 en 2013 à 5 en 2014."),
        (make_points(-4, 5), "", "De \u22124 en 2013 à 5 en 2014."),
        (make_points(1, 9, 3), "", "De 1 en 2013 à 3 en 2015, soit +200,0\u00a0%. Maximum\u00a0: 9 en 2014."),
        (
            make_points(2, SECRET, SECRET, 2),
            "",
            (
                "De 2 en 2013 à 2 en 2016, sans changement."
                " Sans valeur\u00a0: 2014 et 2015 (secret statistique)."
            ),
        ),
        (
            make_points(2, (3, Status.BREAK)),
            "",
            "De 2 en 2013 à 3 en 2014, soit +50,0\u00a0%. Rupture de série en 2014.",
        ),
        (make_points(2), "", "2 en 2013."),
        (make_points(SECRET), "", "Aucune valeur connue."),
    ],
)
def test_series_in_words(points: list[Dated], unit: str, expected: str) -> None:
    assert describe_series(points, unit=unit) == expected


def test_strip_places_the_territory() -> None:
    root = check_svg(draw_strip(DISTRIBUTION, 91, place="Rennes", group="les communes"))
    dot, median = root.find("circle"), root.find("path[@class='oc-strip__median']")
    assert dot is not None
    assert median is not None
    assert median.attrib["d"].startswith(f"M{dot.attrib['cx']} ")
    assert [rect.attrib["class"] for rect in root.findall("rect")] == ["oc-strip__deciles", "oc-strip__half"]


def test_strip_points_an_arrow_at_a_value_beyond_its_frame() -> None:
    for value, direction in ((1e9, "l-10"), (-1e9, "l10")):
        root = check_svg(draw_strip(DISTRIBUTION, value, place="x", group="y"))
        arrow = root.find("path[@class='oc-strip__value']")
        assert root.find("circle") is None
        assert arrow is not None
        assert direction in arrow.attrib["d"]


@pytest.mark.parametrize(
    "distribution",
    [
        Distribution(5, 5, 5, 5, 5),
        Distribution(0, 0, 0, 0, 0),
        Distribution(-9, -5, -4, -2, -1),
        Distribution(0, 0, 0, 0, 1e15),
    ],
)
def test_strip_survives_extreme_groups(distribution: Distribution) -> None:
    for value in (None, 5.0, 0.0, float("nan")):
        check_svg(draw_strip(distribution, value, place="x", group="y"))


def test_strip_of_a_meaningless_distribution_is_not_drawn() -> None:
    assert draw_strip(Distribution(5, 4, 3, 2, 1), 3, place="x", group="y") == ""
    assert draw_strip(Distribution(float("nan"), 1, 2, 3, 4), 3, place="x", group="y") == ""


def test_strip_in_words() -> None:
    words = describe_strip(
        DISTRIBUTION, 500, place="Rennes", group="les communes d’Ille-et-Vilaine", unit="hab./km²"
    )
    assert words == (
        "Rennes\u00a0: 500\u00a0hab./km², parmi les dix pour cent les plus élevés. Parmi les communes"
        " d’Ille-et-Vilaine, la moitié se situe entre 48\u00a0hab./km² et 180\u00a0hab./km²,"
        " huit sur dix entre 22\u00a0hab./km² et 420\u00a0hab./km²\u202f; la médiane est de 91\u00a0hab./km²."
    )
