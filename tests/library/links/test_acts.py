"""What agents do to links, what readers are told, what is counted, and copies found in archives."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Max

from portal.kernel.http import OutboundError
from portal.library.jobs import check_links
from portal.library.links import queries
from portal.library.links.actions import (
    LinkError,
    accept_proposals,
    confirm_link,
    ignore_link,
    recheck_links,
    refuse_proposals,
    replace_address,
)
from portal.library.links.archives import Archive, choose_nearest, find_memento, parse_availability, parse_cdx
from portal.library.links.models import Link, LinkRun, Proposal
from portal.library.links.reading import describe_link, describe_links, list_dead_files, read_states
from portal.library.links.recording import propose
from portal.library.links.registering import register_links
from portal.library.links.repairing import propose_archives
from portal.library.links.states import Facet, LinkState, ProposalKind, ProposalState, find_facet
from portal.library.models import Change, Document
from tests.kernel.http.sessions import build_session
from tests.library.links.builders import NOW, days, make_document, make_link
from tests.servers import Asked, Pieces, build_answer, serve_answers

URL = "http://site.example/a"
FACTS = {"final_url": URL, "media_type": "text/html", "title": "Budget", "fingerprint": "00ff"}


def settle(link: Link, state: LinkState, **fields: Any) -> Link:
    Link.objects.filter(pk=link.pk).update(state=state, since=NOW, checked_at=days(1), **fields)
    link.refresh_from_db()
    return link


def get_top() -> int:
    return int(Document.objects.aggregate(top=Max("revision"))["top"])


# --- readers and search -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "level", "words"),
    [
        (LinkState.UNKNOWN, "unknown", "Lien pas encore vérifié."),
        (LinkState.OK, "ok", "Lien vérifié le 3 novembre 2026."),
        (LinkState.REDIRECTED_PERM, "ok", "Lien vérifié le 3 novembre 2026."),
        (LinkState.DEAD, "dead", "Ce lien ne mène plus à rien depuis le 2 novembre 2026."),
        (LinkState.DEAD_DOMAIN, "dead", "Le site de ce lien a disparu depuis le 2 novembre 2026."),
        # Readers are told nothing of what is only doubtful.
        (LinkState.SOFT_404, "unknown", "Lien pas encore vérifié."),
    ],
)
def test_mark_of_a_document(db: None, state: LinkState, level: str, words: str) -> None:
    link = settle(make_link(URL), state)
    mark = describe_link(link.uses.get().document_id)
    assert (mark.level, mark.words) == (level, words)


def test_marks_cost_one_statement(db: None, django_assert_num_queries: Any) -> None:
    ids = [make_document(f"http://site{n}.example/").pk for n in range(5)]
    register_links(now=NOW)
    with django_assert_num_queries(1):
        assert len(describe_links([*ids, 999])) == 6
    with django_assert_num_queries(1):
        assert read_states([*ids, 999]) == dict.fromkeys([*ids, 999], Facet.UNKNOWN)


def test_dead_file_makes_a_document_to_be_looked_at(db: None) -> None:
    document = make_document(URL, "http://site.example/f.pdf")
    register_links(now=NOW)
    Link.objects.update(state=LinkState.OK)
    assert read_states([document.pk]) == {document.pk: Facet.OK}
    Link.objects.filter(url__endswith="pdf").update(state=LinkState.DEAD)
    assert read_states([document.pk]) == {document.pk: Facet.CHECK}
    assert list_dead_files(document.pk) == {"http://site.example/f.pdf"}


def test_every_state_has_its_facet_and_its_column() -> None:
    facets = {state: find_facet(state) for state in LinkState}
    assert {state for state, facet in facets.items() if facet == Facet.DEAD} == {"dead", "dead_domain"}
    assert facets[LinkState.BLOCKED] == Facet.UNKNOWN
    assert {queries.find_health(state) for state in LinkState} == set(queries.HEALTHS)


# --- acts -------------------------------------------------------------------------------------------------


def test_new_address_is_written_when_an_agent_accepts(db: None) -> None:
    one, other = make_document(URL), make_document(URL)
    register_links(now=NOW)
    link = Link.objects.get()
    propose(link, ProposalKind.NEW_ADDRESS, "https://site.example/b", "Renvoi.", now=NOW)
    top = get_top()
    waiting = Proposal.objects.values_list("pk", flat=True)
    assert accept_proposals(list(waiting), by="Ada", now=days(1)) == 1
    for document in (one, other):
        document.refresh_from_db()
        assert document.url == "https://site.example/b"
        assert document.provenance["url"]["by"] == "Ada"
        assert document.revision > top
        assert Change.objects.filter(document=document, act="linked", by="Ada").count() == 1
    assert Link.objects.get(uses__document=one).url == "https://site.example/b"
    assert Proposal.objects.get().state == ProposalState.ACCEPTED
    assert accept_proposals(list(waiting), by="Bob", now=days(2)) == 0
    assert Proposal.objects.get().by == "Ada"


def test_refused_proposal_is_not_made_again(db: None) -> None:
    link = make_link(URL)
    propose(link, ProposalKind.NEW_ADDRESS, "http://site.example/b", "Renvoi.", now=NOW)
    assert refuse_proposals([Proposal.objects.get().pk], by="Ada", now=NOW) == 1
    propose(link, ProposalKind.NEW_ADDRESS, "http://site.example/b", "Renvoi.", now=days(9))
    assert Proposal.objects.get().state == ProposalState.REFUSED
    assert queries.list_proposals() == ([], 0)
    assert link.uses.get().document.url == URL


def test_archived_copy_is_shown_beside_the_dead_link(db: None) -> None:
    link = settle(make_link(URL), LinkState.DEAD)
    propose(link, ProposalKind.ARCHIVE_COPY, "https://archive.example/2020/a", "Copie.", now=NOW)
    document = link.uses.get().document
    before = get_top()
    accept_proposals([Proposal.objects.get().pk], by="Ada", now=NOW)
    document.refresh_from_db()
    assert document.url == URL
    assert document.revision > before
    assert describe_link(document.pk).archive_url == "https://archive.example/2020/a"


def test_ignored_link_leaves_queues_until_it_is_asked_again(db: None) -> None:
    link = settle(make_link(URL), LinkState.DEAD)
    assert queries.count_queue()["dead"] == 1
    ignore_link(link, by="Ada", now=NOW)
    assert (link.state, queries.count_queue()["dead"]) == (LinkState.SKIPPED, 0)
    assert recheck_links([link.pk], now=days(3)) == 1
    link.refresh_from_db()
    assert (link.is_ignored, link.next_check_at) == (False, days(3))


def test_doubtful_page_is_confirmed(db: None) -> None:
    link = settle(make_link(URL), LinkState.SOFT_404, last=FACTS, doubts=["phrases"])
    confirm_link(link, by="Ada", now=NOW)
    link.refresh_from_db()
    assert (link.state, link.trusted, link.first, link.doubts) == (LinkState.OK, "00ff", FACTS, [])
    with pytest.raises(LinkError, match="jamais répondu"):
        confirm_link(make_link("http://other.example/"), by="Ada", now=NOW)


def test_address_found_by_an_agent_replaces_the_old_one(db: None) -> None:
    link = settle(make_link(URL), LinkState.DEAD)
    assert replace_address(link, value="https://new.example/a", by="Ada", now=NOW) == 1
    assert Document.objects.get().url == "https://new.example/a"
    assert list(Link.objects.values_list("url", "state")) == [("https://new.example/a", "unknown")]


@pytest.mark.parametrize(
    "value", ["", "javascript:alert(1)", "nouvelle page", "https://", f"https://a.example/{'a' * 2000}"]
)
def test_what_is_no_address_replaces_nothing(db: None, value: str) -> None:
    link = settle(make_link(URL), LinkState.DEAD)
    with pytest.raises(LinkError, match="n’est pas l’adresse d’une page"):
        replace_address(link, value=value, by="Ada", now=NOW)
    assert Document.objects.get().url == URL


def test_queues_list_links_with_their_documents(db: None, django_assert_num_queries: Any) -> None:
    for number in range(7):
        settle(make_link(f"http://site{number}.example/"), LinkState.SOFT_404)
    with django_assert_num_queries(5):
        page = queries.list_queue("doubtful", first=2, limit=3)
        titles = [use.document.title for link in page.links for use in link.uses.all()]
    assert (len(titles), page.total) == (3, 7)
    with django_assert_num_queries(2):
        assert queries.count_queue() == {
            "dead": 0, "doubtful": 7, "changed": 0, "failing": 0, "blocked": 0, "proposals": 0,
        }  # fmt: skip


# --- counts -----------------------------------------------------------------------------------------------


def test_health_is_counted_by_producer_and_source(db: None, django_assert_num_queries: Any) -> None:
    make_document(URL, "http://site.example/f.csv", producers=["insee"], sources=["socle"])
    make_document(URL, producers=["dgcl", "insee"], sources=["socle"])
    make_document("http://other.example/", producers=[], state="archived")
    make_document("http://hidden.example/", producers=["insee"], state="hidden")
    register_links(now=NOW)
    make_document("http://late.example/", producers=["dgcl"])
    Link.objects.filter(url=URL).update(state=LinkState.DEAD)
    Link.objects.filter(url__endswith="csv").update(state=LinkState.BLOCKED)
    with django_assert_num_queries(7):
        report = queries.get_health()
    with django_assert_num_queries(2):
        assert queries.get_health() is report
    assert dict(report.by_producer["insee"].counts) == {"dead": 2, "blocked": 1}
    assert dict(report.by_producer["dgcl"].counts) == {"dead": 1, "never": 1}
    assert dict(report.by_producer[""].counts) == {"never": 1}
    assert report.by_source["socle"].total == 3
    # The shared address counts once.
    assert dict(report.total.counts) == {"dead": 1, "blocked": 1, "never": 2}
    assert (report.total.checked, report.run, report.offline_at) == (2, None, None)
    assert [one.url for one in queries.iter_dead()] == [URL, URL]


def test_run_without_network_is_not_the_last_check(db: None) -> None:
    make_link(URL)
    good = LinkRun.objects.create(started_at=NOW, ended_at=NOW, asked=3)
    LinkRun.objects.create(started_at=days(1), ended_at=days(1), is_offline=True)
    report = queries.get_health()
    assert (report.run, report.offline_at) == (good, days(1))


# --- archives ---------------------------------------------------------------------------------------------

AVAILABLE = {
    "url": "site.example/a",
    "archived_snapshots": {
        "closest": {
            "status": "200",
            "available": True,
            "url": "http://web.archive.org/web/20201105093000/http://site.example/a",
            "timestamp": "20201105093000",
        }
    },
}
ROWS = [
    ["timestamp", "original", "statuscode"],
    ["20150101000000", URL, "200"],
    ["20190601120000", URL, "200"],
    ["20200101000000", URL, "404"],
    ["2020", URL, "200"],
    ["bad"],
]


def test_availability_is_read() -> None:
    memento = parse_availability(json.dumps(AVAILABLE).encode())
    assert memento is not None
    assert memento.url == "https://web.archive.org/web/20201105093000/http://site.example/a"
    assert memento.taken_at == datetime(2020, 11, 5, 9, 30, tzinfo=UTC)


def say_closest(**fields: Any) -> bytes:
    return json.dumps({"archived_snapshots": {"closest": fields}}).encode()


STAMP = "20200101000000"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"archived_snapshots": {}}',
        b'{"archived_snapshots": []}',
        b"<html>",
        b"[" * 100_000,
        say_closest(available=False),
        say_closest(available=True, status="404", url="http://a.example/", timestamp=STAMP),
        say_closest(available=True, url="javascript:1", timestamp=STAMP),
        say_closest(available=True, url="http://a.example/", timestamp="hier"),
    ],
)
def test_availability_that_says_nothing(content: bytes) -> None:
    assert parse_availability(content) is None
    assert parse_cdx(content) == []


@pytest.mark.parametrize(
    ("near", "year"),
    [(date(2018, 1, 1), 2019), (date(2016, 1, 1), 2015), (None, 2015), (date(2030, 1, 1), 2019)],
)
def test_nearest_copy_is_chosen(near: date | None, year: int) -> None:
    mementos = parse_cdx(json.dumps(ROWS).encode())
    assert len(mementos) == 2
    chosen = choose_nearest(mementos, near)
    assert chosen is not None
    assert chosen.taken_at.year == year
    assert choose_nearest([], near) is None


def test_archive_is_asked_for_the_day_of_publication_then_for_all_copies() -> None:
    def answer(asked: Asked) -> Pieces:
        return build_answer(json.dumps(ROWS if asked.path.startswith("/cdx") else {"archived_snapshots": {}}))

    with serve_answers(answer) as server:
        archive = Archive(f"{server.url}/available", f"{server.url}/cdx")
        memento = find_memento(build_session(server), URL, near=date(2019, 3, 4), archive=archive)
    assert memento is not None
    assert memento.url == f"https://web.archive.org/web/20190601120000/{URL}"
    assert server.asked[0].path == "/available?url=http%3A%2F%2Fsite.example%2Fa&timestamp=20190304"
    assert "filter=statuscode%3A200" in server.asked[1].path


def test_copies_of_dead_links_are_proposed_once_a_month(db: None) -> None:
    settle(make_link(URL, published_on=date(2020, 11, 2)), LinkState.DEAD)
    settle(make_link("http://fine.example/"), LinkState.OK)
    with serve_answers(lambda asked: build_answer(json.dumps(AVAILABLE))) as server:
        archive = Archive(f"{server.url}/available", f"{server.url}/cdx")
        session = build_session(server)
        assert propose_archives(session, now=NOW, archive=archive) == 1
        assert propose_archives(session, now=days(20), archive=archive) == 0
    assert len(server.asked) == 1
    found = Proposal.objects.get()
    assert (found.kind, found.reason) == (ProposalKind.ARCHIVE_COPY, "Copie du 5 novembre 2020.")


def test_archive_in_trouble_is_asked_again_at_the_next_turn(db: None) -> None:
    link = settle(make_link(URL), LinkState.DEAD)
    with serve_answers(lambda asked: build_answer("busy", 503)) as server:
        archive = Archive(f"{server.url}/available", f"{server.url}/cdx")
        assert propose_archives(build_session(server), now=NOW, archive=archive) == 0
        with pytest.raises(OutboundError):
            find_memento(build_session(server), URL, near=None, archive=archive)
    link.refresh_from_db()
    assert link.archive_asked_at is None


# --- command and job --------------------------------------------------------------------------------------


def test_command_refuses_by_day_and_says_how(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    monkeypatch.setattr("portal.library.management.commands.check_links.now", lambda: noon)
    with pytest.raises(CommandError, match="--any-time"):
        call_command("check_links")


def test_command_without_anything_due(db: None, capsys: pytest.CaptureFixture[str], settings: Any) -> None:
    settings.PROXY_VARIABLES = ()
    call_command("check_links", "--any-time")
    assert capsys.readouterr().out.splitlines() == [
        "Aucune adresse n’est à vérifier.",
        "À examiner : rien.",
    ]


def test_job_by_day_only_takes_note_of_new_addresses(db: None) -> None:
    from portal.jobs.registry import Work

    make_document(URL)
    said = check_links(Work(datetime(2026, 11, 22, 12, tzinfo=UTC)))
    assert said == "Documents relus pour leurs liens : 1. Les sites sont vérifiés la nuit."
    assert Link.objects.get().checks == 0
