"""The portrait of a territory: a PDF that says what its page says, for every kind, whatever the names."""

from __future__ import annotations

import io
import re
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from portal.territories.models import Territory
from portal.territories.queries.cards import find_card
from portal.territories.queries.surroundings import forget_directory
from portal.ui.exports import pdf, turns
from portal.web.factsheets.comparators import find_comparator
from portal.web.factsheets.portrait.presenter import build_portrait
from tests.territories.builders import build_territory
from tests.web.conftest import Read

SHEETS = {
    "commune": "/communes/35238-rennes",
    "epci": "/epci/243500139-rennes-metropole",
    "departement": "/departements/35-ille-et-vilaine",
    "region": "/regions/53-bretagne",
    "france": "/france",
}
each_sheet = pytest.mark.parametrize("path", SHEETS.values(), ids=SHEETS)
HOSTILE = '#import "x": * $a$ \\ <b> @c `d` *e* _f_ // g'

pytestmark = pytest.mark.usefixtures("small_portal")


def _open(client: Client, path: str) -> PdfReader:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code, response.get("Location"))
    return PdfReader(io.BytesIO(response.getvalue()), strict=True)


def _read(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def _build(kind: str, code: str, asked: str = "") -> dict[str, Any]:
    territory = find_card(kind, code)
    assert territory is not None
    return build_portrait(territory, find_comparator(territory, asked))[0]


def test_portrait_is_a_file_that_browsers_show(client: Client):
    response = client.get("/communes/35238-rennes.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith('inline; filename="portrait_commune_35238_rennes.pdf"')
    assert response["X-Robots-Tag"] == "noindex"
    assert response["Cache-Control"].startswith("public")
    assert not response.cookies


def test_known_portrait_answers_304_before_it_is_made(client: Client, monkeypatch: pytest.MonkeyPatch):
    etag = client.get("/communes/35238-rennes.pdf")["ETag"]
    monkeypatch.setattr(pdf, "get_turns", None)  # nothing is compiled any more
    assert client.get("/communes/35238-rennes.pdf", headers={"If-None-Match": etag}).status_code == 304


@each_sheet
def test_portrait_of_every_kind_is_tagged_short_and_light(client: Client, path: str):
    response = client.get(f"{path}.pdf")
    assert len(response.getvalue()) < 600_000
    reader = PdfReader(io.BytesIO(response.getvalue()), strict=True)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert "/StructTreeRoot" in root
    assert 1 <= len(reader.pages) <= 8
    assert "Page 1 sur" in _read(reader)


def test_figures_of_the_portrait_are_those_of_the_page(read: Read, client: Client):
    words = _read(_open(client, "/communes/35238-rennes.pdf"))
    assert "230 000 hab. 2023" in words
    assert "21,99 % 2020" in words
    pages = read("/communes/35238-rennes")
    rows = [row for theme in _build("commune", "35238")["themes"] for row in theme["rows"]]
    assert len(rows) >= 3
    for row in rows:
        value = row["value"].replace("\u202f", " ").replace("\u00a0", " ")
        assert value in re.sub(r"</?span[^>]*>", "", pages), row["label"]


def test_order_of_reading_is_that_of_the_pages(client: Client):
    words = _read(_open(client, "/communes/35238-rennes.pdf"))
    parts = ["Rennes est une commune", "Chiffres clés", "Chiffres par thème", "Autour de Rennes",
             "Lire ce portrait", "Sources", "Citer ce document", "Définitions des indicateurs"]  # fmt: skip
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_outline_has_the_headings(client: Client):
    titles = [one.title for one in _open(client, "/france.pdf").outline if not isinstance(one, list)]
    assert titles[:2] == ["Chiffres clés", "Chiffres par thème"]


def test_every_drawing_has_an_alternative(client: Client):
    reader = _open(client, "/communes/35238-rennes.pdf")
    objects = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    drawings = [one for one in objects if isinstance(one, dict) and one.get("/S") == "/Figure"]
    assert len(drawings) >= 3
    assert all(re.search(r"Carte|évolution de 2022 à 2023", str(one["/Alt"])) for one in drawings)


def test_absence_has_its_name_and_its_meaning(client: Client):
    """The population of Dinan is secret in 2023; that of 2022 is shown with its year."""
    assert "14 530 hab. 2022" in _read(_open(client, "/communes/22050-dinan.pdf"))


def test_comparator_of_the_address_drives_the_document(client: Client):
    usual, asked = _build("commune", "35238"), _build("commune", "35238", "departement")
    assert usual["comparator"]["heading"].startswith("communes de ")
    assert asked["comparator"]["heading"] == "communes d’Ille-et-Vilaine"
    assert "?avec=departement" in _read(_open(client, "/communes/35238-rennes.pdf?avec=departement"))


def test_unknown_comparator_is_refused_in_french(client: Client):
    response = client.get("/communes/35238-rennes.pdf?avec=planete")
    assert response.status_code == 400
    assert "ne peut pas être comparé" in response.getvalue().decode()


def test_wrong_slug_leads_to_the_right_file(client: Client):
    response = client.get("/communes/35238-ailleurs.pdf?avec=departement")
    assert response.status_code == 301
    assert response["Location"] == "/communes/35238-rennes.pdf?avec=departement"


def test_unknown_code_is_not_found(client: Client):
    assert client.get("/communes/99999-nulle-part.pdf").status_code == 404


@pytest.mark.parametrize("name", [HOSTILE, "A" * 200, "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson 🎉"])
def test_hostile_name_is_only_a_name(client: Client, name: str):
    Territory.objects.filter(kind="commune", code="35238").update(name=name)
    forget_directory()
    try:
        response = client.get("/communes/35238-rennes.pdf")
        assert response.status_code == 200
        reader = PdfReader(io.BytesIO(response.getvalue()), strict=True)
        assert reader.metadata is not None
        assert str(reader.metadata.title).startswith(name[:12])
    finally:
        forget_directory()


def test_territory_without_any_figure_has_an_honest_document(client: Client):
    build_territory("ept", "200057875", "Est Ensemble", departement_code="35", region_code="53").save()
    forget_directory()
    reader = _open(client, "/ept/200057875-est-ensemble.pdf")
    words = _read(reader)
    assert "ne donnent aucun chiffre propre à ce territoire" in words
    assert "Chiffres par thème" not in words
    assert len(reader.pages) <= 2


def test_burst_is_asked_to_come_back(client: Client):
    with ExitStack() as taken:
        for _ in range(turns.get_turns().limit):
            taken.enter_context(turns.get_turns().take())
        response = client.get("/communes/35238-rennes.pdf")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "Rechargez cette page dans 5 secondes" in response.getvalue().decode()


def test_citation_leads_to_these_very_figures():
    assert re.search(r"/communes/35238-rennes\?version=[0-9a-f]{12}$", _build("commune", "35238")["citation"])


def test_figures_cost_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries):
    _build("commune", "35238")
    with django_assert_max_num_queries(12):
        _build("commune", "35238")
