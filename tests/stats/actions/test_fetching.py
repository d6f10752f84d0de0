"""`figures fetch`: what is asked, what is kept, what is recorded for the freshness page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command

from portal.stats.actions import fetching
from portal.stats.actions.fetching import (
    FetchOrder,
    FetchOutcome,
    UnknownFilesError,
    fetch_originals,
)
from portal.stats.actions.lock import FetchIsRunningError, hold_fetch_lock
from portal.stats.descriptors.catalogue import get_catalogue, reset_catalogue
from portal.stats.ingest.fetching import FetchPlace, find_file
from portal.stats.models import FetchAttempt
from portal.stats.queries.freshness import list_freshness
from tests.kernel.http.sessions import build_session
from tests.servers import Asked, LocalServer, Pieces, build_answer, serve_answers
from tests.stats.catalogues import change_dataset
from tests.stats.releases import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rewrite")]
TABLE = "code,value\n35238,1000\n35001,70\n"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.MIRROR_DIR = tmp_path / "mirror"
    (tmp_path / "mirror").mkdir()
    return tmp_path / "data"


@pytest.fixture
def producer(tmp_path: Path) -> Iterator[LocalServer]:
    """Populations and areas come from one address of a server, which has /down, /busy and /page too."""

    def answer(asked: Asked) -> Pieces:
        if asked.path == "/down":
            return build_answer("sorry", 500)
        if asked.path == "/busy":
            return build_answer(status=429, headers={"Retry-After": "3600"})
        if asked.path == "/page":
            return build_answer("<html>Maintenance")
        return build_answer(TABLE)

    with serve_answers(answer) as server:
        for slug in ("populations", "superficies"):
            _point(tmp_path, slug, f"{server.url}/base.csv")
        yield server


def _point(tmp_path: Path, slug: str, url: str, **more: Any) -> None:
    change_dataset(tmp_path / "catalogue", slug, fetch={"kind": "http", "url": url, **more})
    reset_catalogue()


def _fetch(server: LocalServer, **order: Any) -> list[FetchOutcome]:
    return fetch_originals(FetchOrder(by="tests", now=NOW, **order), session=build_session(server))


def _list_states(outcomes: list[FetchOutcome]) -> dict[str, str]:
    return {outcome.dataset: outcome.state for outcome in outcomes}


def test_fetched_file_is_at_hand_and_its_address_asked_once(producer: LocalServer) -> None:
    assert _list_states(_fetch(producer)) == {"populations": "new", "superficies": "new"}
    assert len(producer.asked) == 1
    dataset = get_catalogue().datasets["superficies"]
    found = find_file(dataset, dataset.files[0], FetchPlace.from_settings())
    assert found is not None
    with found.open() as stream:
        assert stream.read() == TABLE.encode()
    assert found.source.origin == f"{producer.url}/base.csv"


def test_second_fetch_finds_nothing_new(producer: LocalServer) -> None:
    _fetch(producer)
    assert _list_states(_fetch(producer)) == {"populations": "unchanged", "superficies": "unchanged"}
    assert FetchAttempt.objects.count() == 4


def test_failure_is_recorded_in_french_and_stops_no_other(producer: LocalServer, tmp_path: Path) -> None:
    _point(tmp_path, "populations", f"{producer.url}/down")
    assert _list_states(_fetch(producer)) == {"populations": "failed", "superficies": "new"}
    attempt = FetchAttempt.objects.get(dataset="populations")
    assert (attempt.outcome, attempt.reason, attempt.http_status) == ("failed", "server_error", 500)
    assert attempt.sentence == "Le site du producteur est en panne."
    assert attempt.final_url == f"{producer.url}/down"
    freshness = {one.dataset: one for one in list_freshness(NOW.date())}
    assert freshness["populations"].state == "failing"
    assert freshness["populations"].failure is not None
    assert freshness["populations"].failure.sentence == "Le site du producteur est en panne."
    assert freshness["superficies"].state == "waiting"
    assert freshness["superficies"].last_success_at is not None


def test_host_that_asks_to_wait_is_left_alone_for_the_run(producer: LocalServer, tmp_path: Path) -> None:
    _point(tmp_path, "populations", f"{producer.url}/busy")
    outcomes = _fetch(producer)
    assert {outcome.reason for outcome in outcomes} == {"rate_limited"}
    assert [asked.path for asked in producer.asked] == ["/busy"]
    assert FetchAttempt.objects.filter(dataset="superficies", reason="rate_limited").count() == 1


def test_file_of_the_mirror_is_not_asked_for_unless_told(producer: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "mirror" / "base.csv").write_text(TABLE, encoding="utf-8")
    _point(tmp_path, "populations", f"{producer.url}/base.csv", mirror="base.csv")
    assert _list_states(_fetch(producer, datasets=["populations"])) == {"populations": "mirror"}
    assert producer.asked == []
    assert _list_states(_fetch(producer, datasets=["populations"], online=True)) == {"populations": "new"}


def test_dry_run_asks_and_keeps_nothing(producer: LocalServer, data_dir: Path) -> None:
    outcomes = _fetch(producer, dry_run=True)
    assert _list_states(outcomes) == {"populations": "planned", "superficies": "planned"}
    assert outcomes[0].message == f"would ask {producer.url}/base.csv"
    assert (producer.asked, FetchAttempt.objects.count(), data_dir.exists()) == ([], 0, False)


def test_file_is_handed_over(producer: LocalServer, tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_text(TABLE, encoding="utf-8")
    outcomes = _fetch(producer, datasets=["populations"], handed={"main": given})
    assert _list_states(outcomes) == {"populations": "new"}
    assert producer.asked == []


def test_file_to_be_handed_over_is_waited_for(producer: LocalServer, tmp_path: Path) -> None:
    fetch = {"kind": "handed", "instructions": "Demander le fichier à la DGCL."}
    change_dataset(tmp_path / "catalogue", "populations", fetch=fetch)
    reset_catalogue()
    (outcome,) = _fetch(producer, datasets=["populations"])
    assert (outcome.state, outcome.message) == ("waiting", "Demander le fichier à la DGCL.")
    assert FetchAttempt.objects.count() == 0
    (one,) = [one for one in list_freshness(NOW.date()) if one.dataset == "populations"]
    assert (one.state, one.instructions) == ("waiting", ("Demander le fichier à la DGCL.",))


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"datasets": ["nothing"]}, "unknown datasets: nothing"),
        ({"handed": {"main": Path("a")}}, "for one dataset"),
        ({"datasets": ["populations"], "handed": {"other": Path("a")}}, "no original called other"),
    ],
)
def test_order_that_names_nothing_is_refused(order: dict[str, Any], said: str, producer: LocalServer) -> None:
    with pytest.raises(UnknownFilesError, match=said):
        _fetch(producer, **order)


def test_one_fetch_at_a_time(producer: LocalServer) -> None:
    with hold_fetch_lock(), pytest.raises(FetchIsRunningError, match="wait for it"):
        _fetch(producer)


def test_folder_that_cannot_be_written_is_a_failure_of_ours(producer: LocalServer, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "originals").write_text("in the way", encoding="utf-8")
    (outcome, _) = _fetch(producer)
    assert (outcome.state, outcome.reason) == ("failed", "not_kept")
    assert outcome.sentence == "Le portail n’a pas pu enregistrer le fichier."


def test_proxy_of_the_environment_is_a_failure_that_is_said(producer: LocalServer, settings: Any) -> None:
    settings.PROXY_VARIABLES = ["HTTPS_PROXY"]
    outcomes = fetch_originals(FetchOrder(by="tests", now=NOW))
    assert {outcome.reason for outcome in outcomes} == {"proxy_refused"}


def test_production_cannot_reach_this_machine(producer: LocalServer, settings: Any) -> None:
    settings.PROXY_VARIABLES = []
    outcomes = fetch_originals(FetchOrder(by="tests", now=NOW))
    assert {outcome.reason for outcome in outcomes} == {"blocked_address"}
    assert producer.asked == []


def test_attempts_of_long_ago_are_forgotten(producer: LocalServer) -> None:
    _fetch(producer)
    FetchAttempt.objects.update(started_at=NOW.replace(year=NOW.year - 2))
    _fetch(producer)
    assert FetchAttempt.objects.count() == 2


def test_command_says_what_became_of_each_file(
    producer: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _point(tmp_path, "populations", f"{producer.url}/page")
    monkeypatch.setattr(fetching, "open_session", lambda: build_session(producer))
    said, progress = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="not fetched: populations/main"):
        call_command("figures", "fetch", stdout=said, stderr=progress)
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("✗ populations/main: failed [html_instead_of_data], ")
    assert lines[1].startswith("✓ superficies/main: new, base.csv, 31 bytes")


def test_command_keeps_a_file_handed_over(tmp_path: Path, producer: LocalServer) -> None:
    given = tmp_path / "given.csv"
    given.write_text(TABLE, encoding="utf-8")
    said = io.StringIO()
    call_command(
        "figures", "fetch", "populations", "--file", f"main={given}", stdout=said, stderr=io.StringIO()
    )
    assert said.getvalue().startswith("✓ populations/main: new, given.csv, 31 bytes")
    with pytest.raises(CommandError, match="expected NAME=PATH"):
        call_command("figures", "fetch", "populations", "--file", "main=nowhere.csv")
    assert (Path(django_settings.DATA_DIR) / "originals" / "populations" / "main").is_dir()
