"""Agents find, correct, add and take documents offline; harvests do not undo it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from portal.library.actions.editing import edit_document, hide_document
from portal.library.actions.recording import record_description
from portal.library.description import Description
from portal.library.models import Change, Document, Pair

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "/admin/snippets/library/document/"
STUDY = Description(
    kind="publication",
    title="Les finances des communes",
    url="https://www.example.org/finances",
    abstract="Un résumé.",
    producers=("dgcl",),
    published_on=date(2025, 7, 1),
    published_precision="day",
    subjects=("finances",),
    inferred=frozenset({"subjects"}),
)


def log_in(group: str) -> Client:
    user = User.objects.create_user(group.lower() or "outsider", password="unused")
    if group:
        user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db: None) -> Client:
    return log_in("Editors")


@pytest.fixture
def study(db: None) -> Document:
    found = record_description(STUDY, source="dgcl_fil", remote_id="1", document=None, now=NOW)
    return Document.objects.get(pk=found.document_id)


def fill(**changes: Any) -> dict[str, Any]:
    """What the form sends when nothing is touched but ``changes``."""
    return {
        "kind": "publication",
        "title": "Les finances des communes",
        "url": "https://www.example.org/finances",
        "abstract": "Un résumé.",
        "state": "published",
        "producers": "dgcl",
        "published_on": "2025-07-01",
        "published_precision": "day",
        "series_number": "",
        "subjects": ["finances"],
        "levels": [],
        "territories": "",
        "years": "",
        "keywords": "",
        "licence": "",
        "language": "",
        "formats": "",
        "frequency": "",
        **changes,
    }


def send(client: Client, address: str, **changes: Any) -> dict[str, list[str]]:
    """Errors by field; none when it was accepted."""
    response = client.post(address, fill(**changes))
    return {} if response.status_code == 302 else dict(response.context["form"].errors)


def test_list_finds_and_the_form_says_where_values_come_from(editor: Client, study: Document) -> None:
    listed = editor.get(LIST, {"q": "finances"}).content.decode()
    assert study.title in listed
    assert "DGCL" in listed
    form = editor.get(f"{LIST}edit/{study.pk}/").content.decode()
    assert "Moissonné de dgcl_fil le 22 novembre 2026" in form
    assert "Déduit du texte par le portail" in form


def test_saving_an_untouched_form_changes_nothing(editor: Client, study: Document) -> None:
    before = Document.objects.values().get()
    assert not send(editor, f"{LIST}edit/{study.pk}/")
    assert Document.objects.values().get() == before


def test_correction_is_kept_by_the_next_harvest_then_given_back(editor: Client, study: Document) -> None:
    assert not send(editor, f"{LIST}edit/{study.pk}/", title="Titre juste", levels=["commune"])
    record_description(
        replace(STUDY, title="Titre de la source"), source="dgcl_fil", remote_id="1", document=study, now=NOW
    )
    study.refresh_from_db()
    assert study.title == "Titre juste"
    assert "La source dit : « Titre de la source »" in editor.get(f"{LIST}edit/{study.pk}/").content.decode()
    sent = {"title": "Titre juste", "levels": ["commune"], "released": ["title"]}
    assert not send(editor, f"{LIST}edit/{study.pk}/", **sent)
    study.refresh_from_db()
    assert study.title == "Titre de la source"


def _open(client: Client, address: str) -> str:
    """What the form remembers of the moment when it was opened."""
    page = client.get(address)
    assert 'name="seen"' in page.content.decode()
    return str(page.context["form"].initial["seen"])


def test_saving_undoes_nothing_of_what_others_wrote_meanwhile(editor: Client, study: Document) -> None:
    address = f"{LIST}edit/{study.pk}/"
    seen = _open(editor, address)
    told = replace(STUDY, abstract="Résumé suivant.", subjects=("fiscalite",))
    record_description(told, source="dgcl_fil", remote_id="1", document=study, now=NOW)
    hide_document(study, by="other", now=NOW)
    assert not send(editor, address, seen=seen, title="Titre juste")
    study.refresh_from_db()
    assert (study.title, study.abstract, study.subjects) == ("Titre juste", "Résumé suivant.", ["fiscalite"])
    assert study.state == "hidden"
    assert set(study.provenance) == {"*", "subjects", "title"}


def test_field_that_two_agents_write_is_told_to_the_second(editor: Client, study: Document) -> None:
    address = f"{LIST}edit/{study.pk}/"
    seen = _open(editor, address)
    edit_document(study, changes={"title": "Titre du premier"}, by="other", now=NOW)
    errors = send(editor, address, seen=seen, title="Titre du second", abstract="Autre résumé.")
    assert list(errors) == ["title"]
    assert "Titre du premier" in errors["title"][0]
    study.refresh_from_db()
    assert (study.title, study.abstract) == ("Titre du premier", "Un résumé.")


@pytest.mark.parametrize("seen", ["", "[]", "{", "null", '{"title": 3}', "[" * 5000])
def test_what_was_seen_may_be_anything(editor: Client, study: Document, seen: str) -> None:
    assert not send(editor, f"{LIST}edit/{study.pk}/", seen=seen, abstract="Autre résumé.")
    study.refresh_from_db()
    assert (study.title, study.abstract) == (STUDY.title, "Autre résumé.")


def test_line_breaks_of_browsers_are_no_correction(editor: Client, study: Document) -> None:
    Document.objects.update(abstract="Un paragraphe.\nUn autre.", subjects=["fiscalite", "finances"])
    sent = {"abstract": "Un paragraphe.\r\nUn autre.", "subjects": ["finances", "fiscalite"]}
    assert not send(editor, f"{LIST}edit/{study.pk}/", **sent)
    study.refresh_from_db()
    assert (study.abstract, set(study.provenance)) == ("Un paragraphe.\nUn autre.", {"*", "subjects"})


def test_history_tells_who_changed_what(editor: Client, study: Document) -> None:
    send(editor, f"{LIST}edit/{study.pk}/", title="Titre juste")
    page = editor.get(f"{LIST}inspect/{study.pk}/").content.decode()
    assert "Corrigé" in page
    assert "editors" in page
    assert "Titre juste" in page


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("producers", "personne", "Producteurs inconnus : « personne »"),
        ("territories", "commune:99999", "Territoires inconnus : « commune:99999 »"),
        ("years", "22", "Ce ne sont pas des années : « 22 »"),
        ("url", "javascript:alert(1)", ""),
        ("series_number", "999999", "Aucun document ne porte le numéro 999999"),
        ("published_precision", "", "Dites ce que l’on sait de la date"),
        ("title", "", ""),
    ],
)
def test_form_refuses_what_cannot_be(
    editor: Client, study: Document, field: str, value: str, message: str
) -> None:
    errors = send(editor, f"{LIST}edit/{study.pk}/", **{field: value})
    assert message in " ".join(errors[field]).replace("\u202f", " ").replace("\u00a0", " ")
    assert Change.objects.filter(by="editors").count() == 0


def test_agent_adds_a_document(editor: Client) -> None:
    assert not send(
        editor, f"{LIST}add/", title="Un guide", kind="reference", url="https://example.org/guide"
    )
    document = Document.objects.get()
    assert (document.title, document.kind, document.slug) == ("Un guide", "reference", "un-guide")
    assert document.provenance["title"]["by"] == "editors"


def test_many_are_taken_offline_at_once_and_a_harvest_leaves_them(editor: Client, study: Document) -> None:
    bulk = f"/admin/bulk/library/document/hide/?id={study.pk}"
    assert "Dépublier" in editor.get(bulk).content.decode()
    assert editor.post(bulk).status_code == 302
    record_description(STUDY, source="dgcl_fil", remote_id="1", document=study, now=NOW)
    study.refresh_from_db()
    assert study.state == "hidden"


def test_nobody_deletes_a_document(study: Document, admin_client: Client) -> None:
    admin_client.post(f"{LIST}delete/{study.pk}/")
    admin_client.post(f"/admin/bulk/library/document/delete/?id={study.pk}")
    assert Document.objects.filter(pk=study.pk).exists()


def test_double_is_settled_with_one_click(editor: Client, study: Document) -> None:
    twin = record_description(
        replace(STUDY, url="https://example.org/autre"), source="b", remote_id="2", document=None, now=NOW
    )
    pair = Pair.objects.get()
    page = editor.get("/admin/bibliotheque/doublons/").content.decode()
    assert "Même titre, même producteur, même année" in page
    assert editor.post(f"/admin/bibliotheque/doublons/{pair.pk}/", {"verdict": "same"}).status_code == 302
    assert Document.objects.get(pk=twin.document_id).merged_into == study
    again = editor.post(f"/admin/bibliotheque/doublons/{pair.pk}/", {"verdict": "different"}, follow=True)
    assert "autre agent" in again.content.decode()


def test_first_page_tells_what_waits(editor: Client, study: Document) -> None:
    assert "Rien n’attend" in editor.get("/admin/").content.decode()
    record_description(
        replace(STUDY, url="https://example.org/autre"), source="b", remote_id="2", document=None, now=NOW
    )
    assert "1 doublon possible" in editor.get("/admin/").content.decode().replace("\u202f", " ").replace(
        "\xa0", " "
    )


@pytest.mark.parametrize(
    "address", [LIST, "/admin/bibliotheque/doublons/", "/admin/bibliotheque/liens/proposals/"]
)
def test_stranger_sees_nothing(address: str, study: Document) -> None:
    assert Client().get(address).status_code == 302
    outsider = log_in("")
    assert outsider.get(address).status_code in {302, 403}


@pytest.mark.parametrize("queue", ["proposals", "dead", "doubtful", "changed", "failing", "blocked"])
def test_queue_of_links_is_empty_and_says_so(editor: Client, queue: str) -> None:
    page = editor.get(f"/admin/bibliotheque/liens/{queue}/").content.decode()
    assert "Rien n’attend ici." in page


def test_unknown_queue_page_and_verdict_are_not_found(editor: Client, study: Document) -> None:
    assert editor.get("/admin/bibliotheque/liens/autre/").status_code == 404
    assert editor.get("/admin/bibliotheque/doublons/", {"p": "abc"}).status_code == 404
