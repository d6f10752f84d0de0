"""``/groups`` and groups among the territories: saved once, read as their members are, removed for good."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from portal.territories.actions import groups as actions
from portal.territories.actions.groups import record_group, remove_group
from portal.territories.models import Group
from portal.territories.queries.groups import forget_groups
from tests.api.conftest import Get

SAVE = "/api/v1/groups"


def _save(client: Client, **body: Any) -> Any:
    return client.post(SAVE, {"name": "Rive sud", **body}, content_type="application/json")


def test_group_saved_then_read(get: Get, client: Client) -> None:
    saved = _save(client, members=["commune:35051", "commune:35001"])
    assert saved.status_code == 200
    answer = saved.json()
    assert (answer["name"], answer["member_kind"]) == ("Rive sud", "commune")
    assert [one["label"] for one in answer["members"]] == ["Acigné (35)", "Cesson-Sévigné (35)"]
    assert answer["definition"] == "Groupe enregistré par l’API : 2\u00a0communes."
    assert answer["url"].endswith(f"/groupes/{answer['id']}-rive-sud")
    assert saved["Cache-Control"] == "no-store"
    assert not saved.cookies
    assert get(f"/groups/{answer['id']}").json() == answer
    assert _save(client, members=["commune:35001", "commune:35051"]).json() == answer
    assert Group.objects.count() == 1


def test_group_of_several_kinds_is_their_communes(get: Get, client: Client) -> None:
    answer = _save(client, members=["epci:243500139", "commune:22050"]).json()
    assert answer["member_kind"] == "commune"
    assert [one["code"] for one in answer["members"]] == ["22050", "35001", "35051", "35238"]
    assert "4 communes, chacune comptée une fois" in answer["definition"]


def test_group_as_communes(get: Get, client: Client) -> None:
    assert _save(client, members=["departement:35"]).json()["member_kind"] == "departement"
    answer = _save(client, members=["departement:35"], as_communes=True).json()
    assert (answer["member_kind"], len(answer["members"])) == ("commune", 4)


def test_group_has_figures_like_a_territory(get: Get) -> None:
    """7 000 inhabitants of Acigné and 69 000 of Cesson-Sévigné in 2023."""
    group = record_group(name="Rive sud", member_kind="commune", codes=["35001", "35051"])
    answer = get(f"/territories/group/{group.public_id}/figures?indicator=population").json()
    assert (answer["territory"]["kind"], answer["territory"]["name"]) == ("group", "Rive sud")
    [series] = answer["items"]
    assert series["points"][-1]["value"] == 76_000.0
    assert series["points"][-1]["origin"] == "aggregated"
    every = get(f"/territories/group/{group.public_id}/figures").json()
    assert "population" in {one["indicator"] for one in every["items"]}
    identity = get(f"/territories/group/{group.public_id}").json()
    assert (identity["members"], identity["population"]) == ({"commune": 2}, 76_000)


def test_group_exactly_an_epci_has_its_figures(get: Get) -> None:
    group = record_group(name="RM", member_kind="commune", codes=["35238", "35001", "35051"])
    path = f"/territories/group/{group.public_id}/figures?indicator=population"
    mine = get(path).json()["items"][0]["points"]
    theirs = get("/territories/epci/243500139/figures?indicator=population").json()["items"][0]["points"]
    assert [(one["year"], one["value"]) for one in mine] == [(one["year"], one["value"]) for one in theirs]


@pytest.mark.parametrize(
    "body",
    [
        {"members": []},
        {"members": ["commune:99999"]},
        {"members": ["commune:35112"]},  # a past one
        {"members": ["france:FR"]},
        {"members": ["35238"]},
        {"members": "commune:35238"},
        {"members": ["commune:35238"], "name": ""},
        {"members": ["commune:35238"], "name": "\u202e"},
        {"members": ["commune:35238"], "name": "x" * 81},
        {"members": ["commune:35238"] * 2001},
        {"members": [None]},
        {},
    ],
)
def test_group_that_cannot_be_saved_says_why(get: Get, client: Client, body: dict[str, Any]) -> None:
    answer = _save(client, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
    assert not Group.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b"{", b'"x"', b"null"])
def test_group_whose_body_is_no_json_is_refused(get: Get, client: Client, content: bytes) -> None:
    assert client.post(SAVE, content, content_type="application/json").status_code == 400


def test_group_sent_by_a_form_of_another_site_is_refused(get: Get, client: Client) -> None:
    body = '{"name": "Un", "members": ["commune:35238"]}'
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        assert client.post(SAVE, body, content_type=content_type).status_code == 400
    assert client.options(SAVE)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert not Group.objects.exists()


def test_groups_are_listed_nowhere(get: Get) -> None:
    assert get("/groups").status_code == 405


def test_group_unknown_or_removed(get: Get, client: Client) -> None:
    group = record_group(name="Un", member_kind="commune", codes=["35001"])
    etag = get(f"/groups/{group.public_id}")["ETag"]
    assert get("/groups/inconnu").json()["code"] == "unknown_group"
    assert get("/territories/group/inconnu").status_code == 404
    remove_group(group.public_id)
    forget_groups()
    for path in ("/groups/{}", "/territories/group/{}", "/territories/group/{}/figures"):
        answer = get(path.format(group.public_id), If_None_Match=etag)
        assert (answer.status_code, answer.json()["code"]) == (410, "group_removed")
    again = _save(client, name="Un", members=["commune:35001"])
    assert (again.status_code, again.json()["code"]) == (410, "group_removed")


def test_groups_saved_too_fast_are_refused(get: Get, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.PACE, "limit", 2)
    statuses = [_save(client, name=f"G{n}", members=["commune:35001"]).status_code for n in range(3)]
    assert statuses == [200, 200, 429]
    assert _save(client, name="G0", members=["commune:35001"]).status_code == 200  # saved before
