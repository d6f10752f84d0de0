"""The frames of the explorer and of the dashboards: compact, sourced, with the zone and the view asked."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.usefixtures("small_portal")

ASKED = "zone=departement:35&niveau=commune"


def test_frame_of_a_map_has_title_drawing_legend_sentence_and_source(client: Client) -> None:
    response = client.get(f"/integrer/explorer/population?{ASKED}")
    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    html = response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert "Population municipale, communes d’Ille-et-Vilaine, 2023</h1>" in html
    assert '<svg class="oc-map"' in html
    assert re.search(r"230 000 hab\. : \d communes?</li>", html)
    assert (
        "Source : Insee, Populations de référence. Licence Ouverte 2.0. Données au 22 novembre 2026." in html
    )
    address = "/explorer/population?zone=departement:35"
    assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in html
    assert f'<a href="{address}">Voir la page complète' in html
    assert len(re.findall(r"<[a-z]", html)) < 120


@pytest.mark.parametrize("view", ["carte", "classement", "repartition", "evolution", "nuage", "tableau"])
def test_each_view_has_its_frame(client: Client, view: str) -> None:
    path = f"/integrer/explorer/population?{ASKED}&vue={view}&croise=population&theme=sombre"
    html = client.get(path).content.decode()
    assert '<html lang="fr" data-fr-theme="dark">' in html
    assert "<svg" in html or "<table" in html
    assert " style=" not in html


def test_frame_of_what_cannot_be_says_why(client: Client) -> None:
    response = client.get("/integrer/explorer/population?zone=canton:1")
    assert response.status_code == 400
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "forme attendue" in response.content.decode()
    assert client.get("/integrer/explorer/rien").status_code == 404


def test_frame_of_a_ranking_by_size_without_a_territory_says_why(client: Client) -> None:
    response = client.get(f"/integrer/explorer/population?{ASKED}&vue=classement&strate=meme")
    assert response.status_code == 400
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "ici=commune:35238" in response.content.decode()


def test_page_gives_the_code_of_its_frame(client: Client) -> None:
    html = client.get(f"/explorer/population?{ASKED}").content.decode()
    assert "&lt;iframe src=&#34;" in html
    assert 'type="application/json+oembed"' in html
    described = json.loads(
        client.get("/oembed", {"url": f"{settings.SITE_URL}/explorer/population?{ASKED}"}).content
    )
    assert described["title"].startswith("Population municipale")
    assert f'src="{settings.SITE_URL}/integrer/explorer/population?zone=departement:35"' in described["html"]


def test_dashboard_has_its_frame(client: Client) -> None:
    response = client.get("/integrer/tableaux-de-bord/population?zone=departement:35")
    assert response.status_code == 200
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert client.get("/integrer/tableaux-de-bord/rien").status_code == 404
    url = f"{settings.SITE_URL}/tableaux-de-bord/population?zone=departement:35"
    assert json.loads(client.get("/oembed", {"url": url}).content)["type"] == "rich"
