"""One address for one sheet; hostile addresses (standards.md, 5.3 E 64 to 66)."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("small_portal")


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/communes/35238", "/communes/35238-rennes"),
        ("/communes/35238-", "/communes/35238-rennes"),
        ("/communes/35238-nantes", "/communes/35238-rennes"),
        ("/communes/35238-RENNES", "/communes/35238-rennes"),
        ("/communes/35238-rénnes", "/communes/35238-rennes"),
        ("/communes/35238-rennes.", "/communes/35238-rennes"),
        ("/communes/35238-rennes;jsessionid=1", "/communes/35238-rennes"),
        ("/communes/35238-nantes?depuis=1&x=%C3%A9", "/communes/35238-rennes?depuis=1&x=%C3%A9"),
        ("/communes/35238.csv", "/communes/35238-rennes.csv"),
        ("/epci/243500139/communes?tri=nom", "/epci/243500139-rennes-metropole/communes?tri=nom"),
        ("/epci/243500139/communes.csv", "/epci/243500139-rennes-metropole/communes.csv"),
        ("/departements/35", "/departements/35-ille-et-vilaine"),
        ("/regions/53-x", "/regions/53-bretagne"),
        ("/communes/35238-rennes/", "/communes/35238-rennes"),
        ("/communes/35238-rennes/?a=1", "/communes/35238-rennes?a=1"),
        ("/france/", "/france"),
    ],
)
def test_other_writings_lead_to_the_one_address(client: Client, asked: str, canonical: str):
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, canonical)


def test_corsican_code_in_lower_case_leads_to_upper_case(client: Client):
    from tests.territories.builders import build_territory

    build_territory("commune", "2A004", "Ajaccio")
    assert client.get("/communes/2a004-ajaccio")["Location"] == "/communes/2A004-ajaccio"


@pytest.mark.parametrize(
    "path",
    [
        "/communes/99999", "/communes/99999-nulle-part", "/communes/abc", "/communes",
        "/communes/352380-x", "/communes/3523", "/epci/12", "/epci/999999999-x", "/departements/35238",
        "/departements/0", "/regions/999-x", "/communes/../../etc/passwd",
        "/communes/%2e%2e/%2e%2e/etc/passwd",
        "/communes/35238-rennes/communes", "/communes/35238%00", "/communes/%ff%fe",
        "/epci/243500139-rennes-metropole/departements", "/ept/200054781-x", "/france/communes",
        "/communes/" + "9" * 5000, "/régions/53", "/communes/٣٥٢٣٨",
    ],
)  # fmt: skip
def test_impossible_addresses_are_404_with_a_way_on(client: Client, path: str):
    response = client.get(path)
    assert response.status_code == 404
    assert b'action="/recherche"' in response.content


@pytest.mark.parametrize(
    "sort", ["valeur", "population__gt", "-", "--population", "position", "'", "%00", "0"]
)
def test_unknown_sort_is_refused(client: Client, sort: str):
    response = client.get(f"/epci/243500139-rennes-metropole/communes?tri={sort}")
    assert response.status_code == 400
    assert b'action="/recherche"' in response.content


@pytest.mark.parametrize("page", ["0", "-1", "abc", "1e9", "9223372036854775808", "2"])
def test_page_that_does_not_exist_is_404(client: Client, page: str):
    assert client.get(f"/epci/243500139-rennes-metropole/communes?page={page}").status_code == 404


def test_unknown_format_is_refused(client: Client):
    assert client.get("/communes/35238-rennes.csv?format=exe").status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace", "options"])
def test_pages_are_only_read(client: Client, method: str):
    response = getattr(client, method)("/communes/35238-rennes")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_head_has_the_headers_of_get(client: Client):
    got, head = client.get("/communes/35238-rennes"), client.head("/communes/35238-rennes")
    assert head.content == b""
    for name in ("Content-Type", "ETag", "Cache-Control", "Content-Security-Policy"):
        assert head[name] == got[name]


def test_forged_host_is_refused(client: Client):
    assert client.get("/france", headers={"Host": "evil.example"}).status_code == 400


def test_page_does_not_depend_on_headers_or_cookies(client: Client):
    """Hostile input 69: nothing unkeyed may change a page that a proxy keeps."""
    plain = client.get("/france").content
    client.cookies["sessionid"] = "x"
    forged = client.get(
        "/france",
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Accept-Language": "en"},
    )
    assert forged.content == plain
    assert b"evil" not in forged.content


def test_double_slash_never_leads_to_another_site(client: Client):
    response = client.get("//evil.example/")
    assert not response.get("Location", "").startswith("//")
    assert client.get(response.get("Location", "/nulle-part")).status_code == 404
