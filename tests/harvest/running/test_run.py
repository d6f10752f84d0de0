"""Runs of a source, end to end: what each record becomes, what a failure leaves, what comes back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from portal.harvest.connectors.feed import CONFIG
from portal.harvest.models import Record, Run, RunProblem, SourceState
from portal.harvest.running.holding import SourceIsRunningError, hold_source
from portal.harvest.running.planning import activate_source, list_due
from portal.harvest.sources import has_all
from portal.library.actions.editing import edit_document, hide_document
from portal.library.description import Description
from portal.library.kinds import DocumentState
from portal.library.models import Change, Clock, Document, Pair
from tests.harvest.builders import DAY, NOW, build_record, count, plain, run, write_pages, write_source

pytestmark = pytest.mark.django_db


def _snapshot() -> list[dict[str, object]]:
    return list(Document.objects.order_by("pk").values())


def test_first_run_creates_every_document_and_the_second_changes_nothing(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1), build_record(2)], [build_record(3)])
    done = run(source)
    assert (done.state, count(done), done.pages) == ("done", {"created": 3}, 2)
    assert plain(done.sentence) == "3 notices lues : 3 ajoutées."
    before, revision = _snapshot(), Clock.objects.get().revision
    again = run(source, NOW + DAY)
    assert (again.state, count(again)) == ("done", {"unchanged": 3})
    assert _snapshot() == before
    assert Clock.objects.get().revision == revision
    assert set(Record.objects.values_list("last_seen_at", flat=True)) == {NOW + DAY}


def test_unchanged_records_cost_the_same_few_statements(catalogue: Path, django_assert_max_num_queries):
    source = write_source(catalogue)
    write_pages(source, [build_record(n) for n in range(60)])
    run(source)
    with django_assert_max_num_queries(45):
        run(source, NOW + DAY)


def test_changed_record_updates_its_document_alone(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1), build_record(2)])
    run(source)
    write_pages(source, [build_record(1, title="Étude refondue"), build_record(2)])
    assert count(run(source, NOW + DAY)) == {"updated": 1, "unchanged": 1}
    assert Document.objects.get(records__remote_id="n1").title == "Étude refondue"


def test_record_that_cannot_be_used_fails_alone(catalogue: Path, monkeypatch: pytest.MonkeyPatch):
    source = write_source(catalogue)
    write_pages(
        source,
        [
            build_record(1),
            build_record(2, title=" "),
            build_record(3, url=""),
            build_record(4, remote_id=""),
            build_record(5, remote_id="x" * 501),
            build_record(8, remote_id="nul \x00"),
            {"faulty": "Notice 6 : un titre était attendu.", "remote_id": "n6"},
            build_record(7),
        ],
    )
    done = run(source)
    assert count(done) == {"created": 2, "skipped": 1, "failed": 5}
    levels = list(done.problems.values_list("level", flat=True))
    assert levels.count(RunProblem.Level.FAILED) == 5
    assert done.problems.get(remote_id="n6").message == "Notice 6 : un titre était attendu."


def test_record_that_the_library_refuses_fails_alone(catalogue: Path, monkeypatch: pytest.MonkeyPatch):
    from portal.library.actions import recording

    source = write_source(catalogue)
    write_pages(source, [build_record(1), build_record(2), build_record(3)])

    def refuse(description: Description) -> None:
        if description.title == "Étude numéro 2":
            raise ValueError("impossible")  # its document was written: it is undone

    monkeypatch.setattr(recording, "_write_organizations", refuse)
    done = run(source)
    assert count(done) == {"created": 2, "failed": 1}
    assert Document.objects.count() == 2
    monkeypatch.undo()
    assert count(run(source, NOW + DAY)) == {"created": 1, "unchanged": 2}


def test_identifier_given_twice_is_read_once(catalogue: Path):
    source = write_source(catalogue)
    other = build_record(1, title="Tout autre chose")
    write_pages(source, [build_record(1), build_record(1), other], [build_record(1), other, build_record(2)])
    done = run(source)
    assert count(done) == {"created": 2, "skipped": 2, "failed": 2}
    assert Document.objects.get(records__remote_id="n1").title == "Étude numéro 1"
    assert count(run(source, NOW + DAY)) == {"unchanged": 2, "skipped": 2, "failed": 2}


@pytest.mark.parametrize("fault", ["partial", "outbound", "crash"])
def test_page_that_fails_keeps_what_came_archives_nothing_and_resumes(
    catalogue: Path, fault: str, caplog: pytest.LogCaptureFixture
):
    source = write_source(catalogue, grace_days=0)
    pages = [[build_record(n)] for n in range(1, 5)]
    write_pages(source, *pages)
    run(source)
    activate_source("essai", NOW)
    write_pages(source, [build_record(9)], pages[1], {"fault": fault}, pages[3])
    later = NOW + 10 * DAY
    done = run(source, later)
    assert (done.state, done.pages, count(done)) == ("partial", 2, {"created": 1, "unchanged": 1})
    assert done.problems.get().page == 3
    assert "s’est arrêtée après 2 pages : rien n’a été archivé" in plain(done.sentence)
    assert not Document.objects.filter(state=DocumentState.ARCHIVED).exists()
    state = SourceState.objects.get()
    wait = timedelta(hours=2 if fault == "outbound" else 1)
    assert (state.cursor, state.failures, state.next_run_at) == ("2", 1, later + wait)
    write_pages(source, [build_record(9)], pages[1], pages[2], pages[3])
    rest = run(source, later + wait)
    assert (rest.is_resumed, rest.state, rest.pages) == (True, "done", 2)
    assert count(rest) == {"unchanged": 2, "archived": 1}  # n1, that neither part of the walk saw
    assert Document.objects.get(state=DocumentState.ARCHIVED).title == "Étude numéro 1"


def test_source_that_gives_nothing_at_once_has_failed(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, {"fault": "partial"})
    done = run(source)
    assert (done.state, done.seen) == ("failed", 0)
    assert "n’a rien donné" in plain(done.sentence)


def test_place_that_means_nothing_any_more_is_forgotten(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)], {"fault": "partial"})
    run(source)
    assert SourceState.objects.get().cursor == "1"
    assert run(source, NOW + DAY).state == "failed"
    assert SourceState.objects.get().cursor == ""
    write_pages(source, [build_record(1)], [build_record(2)])
    assert count(run(source, NOW + 2 * DAY)) == {"created": 1, "unchanged": 1}


def test_run_that_time_cuts_goes_on_later(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)], [build_record(2)], [build_record(3)])
    activate_source("essai", NOW)
    done = run(source, is_over=lambda: True)
    assert (done.state, done.pages) == ("partial", 1)
    assert "la suite sera lue à la prochaine moisson" in plain(done.sentence)
    assert SourceState.objects.get().failures == 0
    assert list_due(NOW + timedelta(minutes=5)) == ["essai"]
    rest = run(source, NOW + timedelta(minutes=5))
    assert (rest.state, count(rest)) == ("done", {"created": 2})


def test_record_that_vanished_is_archived_after_the_days_of_grace_and_comes_back_as_it_was(catalogue: Path):
    source = write_source(catalogue, grace_days=7)
    everything = [build_record(n) for n in range(10)]
    write_pages(source, everything)
    run(source)
    document = Document.objects.get(records__remote_id="n4")
    edit_document(document, changes={"title": "Titre corrigé"}, by="agent", now=NOW)
    write_pages(source, [one for one in everything if one["remote_id"] != "n4"])
    assert count(run(source, NOW + DAY)) == {"unchanged": 9}
    assert Record.objects.get(remote_id="n4").missing_since == NOW + DAY
    assert count(run(source, NOW + 7 * DAY)) == {"unchanged": 9}
    assert count(run(source, NOW + 8 * DAY)) == {"unchanged": 9, "archived": 1}
    document.refresh_from_db()
    assert document.state == DocumentState.ARCHIVED
    assert document.archived_words == (
        "La source « Source essai » ne liste plus ce document depuis le 23 novembre 2026."
    )
    path, pk = document.path, document.pk
    assert count(run(source, NOW + 9 * DAY)) == {"unchanged": 9}
    write_pages(source, everything)
    assert count(run(source, NOW + 10 * DAY)) == {"unchanged": 9, "returned": 1}
    document.refresh_from_db()
    assert (document.pk, document.path, document.state) == (pk, path, DocumentState.PUBLISHED)
    assert document.title == "Titre corrigé"
    assert Record.objects.get(remote_id="n4").archived_at is None


def test_record_that_comes_back_within_the_days_of_grace_is_unchanged(catalogue: Path):
    source = write_source(catalogue, grace_days=7)
    everything = [build_record(n) for n in range(10)]
    write_pages(source, everything)
    run(source)
    write_pages(source, everything[1:])
    run(source, NOW + DAY)
    write_pages(source, everything)
    assert count(run(source, NOW + 9 * DAY)) == {"unchanged": 10}
    assert not Record.objects.exclude(missing_since=None).exists()


@pytest.mark.parametrize("left", [0, 7])
def test_source_that_gives_far_less_archives_nothing_and_alerts(catalogue: Path, left: int):
    source = write_source(catalogue, grace_days=0)
    everything = [build_record(n) for n in range(10)]
    write_pages(source, everything)
    run(source)
    write_pages(source, everything[:left])
    for days in (1, 30):
        done = run(source, NOW + days * DAY)
        assert (done.state, done.archived) == ("partial", 0)
        assert "Rien n’a été archivé" in plain(done.alert)
    assert SourceState.objects.get().whole_count == 10
    accepted = run(source, NOW + 31 * DAY, accept_fewer=True)
    assert (accepted.state, accepted.archived) == ("done", 10 - left)


def test_source_that_lists_the_latest_forgets_without_withdrawing(catalogue: Path):
    source = write_source(catalogue, grace_days=0, lists_all=False, expect={"least": 1})
    write_pages(source, [build_record(n) for n in range(10)])
    run(source)
    write_pages(source, [build_record(n) for n in (9, 10)])
    done = run(source, NOW + 30 * DAY)
    assert (done.state, count(done), done.alert) == ("done", {"created": 1, "unchanged": 1}, "")
    assert not Record.objects.exclude(missing_since=None).exists()
    write_pages(source, [])
    silent = run(source, NOW + 31 * DAY)
    assert (silent.state, silent.archived) == ("partial", 0)
    assert "La source n’a donné aucune notice utilisable" in plain(silent.alert)


def test_feed_lists_the_latest_and_other_sources_everything(catalogue: Path):
    feed = {"kind": "feed", "url": "https://source.example/rss"}
    told = write_source(catalogue)
    assert has_all(told)
    portal_feed = told.model_copy(update={"connector": CONFIG.model_validate(feed), "folder": catalogue})
    assert not has_all(portal_feed)
    assert has_all(portal_feed.model_copy(update={"lists_all": True}))


def test_source_that_announces_far_more_than_it_gives_archives_nothing(catalogue: Path):
    source = write_source(catalogue, grace_days=0)
    write_pages(source, {"records": [build_record(1)], "total": 500})
    done = run(source)
    assert (done.state, done.announced) == ("partial", 500)
    assert "annonce 500 notices" in plain(done.alert)


def test_unreadable_record_without_identifier_keeps_from_archiving(catalogue: Path):
    source = write_source(catalogue, grace_days=0)
    everything = [build_record(n) for n in range(10)]
    write_pages(source, everything)
    run(source)
    write_pages(source, [*everything[:9], {"faulty": "Notice 10 illisible."}])
    done = run(source, NOW + DAY)
    assert (done.state, count(done)) == ("partial", {"unchanged": 9, "failed": 1})


def test_what_the_source_withdraws_is_archived_at_once_unless_it_is_too_much(catalogue: Path):
    source = write_source(catalogue)
    everything = [build_record(n) for n in range(10)]
    write_pages(source, everything)
    run(source)
    write_pages(source, {"records": everything[1:], "gone": ["n0", "inconnu"]})
    assert count(run(source, NOW + DAY)) == {"unchanged": 9, "archived": 1}
    write_pages(source, {"records": everything[1:], "gone": [f"n{n}" for n in range(1, 10)]})
    done = run(source, NOW + 2 * DAY)
    assert (count(done), done.state) == ({"unchanged": 9}, "partial")
    assert "dit avoir retiré 9 de ses 9 notices d’un coup" in plain(done.alert)


def test_what_an_agent_corrected_or_took_offline_survives_every_run(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1), build_record(2)])
    run(source)
    first, second = Document.objects.order_by("pk")
    edit_document(first, changes={"title": "Titre corrigé"}, by="agent", now=NOW)
    hide_document(second, by="agent", now=NOW)
    write_pages(
        source, [build_record(1, title="Nouveau titre", abstract="Résumé"), build_record(2, abstract="Autre")]
    )
    run(source, NOW + DAY)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.title, first.abstract, first.harvested["title"]) == (
        "Titre corrigé",
        "Résumé",
        "Nouveau titre",
    )
    assert (second.state, second.abstract) == (DocumentState.HIDDEN, "Autre")


def test_document_of_two_sources_is_archived_when_both_have_lost_it(catalogue: Path):
    one, two = write_source(catalogue, "une", grace_days=0), write_source(catalogue, "deux", grace_days=0)
    shared = build_record(1, identifiers=["ark:/12148/btv1b8449691v"])
    others = [build_record(n) for n in range(2, 12)]
    write_pages(one, [shared, *others])
    write_pages(two, [{**shared, "remote_id": "autre"}, *(build_record(n) for n in range(20, 30))])
    run(one)
    run(two)
    document = Document.objects.get(records__remote_id="autre")
    assert document.sources == ["une", "deux"]
    assert Document.objects.count() == 21
    write_pages(one, others)
    assert count(run(one, NOW + DAY)) == {"unchanged": 10}
    document.refresh_from_db()
    assert document.state == DocumentState.PUBLISHED
    write_pages(two, [build_record(n) for n in range(20, 30)])
    assert count(run(two, NOW + 2 * DAY)) == {"unchanged": 10, "archived": 1}


def test_possible_twins_are_for_an_agent_to_say(catalogue: Path):
    one, two = write_source(catalogue, "une"), write_source(catalogue, "deux")
    write_pages(one, [build_record(1, title="Les finances des communes en 2024")])
    write_pages(
        two, [build_record(1, title="Les finances des communes en 2024", url="https://autre.example/f")]
    )
    run(one)
    run(two)
    assert Document.objects.count() == 2
    assert Pair.objects.get().reason == "Même titre, même producteur, même année"


def test_changed_rules_of_a_source_are_applied_to_what_it_gave(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)])
    run(source)
    source = write_source(catalogue, defaults={"kind": "dataset"})
    assert count(run(source, NOW + DAY)) == {"updated": 1}
    assert Document.objects.get().kind == "dataset"


def test_one_run_at_a_time_and_the_dead_hold_nobody_up(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)])
    run(source)
    with hold_source("essai", NOW), pytest.raises(SourceIsRunningError, match="déjà en cours de moisson"):
        run(source, NOW + timedelta(minutes=1))
    SourceState.objects.update(holder="ailleurs:12:ab", held_at=NOW)
    with pytest.raises(SourceIsRunningError):
        run(source, NOW + timedelta(minutes=2))
    Run.objects.update(state=Run.State.RUNNING)
    assert run(source, NOW + timedelta(minutes=4)).state == "done"
    assert Run.objects.filter(state=Run.State.ABORTED).count() == 1


def test_history_tells_the_source(catalogue: Path):
    source = write_source(catalogue)
    write_pages(source, [build_record(1)])
    run(source)
    change = Change.objects.get()
    assert (change.act, change.source, change.by) == ("created", "essai", "")
