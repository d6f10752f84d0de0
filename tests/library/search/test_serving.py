"""The index follows the database, and survives whatever happens to its files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from portal.library.kinds import DocumentState
from portal.library.models import Clock
from portal.library.search import folder as places
from portal.library.search import serving
from portal.library.search.asked import Asked, Facet
from portal.library.search.engine import search_documents
from portal.library.search.found import IndexState
from portal.library.search.health import check_index
from portal.library.search.writing import rebuild_index, refresh_index
from tests.library.search.builders import publish, touch

pytestmark = pytest.mark.django_db


def find(q: str) -> list[int]:
    return list(search_documents(Asked(q)).ids)


def spoil(folder: Path) -> None:
    """Every file of an index cut in the middle, as a full disk or a bad copy leaves it."""
    for path in folder.iterdir():
        if path.name != "revision":
            half = path.read_bytes()[: path.stat().st_size // 2]
            path.unlink()  # cut in place, a file that a process has mapped would kill it
            path.write_bytes(half)


def test_what_changes_is_found_changed() -> None:
    document = publish("Budget primitif")
    assert find("budget") == [document.pk]
    touch(document, title="Compte administratif")
    assert (find("budget"), find("compte")) == ([], [document.pk])


@pytest.mark.parametrize("state", [DocumentState.HIDDEN, DocumentState.MERGED])
def test_what_is_taken_offline_is_found_no_more(state: DocumentState) -> None:
    document = publish("Budget primitif")
    assert find("budget") == [document.pk]
    touch(document, state=state)
    assert find("budget") == []
    touch(document, state=DocumentState.PUBLISHED)
    assert find("budget") == [document.pk]


def test_what_is_archived_stays_and_comes_after() -> None:
    archived = publish("Budget primitif", state=DocumentState.ARCHIVED)
    online = publish("Budget primitif")
    assert find("budget") == [online.pk, archived.pk]


def test_an_index_without_documents_answers() -> None:
    found = search_documents(Asked("budget"))
    assert (found.total, found.state, found.facets[Facet.KIND]) == (0, IndexState.READY, ())


def test_a_restored_database_is_read_again() -> None:
    publish("Un")
    document = publish("Deux")
    assert find("un") == []  # a small word
    document.delete()
    Clock.objects.update(revision=1)
    assert find("deux") == []


def test_one_writer_at_a_time() -> None:
    publish("Budget")
    with places.hold_lock(wait=False) as is_held:
        assert is_held
        assert refresh_index() is None
        assert rebuild_index(wait=False) is None
        with pytest.raises(CommandError, match="Un autre processus écrit l’index"):
            call_command("index_documents")
    assert refresh_index() is True
    assert refresh_index() is False


def test_a_whole_build_replaces_the_other_and_readers_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    document = publish("Budget")
    assert find("budget") == [document.pk]
    before = serving.get_served()
    call_command("index_documents", "--all")
    assert "Index reconstruit : 1 documents lus." in capsys.readouterr().out
    assert before is not None
    assert before.searcher.num_docs == 1  # still open
    assert not before.build.folder.exists()
    assert find("budget") == [document.pk]
    assert len(list(places.get_root().glob("build-*"))) == 1


def test_without_an_index_the_answer_says_so_and_the_next_has_one(settings: Any) -> None:
    document = publish("Budget")
    settings.LIBRARY_INDEX_INLINE = False
    with places.hold_lock(wait=False):  # nobody can build
        found = search_documents(Asked("budget"))
        assert (found.total, found.ids, found.state) == (0, (), IndexState.BUILDING)
        assert check_index().late == -1
        _wait_for_the_thread()
    settings.LIBRARY_INDEX_INLINE = True
    assert find("budget") == [document.pk]
    assert check_index().is_well


def _wait_for_the_thread() -> None:
    deadline = time.monotonic() + 10
    while serving._Shelf.keeping.locked() and time.monotonic() < deadline:
        time.sleep(0.01)


def test_a_spoilt_index_is_built_again() -> None:
    document = publish("Budget")
    assert find("budget") == [document.pk]
    build = places.find_build()
    assert build is not None
    spoil(build.folder)
    serving._Shelf.served = None  # another process opens it
    search_documents(Asked("budget"))
    assert find("budget") == [document.pk]


def test_a_spoilt_index_is_built_again_when_it_is_written() -> None:
    publish("Budget")
    assert len(find("budget")) == 1
    build = places.find_build()
    assert build is not None
    spoil(build.folder)
    publish("Budget annexe")
    assert len(find("budget")) == 2


@pytest.mark.parametrize("name", ["current", "revision"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../elsewhere", b"12x"])
def test_a_spoilt_note_is_an_index_to_build(name: str, content: bytes) -> None:
    document = publish("Budget")
    assert find("budget") == [document.pk]
    build = places.find_build()
    assert build is not None
    (build.folder / name if name == "revision" else places.get_root() / name).write_bytes(content)
    serving._Shelf.served = None
    assert find("budget") == [document.pk]


def test_a_question_at_fault_does_not_cost_the_index(caplog: pytest.LogCaptureFixture) -> None:
    publish("Budget")
    assert len(find("budget")) == 1
    build = places.find_build()
    serving.drop_served(ValueError("a question that the engine refuses"))
    assert places.find_build() == build
    assert "A question to the library failed" in caplog.text


_WRITER = """
import os, sys, time
from portal.library.search import writing
from portal.library.search import folder as places
moment = sys.argv[1]

def stop(*_args, **_options):
    print("ready", flush=True)
    time.sleep(60)

if moment == "before the commit":
    places.write_revision = stop
    writing._add = stop
elif moment == "before the revision":
    places.write_revision = stop
else:
    places.serve_folder = stop
writing.rebuild_index() if moment == "before it is served" else writing.refresh_index()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before the commit", "before the revision", "before it is served"])
def test_a_killed_writer_leaves_an_index_that_answers(moment: str, tmp_path: Path) -> None:
    first = publish("Budget primitif")
    assert find("budget") == [first.pk]
    second = publish("Budget annexe")
    script = tmp_path / "writer.py"
    script.write_text("import django\ndjango.setup()\n" + _WRITER)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings_of_process"}
    environment |= _describe_this_process()
    with subprocess.Popen(
        [sys.executable, str(script), moment], env=environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        assert refresh_index() is None  # it holds the lock
        writer.send_signal(signal.SIGKILL)
    assert set(find("budget")) == {first.pk, second.pk}
    call_command("index_documents", "--all")
    assert len(list(places.get_root().glob("build-*"))) == 1


def _describe_this_process() -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    return {
        "DATA_DIR_OF_TEST": str(settings.DATA_DIR),
        "CATALOGUE_DIR_OF_TEST": str(settings.CATALOGUE_DIR),
        "DATABASE_OF_TEST": str(name),
        "PYTHONPATH": str(settings.BASE_DIR),
    }


def test_panic_of_the_engine_is_an_unreadable_index_and_other_errors_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dropped: list[BaseException] = []
    monkeypatch.setattr("portal.library.search.serving.drop_served", dropped.append)
    panic = type("PanicException", (BaseException,), {})("spoilt")
    serving.drop_unreadable(panic)
    serving.drop_unreadable(OSError("spoilt"))
    with pytest.raises(KeyboardInterrupt):
        serving.drop_unreadable(KeyboardInterrupt())
    assert len(dropped) == 2
