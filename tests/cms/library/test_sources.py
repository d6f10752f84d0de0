"""Sources in the back-office: seen by editors, run by moderators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from portal.harvest.models import Run, RunProblem, SourceState
from portal.harvest.running import planning
from portal.harvest.sources import get_sources, reset_sources
from portal.jobs.models import Ticket
from tests.cms.library.test_documents import log_in

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "/admin/bibliotheque/sources/"


@pytest.fixture
def own(settings: Any) -> str:
    """Slug of a source of the catalogue that needs no network."""
    reset_sources()
    return next(slug for slug, source in get_sources().by_slug.items() if source.kind == "curated")


@pytest.mark.django_db
def test_every_source_of_the_catalogue_is_listed() -> None:
    page = log_in("Editors").get(HOME)
    assert page.status_code == 200
    assert f"{len(get_sources().by_slug)} sources au catalogue" in page.content.decode()


@pytest.mark.django_db
def test_editor_sees_and_may_not_run(own: str) -> None:
    editor = log_in("Editors")
    assert "Moissonner maintenant" not in editor.get(f"{HOME}{own}/").content.decode()
    assert editor.post(f"{HOME}{own}/", {"act": "run"}).status_code == 403
    assert not Ticket.objects.exists()


@pytest.mark.django_db
def test_moderator_activates_runs_and_stops(own: str) -> None:
    moderator = log_in("Moderators")
    assert moderator.post(f"{HOME}{own}/", {"act": "activate"}).status_code == 302
    assert SourceState.objects.get(slug=own).is_active
    moderator.post(f"{HOME}{own}/", {"act": "run"})
    again = moderator.post(f"{HOME}{own}/", {"act": "run"}, follow=True)
    assert "déjà demandée" in again.content.decode()
    assert Ticket.objects.count() == 1
    moderator.post(f"{HOME}{own}/", {"act": "deactivate"})
    assert not SourceState.objects.get(slug=own).is_active
    assert moderator.post(f"{HOME}{own}/", {"act": "autre"}).status_code == 404


@pytest.mark.django_db
def test_preview_shows_records_and_saves_nothing(own: str) -> None:
    page = log_in("Editors").get(f"{HOME}{own}/apercu/").content.decode()
    assert "serait ajoutée" in page
    assert "Niveaux : commune" in page
    assert "Producteurs : " in page
    assert not Run.objects.exists()


@pytest.mark.django_db
def test_report_names_each_record_that_failed(own: str) -> None:
    run = Run.objects.create(
        source=own, state=Run.State.PARTIAL, started_at=NOW, sentence="Trois notices lues.", alert="À voir.",
        moved=[["https://a.example", "https://b.example"]],
    )  # fmt: skip
    RunProblem.objects.create(
        run=run, level="failed", page=2, remote_id="x7", message="Titre manquant.", excerpt="<b>"
    )
    page = log_in("Editors").get(f"/admin/bibliotheque/moissons/{run.pk}/").content.decode()
    for words in (
        "Trois notices lues.",
        "À voir.",
        "x7",
        "Titre manquant.",
        "&lt;b&gt;",
        "https://b.example",
    ):
        assert words in page


@pytest.mark.django_db
def test_platform_that_was_never_activated_has_its_page(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = get_sources().by_slug[own].model_copy(update={"slug": "ckan_data_ville_fr", "title": "Ville"})
    monkeypatch.setattr(planning, "find_known_source", {platform.slug: platform}.get)
    page = log_in("Editors").get(f"{HOME}{platform.slug}/")
    assert page.status_code == 200
    assert "Inactive" in page.content.decode()


@pytest.mark.django_db
def test_unknown_source_and_report_are_not_found() -> None:
    editor = log_in("Editors")
    assert editor.get(f"{HOME}personne/").status_code == 404
    assert editor.get("/admin/bibliotheque/moissons/99/").status_code == 404
    assert Client().get(HOME).status_code == 302
