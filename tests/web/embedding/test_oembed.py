"""oEmbed: what is ours is described, the rest is refused with the status that the specification says."""

from __future__ import annotations

import json
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.usefixtures("small_portal")

FIGURE = "/communes/35238-rennes/indicateurs/population"
OURS = settings.SITE_URL + FIGURE


def test_json_has_the_fields_of_a_rich_answer(client: Client) -> None:
    response = client.get("/oembed", {"url": OURS})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    found = json.loads(response.content)
    html = found.pop("html")
    assert found == {
        "type": "rich",
        "version": "1.0",
        "title": "Population municipale\u202f: Rennes".replace("\u202f", "\u00a0"),
        "provider_name": settings.SITE_NAME,
        "provider_url": settings.SITE_URL,
        "cache_age": 86400,
        "width": 640,
        "height": 650,
    }
    assert html.startswith(f'<iframe src="{settings.SITE_URL}/integrer{FIGURE}" title="Population')
    assert 'width="640" height="650" loading="lazy"' in html
    assert html.endswith("></iframe>")


def test_xml_says_the_same(client: Client) -> None:
    told = json.loads(client.get("/oembed", {"url": OURS}).content)
    response = client.get("/oembed", {"url": OURS, "format": "xml"})
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == "oembed"
    assert {one.tag: one.text for one in root} == {key: str(value) for key, value in told.items()}


def test_size_is_never_above_what_is_asked(client: Client) -> None:
    found = json.loads(client.get("/oembed", {"url": OURS, "maxwidth": "300", "maxheight": "9999"}).content)
    assert (found["width"], found["height"]) == (300, 650)
    found = json.loads(client.get("/oembed", {"url": OURS, "maxheight": "200"}).content)
    assert (found["width"], found["height"]) == (640, 200)


def test_size_that_is_none_is_refused(client: Client) -> None:
    for name in ("maxwidth", "maxheight"):
        for size in ("0", "-3", "12px", "1e3", "²", "999999"):
            assert client.get("/oembed", {"url": OURS, name: size}).status_code == 400, (name, size)


def test_unknown_format_is_not_implemented(client: Client) -> None:
    for form in ("yaml", "JSON", "html", ""):
        assert client.get("/oembed", {"url": OURS, "format": form}).status_code == 501, form


def test_address_of_the_frame_itself_is_understood(client: Client) -> None:
    found = json.loads(client.get("/oembed", {"url": f"{settings.SITE_URL}/integrer{FIGURE}"}).content)
    assert f'src="{settings.SITE_URL}/integrer{FIGURE}"' in found["html"]


HOST = settings.SITE_URL.partition("://")[2]


HOSTILE = [
    "https://ailleurs.example/communes/35238-rennes/indicateurs/population",
    f"https://{HOST}.ailleurs.example{FIGURE}",
    f"https://{HOST}@ailleurs.example{FIGURE}",
    f"https://ailleurs.example@{HOST}{FIGURE}",
    f"https://qui:quoi@{HOST}{FIGURE}",
    f"//ailleurs.example{FIGURE}#{OURS}",
    "javascript:alert(1)",
    f"javascript://{HOST}{FIGURE}",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    f"{settings.SITE_URL}/admin/",
    f"{settings.SITE_URL}/",
    f"{settings.SITE_URL}/aide",
    f"{settings.SITE_URL}/integrer",
    f"{settings.SITE_URL}/integrer/redimensionner.js",
    f"{settings.SITE_URL}/oembed?url={quote(OURS)}",
    f"{settings.SITE_URL}/communes/99999-nulle-part/indicateurs/population",
    f"{settings.SITE_URL}/communes/35238-rennes/indicateurs/rien",
    f"{settings.SITE_URL}{FIGURE}?version=0123456789ab",
    f"{settings.SITE_URL}/..%2fadmin/",
    f"{settings.SITE_URL}{quote(quote(FIGURE, safe=''), safe='')}",
    f"{settings.SITE_URL}/%2563ommunes/35238-rennes/indicateurs/population",
    f"{settings.SITE_URL}{FIGURE}%00",
    f"{settings.SITE_URL}{FIGURE}%0d%0aSet-Cookie:a=b",
    f"{OURS}?x={'a' * 10_000}",
    f"{OURS}\r\nX: y",
    f'{OURS}"><script>alert(1)</script>',
    "http://[::1",
    "http://" + "a" * 300,
    "",
    " ",
    "%",
    "Rennes",
]


def test_hostile_address_is_refused(client: Client) -> None:
    for url in HOSTILE:
        for form in ("json", "xml"):
            response = client.get("/oembed", {"url": url, "format": form})
            assert response.status_code in (400, 404), (url[:80], response.status_code)
            assert response["Content-Type"] == "text/plain; charset=utf-8"
            assert b"<" not in response.content
            assert not response.cookies


def test_address_with_quotes_in_its_query_is_written_safely(client: Client) -> None:
    response = client.get("/oembed", {"url": f"{OURS}?avec=strate&theme=%22%3E%3Cscript%3E"})
    if response.status_code == 200:
        html = json.loads(response.content)["html"]
        assert "<script" not in html
        assert html.count('"') % 2 == 0


def test_pages_say_where_they_are_described(client: Client) -> None:
    html = client.get(FIGURE).content.decode()
    address = f"{settings.SITE_URL}/oembed?url={quote(OURS, safe='')}&amp;format="
    assert f'<link rel="alternate" type="application/json+oembed" href="{address}json"' in html
    assert f'<link rel="alternate" type="text/xml+oembed" href="{address}xml"' in html
