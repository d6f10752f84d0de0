"""Drawings of pages as files that stand alone: their looks come from the style sheet."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from pytest_django import Settings

from portal.kernel.figures import Figure
from portal.stats.queries import Point
from portal.ui.charts.sparkline import draw_sparkline
from portal.ui.exports.drawings import find_colour, find_size, write_alternative, write_standalone
from portal.ui.maps.frame import Shape, draw_map

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = [
    Shape("M0 0h10v10z", (0, 0, 10, 10), "Ici", is_highlighted=True),
    Shape("M10 0h10v10z", (10, 0, 20, 10), "Secret <&>", href="/x", absence="secret"),
    Shape("M20 0h10v10z", (20, 0, 30, 10), "Ailleurs", is_context=True),
]


def test_sparkline_carries_the_colours_of_the_style_sheet() -> None:
    points = [Point(2020, Figure(1.0)), Point(2021, Figure(3.0)), Point(2022, Figure(2.0))]
    root = ET.fromstring(write_standalone(draw_sparkline(points, label="Essai & Cie"), family="Marianne"))
    line = root.find(f"{SVG}path")
    assert line is not None
    assert (line.get("fill"), line.get("stroke"), line.get("stroke-width")) == ("none", "#000091", "2")
    assert root.get("font-family") == "Marianne"
    assert "class=" not in ET.tostring(root, encoding="unicode")


def test_map_keeps_hatchings_and_the_width_of_its_lines() -> None:
    drawn = draw_map(SHAPES, map_id="carte", title="Carte")
    assert find_size(drawn)[0] == pytest.approx(31.2)
    root = ET.fromstring(write_standalone(drawn, width_px=312))
    paths = [one for one in root.iter(f"{SVG}path") if one.get("d") != "M0 0V0.4"]
    looks = {one.get("fill"): one.get("stroke-width") for one in paths}
    # A line of 1.5 px on a map of 312 px is 0.15 wide on a map of 31.2.
    assert looks["#000091"] == "0.150"
    assert looks["url(#carte-secret)"] == "0.075"
    assert looks["none"] == "0.075"


def test_other_identity_has_its_own_colours(settings: Settings) -> None:
    settings.SITE_IDENTITY = "neutre"
    assert find_colour("--background-action-high-blue-france") == "#00574f"
    drawn = write_standalone(draw_map(SHAPES, map_id="carte", title="Carte"))
    assert "#00574f" in drawn
    assert "#000091" not in drawn


def test_alternative_joins_name_and_description() -> None:
    points = [Point(2020, Figure(1.0)), Point(2021, Figure(3.0))]
    drawn = draw_sparkline(points, label="Essai & <Cie>", unit="€")
    assert write_alternative(drawn).startswith("Essai & <Cie>, évolution de 2020 à 2021. De 1")
    linked = draw_map([*SHAPES, Shape("M0 0z", (0, 0, 1, 1), "A", href="/a")], map_id="m", title="La carte")
    assert write_alternative(linked) == "La carte"


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an SVG with a viewBox"):
        write_standalone("<p>rien</p>")
