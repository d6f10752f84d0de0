"""``manage.py harvest`` in the hands of an agent, and what the worker does alone."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.harvest.jobs import enqueue_due_sources, run_due_source
from portal.harvest.models import Record, Run, SourceState
from portal.harvest.queries import find_last_report, list_runs, list_standings
from portal.harvest.running.starting import run_at_start
from portal.jobs.registry import Work
from portal.library.describing.describe import describe
from portal.library.models import Document
from tests.harvest.builders import DAY, NOW, build_record, plain, run, write_pages, write_source

pytestmark = pytest.mark.django_db


def _call(*words: str) -> str:
    out = StringIO()
    call_command("harvest", *words, stdout=out, stderr=out)
    return plain(out.getvalue())


def _fail(*words: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as caught:
        _call(*words)
    return caught.value.returncode, plain(str(caught.value))


def test_source_is_inactive_until_an_agent_says_otherwise(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)])
    assert "essai                            inactive essai" in _call("list")
    assert "Aucune source n’est active" in _call("run", "all")
    assert "sera moissonnée par le prochain passage" in _call("activate", "essai")
    assert "active   essai" in _call("list")
    assert "1 notice lue : 1 ajoutée." in _call("run", "all")
    assert "1 notice, moissonnée le" in _call("list")
    assert "n’est plus moissonnée" in _call("deactivate", "essai")
    assert SourceState.objects.get().next_run_at is None


def test_unknown_source_is_named_with_those_that_exist(catalogue: Path):
    write_source(catalogue)
    code, said = _fail("run", "inconnue")
    assert code == 1
    assert said.startswith("« inconnue » n’est ni une source du catalogue, ni celle d’une plateforme locale")
    assert "essai." in said


def test_preview_tells_what_goes_wrong_and_shows_the_rest(catalogue: Path, monkeypatch: pytest.MonkeyPatch):
    source = write_source(catalogue)
    write_pages(source, [build_record(1), build_record(2)], {"records": [], "fault": "crash"})

    def describe_or_crash(one: Any, *rest: Any) -> Any:
        if one.remote_id == "n1":
            raise RecursionError("trop profond")
        return describe(one, *rest)

    monkeypatch.setattr("portal.harvest.running.preview.describe", describe_or_crash)
    said = _call("preview", "essai")
    assert "n1 serait refusée" in said
    assert "n2 serait ajoutée" in said
    assert "Arrêt : Erreur inattendue du connecteur : ZeroDivisionError" in said


def test_preview_shows_what_each_record_would_become_and_keeps_nothing(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1), build_record(2)])
    run(source)
    write_pages(
        source,
        {
            "records": [
                build_record(1, title="Nouveau titre"),
                build_record(2),
                build_record(3, issued="mai 2024"),
                {"faulty": "Notice 4 : illisible.", "remote_id": "n4"},
            ],
            "total": 4,
        },
    )
    said = _call("preview", "essai")
    assert "La source annonce 4 notices." in said
    assert "- n1 serait mise à jour\n    Nouveau titre\n" in said
    assert "- n2 ne changerait pas" in said
    assert "- n3 serait ajoutée" in said
    assert "publié       2024-05-31 (month)" in said
    assert "- n4 serait refusée\n    Notice 4 : illisible." in said
    assert said.endswith("4 notices lues ; rien n’a été enregistré.\n")
    assert (Document.objects.count(), Record.objects.count(), Run.objects.count()) == (2, 2, 1)
    assert "1 notice lue" in _call("preview", "essai", "--count", "1")


def test_preview_of_a_source_that_gives_nothing_fails(catalogue: Path):
    write_pages(write_source(catalogue), {"fault": "partial"})
    assert _fail("preview", "essai") == (1, "La source n’a rien donné : voyez ci-dessus.")


def test_exit_codes_tell_partial_from_failed(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)], {"fault": "partial"})
    assert _fail("run", "essai") == (2, "Une moisson est partielle : voyez ci-dessus.")
    write_pages(source, {"fault": "partial"})
    assert _fail("run", "essai", "--restart") == (1, "Une moisson a échoué : voyez ci-dessus.")


def test_report_names_what_was_refused_and_why(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1, title=""), build_record(2, issued="le 31 février 2024")])
    run(source)
    said = _call("report", "essai")
    assert "Complète. 2 notices lues : 1 ajoutée et 1 refusée." in said
    assert "- Refusée, n1 : Cette notice n’a pas de titre." in said
    assert said == _call("report", str(Run.objects.get().pk))
    assert _fail("report", "12345")[0] == 1


def test_sources_without_network_are_loaded_at_start_and_again_when_they_change(catalogue: Path):
    local, live = write_source(catalogue, "locale", at_start=True), write_source(catalogue, "vive")
    write_pages(local, [build_record(1)])
    write_pages(live, [build_record(2)])
    assert [done.source for done in run_at_start(NOW)] == ["locale"]
    assert run_at_start(NOW + DAY) == []
    write_pages(local, [build_record(1), build_record(3)])
    assert [done.created for done in run_at_start(NOW + 2 * DAY)] == [1]
    _call("deactivate", "locale")
    write_pages(local, [build_record(1)])
    assert run_at_start(NOW + 3 * DAY) == []
    assert "rien n’a changé" in _call("start")


def test_worker_runs_the_sources_that_are_due(catalogue: Path):
    due, other = write_source(catalogue, "due"), write_source(catalogue, "autre")
    write_pages(due, [build_record(1)])
    write_pages(other, [build_record(2)])
    _call("activate", "due")
    work = Work(timezone.now())
    assert plain(enqueue_due_sources(work)) == "1 source à moissonner."
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [
        ["moissons.source", {"source": "due"}]
    ]
    assert plain(run_due_source(work, source="due")) == "due : 1 notice lue : 1 ajoutée."
    assert plain(enqueue_due_sources(Work(work.now))) == "0 source à moissonner."
    assert SourceState.objects.get(slug="due").next_run_at == work.now + 7 * DAY
    assert "n’est ni une source du catalogue" in run_due_source(work, source="partie")


def test_agents_are_told_of_sources_that_are_late_silent_or_failing(
    catalogue: Path, django_assert_num_queries: object
):
    source = write_source(catalogue, expect={"silent_days": 30})
    write_source(catalogue, "autre")
    write_pages(source, [build_record(1)])
    _call("activate", "essai")
    run(source)
    assert [one.alerts for one in list_standings(NOW + DAY)] == [(), ()]
    write_pages(source, {"fault": "partial"})
    run(source, NOW + 40 * DAY)
    with django_assert_num_queries(4):
        standings = {one.source.slug: one for one in list_standings(NOW + 40 * DAY)}
    assert [plain(alert) for alert in standings["essai"].alerts] == [
        "Aucune moisson complète depuis le 22 novembre 2026.",
        "1 moisson de suite sans aboutir.",
        "Rien de nouveau depuis le 22 novembre 2026.",
    ]
    assert [one.state for one in list_runs("essai")] == ["failed", "done"]
    assert find_last_report("autre") is None
