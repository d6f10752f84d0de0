"""Pages that other sites may frame: their headers, and that no other page may be."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.usefixtures("small_portal")

FIGURE = "/communes/35238-rennes/indicateurs/population"
EMBED = f"/integrer{FIGURE}"
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors *",
}


def _list_directives(policy: str) -> set[str]:
    return {one.strip() for one in policy.split(";") if one.strip()}


def test_frame_may_be_in_any_page_and_sets_nothing(client: Client) -> None:
    response = client.get(EMBED)
    assert response.status_code == 200
    assert _list_directives(response["Content-Security-Policy"]) == POLICY
    assert "X-Frame-Options" not in response
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Set-Cookie" not in response
    assert response["Cache-Control"].startswith("public, max-age=300")
    assert response["ETag"]


def test_frame_known_by_the_reader_is_not_sent_again(client: Client) -> None:
    first = client.get(EMBED)
    again = client.get(EMBED, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert _list_directives(again["Content-Security-Policy"]) == POLICY
    assert "X-Frame-Options" not in again


def test_other_pages_refuse_to_be_framed(client: Client) -> None:
    described = f"/oembed?url={settings.SITE_URL}{FIGURE}"
    others = ["/", FIGURE, "/communes/35238-rennes", "/explorer", "/integrer", f"/integrer?url={FIGURE}"]
    others += ["/comparer", described, "/nulle-part", "/integrer/aide", "/integrer/admin"]
    for path in others:
        response = client.get(path)
        assert "frame-ancestors 'none'" in _list_directives(response["Content-Security-Policy"]), path
        assert response["X-Frame-Options"] == "DENY", path


def test_frame_says_value_year_source_and_where_the_page_is(client: Client) -> None:
    html = client.get(EMBED).content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    assert re.search(r"230 000 <span>|230 000", html)
    assert "2023" in html
    assert "Insee" in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{FIGURE}">' in html
    assert '<base target="_top">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert f'<a href="{FIGURE}">Voir la page complète' in html
    assert "<form" not in html
    assert " style=" not in html
    assert len(re.findall(r"<script", html)) == 1


@pytest.mark.parametrize(
    ("query", "attribute"),
    [("", None), ("?theme=clair", "light"), ("?theme=sombre", "dark"), ("?theme=rose", None)],
)
def test_theme_is_that_of_the_address_or_of_the_reader(
    client: Client, query: str, attribute: str | None
) -> None:
    html = client.get(EMBED + query).content.decode()
    found = re.search(r'<html lang="fr"(?: data-fr-theme="(\w+)")?>', html)
    assert found is not None
    assert found.group(1) == attribute


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/integrer/communes/99999-nulle-part/indicateurs/population", 404, "n’existe pas"),
        ("/integrer/communes/35238-rennes/indicateurs/rien", 404, "Ce chiffre n’existe pas"),
        (f"{EMBED}?avec=rien:du:tout", 400, "Contenu indisponible"),
        (f"{EMBED}?version=0123456789ab", 410, "ne sont plus conservés"),
    ],
)
def test_what_is_not_there_is_said_in_the_frame(client: Client, path: str, status: int, words: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert words in response.content.decode()
    assert _list_directives(response["Content-Security-Policy"]) == POLICY
    assert "X-Frame-Options" not in response


def test_frame_of_a_wrong_name_leads_to_the_right_frame(client: Client) -> None:
    response = client.get("/integrer/communes/35238-renes/indicateurs/population?theme=sombre")
    assert response.status_code == 301
    assert response["Location"] == f"{EMBED}?theme=sombre"


def test_secret_is_named_in_the_frame(client: Client) -> None:
    html = client.get("/integrer/communes/22050-dinan/indicateurs/population").content.decode()
    assert "14" in html  # its last known value, of 2022


def test_frame_weighs_little(client: Client) -> None:
    assert len(client.get(EMBED).content) < 20_000
