"""The map of an indicator over a zone: colours, legend, words, the reader's territory, pictures."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.http import QueryDict
from django.test import Client
from PIL import Image

from portal.ui.exports import turns
from portal.web.explore.asked import read_asked
from portal.web.explore.mapping import drawing, picture
from portal.web.explore.mapping.picture import draw_picture, render_picture
from portal.web.explore.mapping.view import CARTE
from portal.web.explore.reading import Explored, explore
from tests.web.conftest import Read

pytestmark = pytest.mark.django_db


def explored(query: str, segment: str = "population") -> Explored:
    return explore(read_asked(segment, QueryDict(query)))


def parse(page: str) -> Tag:
    found = BeautifulSoup(page, "html.parser").find("figure", class_="oc-explore-map")
    assert isinstance(found, Tag)
    return found


def list_legend(figure: Tag) -> list[tuple[Any, str]]:
    items = figure.select(".oc-map-legend li")
    return [(item.get("data-step"), " ".join(item.get_text().split())) for item in items]


def test_map_paints_each_territory_with_the_class_of_its_value(read: Read) -> None:
    """Rennes 230 000; Cesson 69 000, Acigné 7 000 and La Chapelle 2 500, which has no contour."""
    figure = parse(read("/explorer/population?zone=departement:35&classes=egales-3"))
    assert list_legend(figure) == [
        ("1", "2 500 à 69 000 hab. : 3 communes"),
        ("7", "230 000 hab. : 1 commune"),
    ]
    looks = {link.get("aria-label"): link.path.get("class") for link in figure.select("svg a") if link.path}
    assert looks == {
        "Rennes : 230 000 hab.": ["oc-map__place", "oc-map__place--7"],
        "Cesson-Sévigné : 69 000 hab.": ["oc-map__place", "oc-map__place--1"],
        "Acigné : 7 000 hab.": ["oc-map__place", "oc-map__place--1"],
    }
    assert all(str(link["href"]).startswith("/communes/35") for link in figure.select("svg a"))


def test_map_says_how_its_classes_are_made(read: Read) -> None:
    page = read("/explorer/population?zone=departement:35")
    assert "Classes d’effectifs égaux (quantiles)" in page
    assert "par seuils naturels (Jenks)" in read(
        "/explorer/population?zone=departement:35&classes=naturelles-3"
    )


def test_secret_is_hatched_and_named_in_the_legend(read: Read) -> None:
    figure = parse(read("/explorer/population?zone=region:53&niveau=commune&annee=2023"))
    assert ("secret", "secret statistique : 1 commune") in list_legend(figure)


def test_territory_of_the_reader_is_outlined_and_named(read: Read) -> None:
    page = read("/explorer/population?zone=departement:35&ici=commune:35238")
    figure = parse(page)
    assert figure["data-here"] == "35238"
    assert "Rennes : 230 000 hab." in [words for _, words in list_legend(figure)]
    assert len(figure.select(".oc-map__place--ring")) == 2  # on the map and in its legend
    assert len(figure.select(".oc-map__halo")) == 1
    assert "Entouré sur la carte" in page


def test_markup_tells_the_script_where_contours_and_values_are(read: Read) -> None:
    figure = parse(read("/explorer/population?zone=departement:35&motifs=oui"))
    assert figure["data-contours"].startswith("/explorer/fonds/commune.min.json?zone=departement:35&v=")
    assert figure["data-values"].startswith("/explorer/population/valeurs.json?zone=departement:35")
    assert figure["data-year"] == "2023"
    assert figure.has_attr("data-patterns")
    items = [(item["data-step"], item["data-least"], item["data-most"]) for item in figure.select("li")]
    assert items == [("4", "2500", "230000")]  # four communes: too few for two classes of three


def test_motifs_fill_shapes_and_swatches(read: Read) -> None:
    figure = parse(read("/explorer/population?zone=departement:35&motifs=oui&classes=egales-3"))
    patterns = {one["id"] for one in figure.select("pattern")}
    assert {"carte-1", "carte-7", "carte-key-1", "carte-key-7"} <= patterns
    fills = {one.get("fill") for one in figure.select("svg.oc-map path.oc-map__place")}
    assert fills == {"url(#carte-1)", "url(#carte-7)"}
    assert [one.get("fill") for one in figure.select("li rect")] == ["url(#carte-key-1)", "url(#carte-key-7)"]


def test_categories_have_their_labels(read: Read) -> None:
    figure = parse(read("/explorer/zonage-abc?zone=departement:35"))
    legend = list_legend(figure)
    assert legend[0] == ("6", "A : 1 commune")  # the second of five, from strong to pale
    assert legend[1][0] == "other"


def test_zone_without_any_contour_sends_to_the_ranking(read: Read) -> None:
    page = read("/explorer/population?zone=liste:commune:35062")
    assert "Aucun contour" in page


def test_map_summary_tells_the_ends(small_portal: None) -> None:
    words = CARTE.summarise(explored("zone=departement:35"))
    assert "Rennes" in words


def test_drawing_of_files_has_its_legend(small_portal: None) -> None:
    found = explored("zone=departement:35&classes=egales-3&ici=commune:35238")
    assert str(CARTE.draw(found)).startswith("<svg")
    keys = CARTE.list_keys(found)
    assert [re.search(r"place--(\w+)\"", key.swatch).group(1) for key in keys] == ["1", "7", "ring"]  # type: ignore[union-attr]


def test_many_shapes_are_a_picture_with_the_same_legend(
    monkeypatch: pytest.MonkeyPatch, read: Read, client: Client
) -> None:
    monkeypatch.setattr(drawing, "SHAPES_AT_MOST", 2)
    figure = parse(read("/explorer/population?zone=departement:35&classes=egales-3"))
    assert not figure.select("svg.oc-map")
    image = figure.find("img")
    assert isinstance(image, Tag)
    assert image["src"] == "/explorer/population/carte.png?zone=departement:35&classes=egales-3"
    assert "Rennes" in str(image["alt"])
    assert [key for key, _ in list_legend(figure)] == ["1", "7"]
    answer = client.get(str(image["src"]))
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as drawn:
        assert drawn.mode == "P"
        colours = {drawn.convert("RGB").getpixel((x, drawn.height // 2)) for x in range(drawn.width)}
    assert {(0, 0, 0x91), (0xEC, 0xEE, 0xFB)} <= colours  # Rennes and the others, in the light colours


def test_picture_of_nothing_is_a_bad_request(small_portal: None, client: Client) -> None:
    answer = client.get("/explorer/solde-naturel/carte.png?zone=departement:35")
    assert answer.status_code in (400, 404)


def test_picture_is_drawn_once_for_a_version(small_portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def render(found: Explored) -> bytes:
        drawn.append(found.asked.address())
        return b"PNG"

    monkeypatch.setattr(picture, "render_picture", render)
    monkeypatch.setattr(picture, "_kept", picture._Kept())
    for _ in range(3):
        assert draw_picture(explored("zone=departement:35")) == b"PNG"
    draw_picture(explored("zone=departement:35&classes=egales-3"))
    assert len(drawn) == 2


def test_picture_without_a_turn_is_refused_at_once(
    small_portal: None, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    monkeypatch.setattr(picture, "_kept", picture._Kept())
    with ExitStack() as taken:
        for _ in range(turns.get_turns().limit):
            taken.enter_context(turns.get_turns().take())
        answer = client.get("/explorer/population/carte.png?zone=departement:35")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")
    assert client.get("/explorer/population/carte.png?zone=departement:35").status_code == 200


def test_same_picture_asked_while_it_is_drawn_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks second takes no turn: it waits for the first."""
    kept, began, may_end = picture._Kept(), Event(), Event()
    drawn: list[str] = []

    def draw() -> bytes:
        drawn.append("one")
        began.set()
        assert may_end.wait(5)
        return b"PNG"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get, ("key",), draw)
        assert began.wait(5)
        second = pool.submit(kept.get, ("key",), draw)
        may_end.set()
        assert (first.result(5), second.result(5)) == (b"PNG", b"PNG")
    assert drawn == ["one"]


def test_picture_of_territories_without_contours_is_a_bad_request(small_portal: None, client: Client) -> None:
    """La Chapelle has a value and no contour."""
    answer = client.get("/explorer/population/carte.png?zone=liste:commune:35062")
    assert answer.status_code == 400
    assert "Aucun contour n’est connu" in answer.content.decode()


def test_picture_is_sharp_and_light(small_portal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "SHAPES_AT_MOST", 2)
    content = render_picture(explored("zone=departement:35"))
    with Image.open(io.BytesIO(content)) as drawn:
        assert drawn.width == picture.WIDTH_PX
    assert len(content) < 20_000
