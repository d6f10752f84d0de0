from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import Error
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.blocks import StructBlockValidationError

from portal.cms import checks
from portal.cms.blocks import BodyBlock, FigureBlock, typeset_html
from portal.cms.initial_content import InitialPage, read_messages, read_pages
from portal.cms.models import ContentPage, HomePage, TerritoryMessage
from tests.territories.builders import build_small_universe


def test_typesetting_leaves_tags_alone():
    markup = '<p>Voici : <a href="https://x.fr/?a=1 ; b" title="l\'an">l\'an</a> !</p>'
    assert typeset_html(markup) == (
        '<p>Voici\u00a0: <a href="https://x.fr/?a=1 ; b" title="l\'an">l’an</a>\u202f!</p>'
    )


def test_first_pages_use_known_blocks_only():
    known = set(BodyBlock().child_blocks)
    assert {block["type"] for page in read_pages() for block in page.body} <= known


def test_first_messages_are_about_real_kinds():
    messages = read_messages()
    assert len({(one.kind, one.code) for one in messages}) == len(messages) >= 14
    assert {one.kind for one in messages} <= {"commune", "epci", "ept", "departement", "region"}


def test_figure_of_an_unknown_indicator_is_refused(db: None):
    build_small_universe()
    block = FigureBlock()
    assert block.clean(block.to_python({"kind": "commune", "code": "35238", "indicator": "population"}))
    for value in (
        {"kind": "commune", "code": "35238", "indicator": "inconnu"},
        {"kind": "commune", "code": "99999", "indicator": "population"},
        {"kind": "region", "code": "53", "indicator": "zonage_abc"},
    ):
        with pytest.raises(StructBlockValidationError):
            block.clean(block.to_python(value))


def test_figure_without_value_is_said(db: None, client: Client):
    build_small_universe()
    home = HomePage(title="Accueil", slug="accueil", headline="x")
    from wagtail.models import Page, Site

    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page_id": home.pk}
    )
    body: list[dict[str, Any]] = [
        {"type": "figure", "value": {"kind": "commune", "code": "35238", "indicator": "population"}}
    ]
    page = ContentPage(title="Test", slug="test", body=BodyBlock().to_python(body))
    home.add_child(instance=page)
    response = client.get("/test")
    assert response.status_code == 200
    assert "Ce chiffre n’est pas disponible" in response.content.decode()


def test_check_finds_a_first_text_that_quotes_an_unknown_indicator(monkeypatch: pytest.MonkeyPatch):
    body = [{"type": "figure", "value": {"kind": "france", "code": "FR", "indicator": "disparu"}}]
    monkeypatch.setattr(checks, "read_pages", lambda: [InitialPage("x", "X", "x", "x", body)])
    [problem] = checks.check_initial_figures()
    assert isinstance(problem, Error)
    assert problem.id == "cms.E001"
    assert "disparu" in problem.msg


def test_message_about_nothing_is_refused(db: None):
    build_small_universe()
    TerritoryMessage(kind="commune", code="35238", title="t", text="x").clean()
    with pytest.raises(ValidationError):
        TerritoryMessage(kind="commune", code="99999", title="t", text="x").clean()
