"""Dashboards composed in the back-office: the same rules as those of the catalogue, told at each field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.blocks import StructBlock
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.cms.dashboards.blocks import KINDS, find_slug, list_panel_blocks, list_panel_kinds, name_kind
from portal.cms.dashboards.published import find_composed_dashboard, list_composed_dashboards
from portal.cms.models import ComposedDashboard
from portal.cms.versions import reset_editorial_version
from tests.web.conftest import publish_figures

ADD = "/admin/snippets/cms/composeddashboard/add/"
PAGE = "/tableaux-de-bord/mon-tableau"

Panel = tuple[str, dict[str, Any]]
MAP: Panel = ("map", {"indicator": "densite", "method": "quantiles", "count": "5", "width": "half"})
TEXT: Panel = ("text", {"title": "Lire la carte", "text": "Une couleur par classe.", "width": "full"})


def fill(*panels: Panel, **fields: Any) -> dict[str, Any]:
    """What the form sends, for a dashboard that nothing is wrong with but what is given."""
    texts = {
        "label": "Mon tableau",
        "slug": "mon-tableau",
        "summary": "La densité, expliquée.",
        "default_zone": "departement:35",
        "level_france": "",
        "level_region": "",
        "level_departement": "",
        "order": "50",
        "questions": streamfield([("question", "Où vit-on serrés ?")]),
        "panels": streamfield(list(panels or (TEXT, MAP))),
    }
    lists = {"themes": ["population"], "zones": ["departement", "epci"]}
    return dict(nested_form_data(texts | fields)) | lists


def send(client: Client, data: dict[str, Any], address: str = ADD) -> list[str]:
    """What the agent is told is wrong; nothing when it was accepted."""
    response = client.post(address, data)
    if response.status_code == 302:
        return []
    errors = response.context["form"].errors.as_data()
    return [text for found in errors.values() for one in found for text in _flatten(one)]


def _flatten(error: ValidationError) -> Iterator[str]:
    """The messages of an error, those of its blocks included, with ordinary spaces."""
    inner = getattr(error, "block_errors", None)
    if inner is None:
        yield from (text.replace("\u00a0", " ").replace("\u202f", " ") for text in error.messages)
        return
    for one in [*inner.values(), *error.non_block_errors.as_data()]:
        yield from _flatten(one)


def publish(client: Client, *panels: Panel, **fields: Any) -> list[str]:
    answer = send(client, {**fill(*panels, **fields), "action-publish": "1"})
    reset_editorial_version()
    return answer


@pytest.fixture
def editor(db: None) -> Iterator[Client]:
    yield from _log_in("Editors")


@pytest.fixture
def moderator(db: None) -> Iterator[Client]:
    yield from _log_in("Moderators")


def _log_in(group: str) -> Iterator[Client]:
    user = User.objects.create_user(group.lower(), password="unused")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    yield client


def test_blocks_are_those_of_the_descriptor():
    blocks = dict(list_panel_blocks())
    assert set(blocks) == set(KINDS) == {name_kind(model) for model in list_panel_kinds()}
    for model in list_panel_kinds():
        block = blocks[name_kind(model)]
        assert isinstance(block, StructBlock)
        assert set(block.child_blocks) == set(model.model_fields) - {"kind"}


def test_indicator_is_found_by_its_slug_or_its_name():
    assert find_slug("densite") == "densite"
    assert find_slug("Densité de population") == "densite"
    assert find_slug("part des logements vacants") == "logements_vacants_part"
    assert find_slug("densité de pommes") == ""


@pytest.mark.usefixtures("small_universe")
def test_dashboard_is_published_shown_listed_then_withdrawn(admin_client: Client, client: Client):
    assert client.get(PAGE).status_code == 404
    assert not publish(admin_client)
    found = find_composed_dashboard("mon-tableau")
    assert found is not None
    assert [panel.kind for panel in found.panels] == ["text", "map"]
    assert found.zones == ("departement", "epci")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert not page.cookies
    assert re.search(r"<h1[^>]*>\s*Mon tableau", page.content.decode()) is not None
    assert client.get("/tableaux-de-bord").content.decode().count("Mon tableau") == 1
    ComposedDashboard.objects.get().unpublish()
    reset_editorial_version()
    gone = client.get(PAGE)
    assert gone.status_code == 410
    assert "retiré" in gone.content.decode()
    assert not list(list_composed_dashboards())


@pytest.mark.usefixtures("small_universe")
def test_draft_is_seen_by_nobody_and_keeps_its_history(admin_client: Client, client: Client):
    assert not send(admin_client, fill())
    kept = ComposedDashboard.objects.get()
    assert not kept.live
    assert client.get(PAGE).status_code == 404
    edit = f"/admin/snippets/cms/composeddashboard/edit/{kept.pk}/"
    assert not send(admin_client, fill(label="Autre titre"), edit)
    assert kept.revisions.count() == 2
    history = admin_client.get(f"/admin/snippets/cms/composeddashboard/history/{kept.pk}/")
    assert history.status_code == 200


@pytest.mark.parametrize(
    ("panels", "fields", "words"),
    [
        ([("map", MAP[1] | {"indicator": "densitee"})], {}, "L’indicateur « densitee » n’existe pas"),
        ([("map", MAP[1] | {"indicator": "grille_densite"})], {}, "choisissez le panneau « Catégories »"),
        ([("categories", {"indicator": "densite", "width": "half"})], {}, "est un nombre"),
        (
            [("map", MAP[1] | {"indicator": "niveau_de_vie_median", "level": "departement"})],
            {},
            "« Médiane du niveau de vie » n’existe pas pour : départements",
        ),
        ([("map", MAP[1] | {"count": "12"})], {}, "7"),
        (
            [
                (
                    "members",
                    {"indicators": streamfield([("", "densite")]), "glance": "fifths", "width": "full"},
                )
            ],
            {"questions": streamfield([("question", "Où vit-on serrés")])},
            "point d’interrogation",
        ),
        ([], {"slug": "population"}, "a déjà cette adresse"),
        ([], {"default_zone": "departement:999"}, "999"),
        ([], {"default_zone": "region:53"}, "n’est pas une des zones"),
        ([], {"level_region": "departement"}, "ne se divise pas en départements ici"),
    ],
)
@pytest.mark.usefixtures("small_universe")
def test_mistake_is_told_in_french_and_nothing_is_published(
    admin_client: Client, panels: list[Panel], fields: dict[str, Any], words: str
):
    told = publish(admin_client, *panels, **fields)
    assert any(words in one for one in told), told
    assert not ComposedDashboard.objects.exists()


@pytest.mark.usefixtures("small_universe")
@pytest.mark.parametrize(
    "fields",
    [
        {"order": ""},
        {"order": "-1"},
        {"label": "x" * 400},
        {"label": "a\0b"},
        {"summary": "x" * 5000},
        {"themes": ["nope"]},
        {"zones": ["nope"]},
        {"default_zone": "departement:99"},
    ],
)
def test_field_that_django_refuses_is_told_like_the_others(admin_client: Client, fields: dict[str, Any]):
    assert send(admin_client, {**fill(MAP), **fields, "action-publish": "1"})
    assert not ComposedDashboard.objects.exists()


def test_mistake_is_at_the_field_of_its_panel(admin_client: Client):
    response = admin_client.post(
        ADD, {**fill(TEXT, ("map", MAP[1] | {"indicator": "densitee"})), "action-publish": "1"}
    )
    [error] = response.context["form"].errors["panels"].as_data()
    [(rank, of_panel)] = error.block_errors.items()
    assert rank == 1
    assert list(of_panel.block_errors) == ["indicator"]


@pytest.mark.usefixtures("small_universe")
def test_editors_write_and_moderators_publish(editor: Client, moderator: Client, client: Client):
    assert not send(editor, {**fill(), "action-publish": "1"})
    kept = ComposedDashboard.objects.get()
    assert not kept.live
    edit = f"/admin/snippets/cms/composeddashboard/edit/{kept.pk}/"
    assert not send(moderator, {**fill(), "action-publish": "1"}, edit)
    reset_editorial_version()
    assert client.get(PAGE).status_code == 200


@pytest.mark.usefixtures("small_universe")
def test_preview_draws_the_page_in_a_frame_of_the_editor(admin_client: Client):
    preview = "/admin/snippets/cms/composeddashboard/preview/"
    assert admin_client.post(preview, fill()).json()["is_valid"]
    page = admin_client.get(preview, {"mode": ""})
    assert page.status_code == 200
    assert "Mon tableau" in page.content.decode()
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]


@pytest.mark.usefixtures("small_universe")
def test_panel_of_an_indicator_withdrawn_since_is_left_out(admin_client: Client):
    assert not publish(admin_client, TEXT, MAP)
    kept = ComposedDashboard.objects.get()
    kept.panels = [("text", TEXT[1]), ("map", {"indicator": "retire", "count": 5})]
    kept.save()
    found = find_composed_dashboard("mon-tableau")
    assert found is not None
    assert [panel.kind for panel in found.panels] == ["text"]


def test_form_proposes_indicators_to_agents_alone(admin_client: Client, client: Client):
    address = "/admin/tableaux-de-bord/indicateurs.json"
    assert client.get(address).status_code == 302
    found = {one["slug"]: one["label"] for one in admin_client.get(address).json()["indicateurs"]}
    assert found["densite"].startswith("Densité de population – Population (")
    assert "population_recensement" not in found


@pytest.mark.usefixtures("small_universe")
def test_words_of_an_agent_are_text_everywhere(admin_client: Client, client: Client):
    mark = '<img src=x onerror=alert(1)>"=cmd'
    titled: Panel = ("map", {**MAP[1], "indicator": "population", "title": mark, "note": mark})
    told: Panel = ("text", {"title": mark, "text": mark, "width": "full"})
    publish_figures()
    assert not publish(admin_client, told, titled, label=mark, summary=mark)
    for path in (PAGE, "/tableaux-de-bord", f"/integrer{PAGE}"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert b"<img src=x" not in response.content, path
    sheet = client.get(f"{PAGE}.csv").content.decode()
    assert not re.search(r"(^|[;,\n])\"?=", sheet)
