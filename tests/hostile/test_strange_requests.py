"""What strangers send: numbers too long to be read, origins that are no address, halves of letters."""

from __future__ import annotations

import json

import pytest
from django.test import Client

NEW = "/groupes/nouveau"


def test_page_number_of_five_thousand_digits_is_refused(small_portal: None, client: Client) -> None:
    fields = {"liste": "Acigné", "nom": "Un", "action": "enregistrer"}
    group = client.post(NEW, fields)["Location"]
    # Python refuses to read more than 4 300 digits: the length is looked at before the number.
    assert client.get(group, {"page": "0001" + "9" * 5000}).status_code == 400
    assert client.get(group, {"page": "1"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "//", "x" * 3000])
def test_form_whose_origin_is_no_address_is_refused(small_portal: None, client: Client, origin: str) -> None:
    assert client.post(NEW, {"liste": "Acigné"}, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("member", ["\\ud800", "commune:\\udfff", "\\ud83d\\ud83d"])
def test_lone_half_of_a_pair_in_a_body_is_quoted_without_breaking(
    small_portal: None, client: Client, member: str
) -> None:
    body = f'{{"name": "Un", "members": ["{member}"]}}'
    answer = client.post("/api/v1/groups", body, content_type="application/json")
    assert answer.status_code == 400
    assert "?" in json.loads(answer.content)["detail"]


@pytest.mark.parametrize("name", ["\\ud800", "\\u0000", "\\u202e", "\\u200b\\ufeff"])
def test_name_without_a_readable_letter_is_refused(small_portal: None, client: Client, name: str) -> None:
    body = f'{{"name": "{name}", "members": ["commune:35001"]}}'
    answer = client.post("/api/v1/groups", body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["a\r\nX-Evil: 1", '"; filename=x.html', "\u202egnp.exe", "/:*?[]\\", ".."])
@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods", "parquet"])
def test_name_of_a_group_adds_no_header_to_its_files(
    small_portal: None, client: Client, name: str, extension: str
) -> None:
    fields = {"liste": "Acigné", "nom": name, "action": "enregistrer"}
    answer = client.get(f"{client.post(NEW, fields)['Location']}.{extension}")
    assert answer.status_code == 200
    assert "X-Evil" not in answer
    header = answer["Content-Disposition"]
    assert header.startswith('attachment; filename="open-collectivites_groupe_')
    assert header.count('"') == 2
    assert header.isascii()
