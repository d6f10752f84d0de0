"""Maps: framing, links, hatchings, insets."""

from __future__ import annotations

import pytest

from portal.ui.maps.frame import LINKED_AT_MOST, Border, Inset, Shape, draw_map
from tests.ui.charts.test_small import check_svg
from tests.ui.samples import make_square


def test_map_frames_its_shapes_and_links_them() -> None:
    shapes = [
        make_square(0, 0, "Acigné", href="/communes/35001", note="6 800 hab."),
        make_square(100, 0, "Rennes", href="/communes/35238", is_highlighted=True),
    ]
    root = check_svg(
        draw_map(shapes, map_id="m", title="Rennes et ses voisines", description="Deux communes.")
    )
    assert root.attrib["viewBox"] == "-7.9 -3.9 201.8 99.8"
    assert root.attrib["role"] == "group"
    assert root.attrib["aria-label"] == "Rennes et ses voisines"
    links = root.findall("a")
    assert [link.attrib["href"] for link in links] == ["/communes/35001"]  # not a link to the page itself
    assert links[0].attrib["aria-label"] == "Acigné : 6 800 hab."
    assert root[-1].attrib["class"].endswith("--here")  # drawn last, above its neighbours


def test_shapes_without_a_link_are_joined_by_class() -> None:
    shapes = [make_square(x * 92, 0, f"{x}", href="/x" if x < 2 else "", is_context=x > 5) for x in range(9)]
    root = check_svg(draw_map(shapes, map_id="m", title="t"))
    assert root.attrib["role"] == "group"
    assert [child.tag for child in root] == ["path", "path", "a", "a"]
    assert root[0].attrib["d"].count("z") == 3  # the context first, below the others


def test_map_of_links_has_its_alternative_in_words_and_no_empty_one() -> None:
    shapes = [make_square(x * 92, 0, f"{x}", href="/x") for x in range(2)]
    described = check_svg(draw_map(shapes, map_id="m", title="t", description="Deux communes."))
    assert [one.text for one in described.findall("desc")] == ["Deux communes."]
    assert check_svg(draw_map(shapes, map_id="m", title="t")).find("desc") is None


@pytest.mark.parametrize(
    ("path", "joined"),
    [
        ("m35516 40644 51 15 25-51z", "M35516 40644l51 15 25-51z"),
        ("m10-20-3 4zm1 1 2 2z", "M10 -20l-3 4zm1 1 2 2z"),
        ("m1 2h5v5z", "M1 2h5v5z"),
        ("M1 2 3 4z", "M1 2 3 4z"),
    ],
)
def test_joined_shapes_stay_where_they_are(path: str, joined: str) -> None:
    """A path that starts with a relative move would be drawn from the end of the one before."""
    shapes = [Shape(path=path, box=(0, 0, 9, 9), label="x") for _ in range(2)]
    root = check_svg(draw_map(shapes, map_id="m", title="t"))
    drawn = root.find("path")
    assert drawn is not None
    assert drawn.attrib["d"] == joined * 2


def test_map_of_many_shapes_is_one_image_of_few_nodes() -> None:
    shapes = [
        make_square(x * 92, 0, f"{x}", href="/x", value_class=x % 7 + 1) for x in range(LINKED_AT_MOST + 1)
    ]
    root = check_svg(draw_map(shapes, map_id="m", title="Densité", description="Plus dense à l’ouest."))
    assert root.attrib["role"] == "img"
    assert root.findtext("title") == "Densité"
    assert root.findtext("desc") == "Plus dense à l’ouest."
    assert len(root.findall("path")) == 7
    assert not root.findall("a")


def test_absences_are_hatched_apart_from_values() -> None:
    shapes = [
        make_square(0, 0, "Secrète", absence="secret", value_class=3),
        make_square(92, 0, "Inconnue", absence="other"),
        make_square(184, 0, "Connue", value_class=3),
    ]
    root = check_svg(draw_map(shapes, map_id="carte", title="t"))
    patterns = {pattern.attrib["id"]: pattern.attrib["width"] for pattern in root.iter("pattern")}
    assert list(patterns) == ["carte-key-secret", "carte-key-other", "carte-secret", "carte-other"]
    assert patterns["carte-key-secret"] == "5"  # the swatches of a legend are small, whatever the map
    fills = {path.attrib.get("fill") for path in root.findall("path")}
    assert fills == {"url(#carte-secret)", "url(#carte-other)", None}


def test_absences_of_an_inset_are_hatched_at_its_own_scale() -> None:
    """Twice as many lines would fit in what is drawn half as large: each inset has its own pattern."""
    small = make_square(9_000_000, 5, "Mayotte", absence="other")
    root = check_svg(
        draw_map(
            [make_square(x * 92, 0, "x") for x in range(60)],
            map_id="m",
            title="t",
            insets=[Inset("Mayotte", (small,))],
        )
    )
    patterns = {pattern.attrib["id"]: float(pattern.attrib["width"]) for pattern in root.iter("pattern")}
    assert list(patterns) == ["m-key-other", "m-0-other"]
    [inset] = [path for path in root.iter("path") if path.attrib.get("fill")]
    assert inset.attrib["fill"] == "url(#m-0-other)"
    assert patterns["m-0-other"] < 92 / 5


def test_territory_of_the_page_keeps_its_class_and_is_outlined() -> None:
    shapes = [
        make_square(0, 0, "Rennes", value_class=5, is_highlighted=True),
        make_square(92, 0, "Acigné", value_class=1),
    ]
    root = check_svg(draw_map(shapes, map_id="m", title="t"))
    assert root[-1].attrib["class"] == "oc-map__place oc-map__place--ring oc-map__place--5"


def test_overseas_insets_are_labelled_below_the_frame() -> None:
    inset = Inset("La Réunion", (make_square(9_000_000, 5, "La Réunion", href="/regions/04"),))
    root = check_svg(
        draw_map([make_square(0, 0, "x")], map_id="m", title="t", insets=[inset, Inset("Vide"), inset])
    )
    assert [text.text for text in root.iter("text")] == ["La Réunion", "La Réunion"]
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    for text in root.iter("text"):
        assert left <= float(text.attrib["x"]) <= left + width
        assert top <= float(text.attrib["y"]) <= top + height


def test_map_of_insets_alone_promotes_the_first() -> None:
    inset = Inset("Mayotte", (make_square(0, 0, "Mayotte", href="/regions/06"),))
    assert "Mayotte" in draw_map([], map_id="m", title="t", insets=[inset])


def test_map_of_nothing_is_not_drawn() -> None:
    assert draw_map([], map_id="m", title="t") == ""


def test_map_escapes_what_it_is_told() -> None:
    shape = Shape(path="M0 0h9v9z", box=(0, 0, 9, 9), label="<b>", href='/"><script>', note="&")
    root = check_svg(draw_map([shape], map_id="m", title='"<'))
    assert root.find("a") is not None


def test_map_of_a_point_has_a_view() -> None:
    root = check_svg(draw_map([Shape(path="M5 5z", box=(5, 5, 5, 5), label="x")], map_id="m", title="t"))
    assert all(float(side) > 0 for side in root.attrib["viewBox"].split()[2:])


def test_map_refuses_a_box_upside_down() -> None:
    with pytest.raises(ValueError, match="upside down"):
        draw_map([Shape(path="", box=(9, 0, 0, 9), label="x")], map_id="m", title="t")


def test_motifs_fill_shapes_with_a_pattern_of_their_colour() -> None:
    shapes = [make_square(0, 0, "A", value_class="3"), make_square(92, 0, "B", value_class="n4")]
    root = check_svg(draw_map(shapes, map_id="m", title="t", has_motifs=True))
    assert {path.attrib["fill"] for path in root.findall("path")} == {"url(#m-3)", "url(#m-n4)"}
    patterns = {pattern.attrib["id"]: pattern for pattern in root.iter("pattern")}
    assert list(patterns) == ["m-key-3", "m-key-n4", "m-3", "m-n4"]
    assert "oc-map__place--3" in patterns["m-3"][0].attrib["class"]
    assert patterns["m-3"][1].attrib["d"] != patterns["m-n4"][1].attrib["d"]


def test_borders_are_above_shapes_and_below_the_territory_of_the_page() -> None:
    shapes = [
        make_square(0, 0, "A", value_class=3),
        make_square(92, 0, "B", value_class=1, is_highlighted=True),
    ]
    borders = [Border("M0 0l9 9"), Border(""), Border("M9 9l9 9", "strong")]
    root = check_svg(draw_map(shapes, map_id="m", title="t", borders=borders))
    assert [path.attrib["class"].split()[-1] for path in root.findall("path")] == [
        "oc-map__place--3", "oc-map__border", "oc-map__border--strong", "oc-map__halo", "oc-map__place--1",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "texture"), [(400, ""), (401, "dense"), (1200, "dense"), (1201, "fine")])
def test_lines_are_thinner_the_more_shapes_there_are(count: int, texture: str) -> None:
    root = check_svg(draw_map([make_square(0, 0, "", value_class=1, joined=count)], map_id="m", title="t"))
    path = root.find("path")
    assert path is not None
    assert path.attrib["class"].split()[2:] == ([f"oc-map__place--{texture}"] if texture else [])


def test_labels_of_insets_are_readable_on_a_phone() -> None:
    """Five insets share the width: at 340 px, text of a fifth of it times 0.155 is 10.5 px."""
    insets = [Inset("La Réunion", (make_square(0, 0, "x"),))] * 5
    root = check_svg(draw_map([make_square(0, 0, "x")], map_id="m", title="t", insets=insets))
    width = float(root.attrib["viewBox"].split()[2])
    sizes = {float(text.attrib["font-size"]) * 340 / width for text in root.iter("text")}
    assert min(sizes) > 10
    assert len({text.attrib["y"] for text in root.iter("text")}) == 1
