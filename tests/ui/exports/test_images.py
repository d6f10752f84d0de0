"""Images of charts: what is written in them, glyphs that are really drawn, no font of the machine."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from portal.ui.charts.series import Line, draw_series
from portal.ui.exports.captioned import Caption, write_captioned
from portal.ui.exports.images import build_image_response, list_fonts, render_png
from tests.ui.samples import RISING

CAPTION = Caption(
    "Population municipale",
    "Rennes (35238), 2013-2022",
    ["Source : Insee.", "https://exemple.fr/" + "x" * 120],
)


def draw_word(text: str) -> bytes:
    return render_png(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30">'
        f'<text x="4" y="22" font-size="20" font-family="Source Sans Pro">{text}</text></svg>'
    )


@pytest.mark.parametrize("glyph", ["é", "’", "€", "É", "œ", "²", "−", "×", "÷", "«", "…", "Ÿ", "æ", "1"])
def test_glyphs_of_french_are_drawn(glyph: str) -> None:
    # A glyph that the font has not is drawn as an empty box, the same for all; a word of none is blank.
    drawn = draw_word(glyph)
    assert drawn not in (draw_word(""), draw_word("\ue123"))


@pytest.mark.parametrize("space", ["\u202f", "\u00a0"])
def test_no_break_spaces_are_spaces(space: str) -> None:
    assert draw_word(f"1{space}0") != draw_word("10")
    assert draw_word(space) == draw_word("")


def test_bold_is_another_file() -> None:
    assert [path.rpartition("/")[2] for path in list_fonts()] == [
        "SourceSansPro-Regular.ttf",
        "SourceSansPro-Bold.ttf",
    ]


def test_caption_is_in_the_file_with_colours_and_no_style_sheet() -> None:
    drawing = draw_series([Line("Rennes", RISING, is_main=True)], title="Population", unit="hab.")
    svg = write_captioned(drawing, CAPTION)
    root = ET.fromstring(svg)
    texts = "".join(one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text"))
    for words in ("Population municipale", "Rennes (35238), 2013-2022", "Source : Insee.", "x" * 120):
        assert words in texts
    assert "class=" not in svg
    assert "<style" not in svg
    assert "var(" not in svg
    assert "#000091" in svg
    width = float(root.attrib["width"])
    assert width == 480


def test_responses_are_attachments() -> None:
    drawing = draw_series([Line("Rennes", RISING)], title="Population")
    svg = build_image_response("svg", drawing, CAPTION, file_name="population_35238")
    png = build_image_response("png", drawing, CAPTION, file_name="population_35238")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"] == 'attachment; filename="population_35238.svg"'
    assert png["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
