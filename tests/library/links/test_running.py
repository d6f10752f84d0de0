"""Turns of checks: due, polite, resumable, and honest when this machine has no network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from portal.kernel.http import Limits, Loopback, Session
from portal.library.links import running
from portal.library.links.domains import find_domain
from portal.library.links.models import Link, LinkCheck, LinkDomain, LinkHost, LinkRun, LinkUse, Proposal
from portal.library.links.registering import register_links
from portal.library.links.running import Budget, run_checks
from portal.library.links.states import Doubt, LinkState, Outcome
from portal.library.models import Document
from tests.kernel.http.sessions import PatientClock
from tests.library.links.builders import NOW, days, make_document
from tests.library.links.mocks import lost, page, same_for_all
from tests.servers import Asked, Pieces, build_answer, serve_answers

pytestmark = pytest.mark.django_db


class Network:
    """A local server for every host, which can be cut off."""

    def __init__(self) -> None:
        self.behaviour: Callable[[Asked, float], Pieces] = page
        self.is_down = False
        self.gone: set[str] = set()
        self.port = 0
        self.asked: list[Asked] = []

    def resolve(self, host: str, port: int) -> list[str]:
        if self.is_down or host in self.gone:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ["127.0.0.1"]

    def url(self, host: str, path: str = "/a") -> str:
        return f"http://{host}:{self.port}{path}"

    def session(self, **options: Any) -> Session:
        return Session(
            "Essai/1",
            limits=Limits(**{"deadline_s": 2, "attempts": 1, "spacing_s": 0, **options.pop("limits", {})}),
            loopback=Loopback(frozenset({self.port})),
            resolve=self.resolve,
            turn_of=find_domain,
            **options,
        )

    def run(self, day: float = 0, budget: Budget | None = None, **options: Any) -> LinkRun:
        return run_checks(self.session(**options), now=days(day), budget=budget or Budget(threads=4))


@contextmanager
def serve() -> Iterator[Network]:
    network = Network()
    with serve_answers(lambda asked: network.behaviour(asked, 0)) as server:
        network.port, network.asked = server.port, server.asked
        yield network


@pytest.fixture
def network() -> Iterator[Network]:
    with serve() as served:
        yield served


def states() -> dict[str, str]:
    return {link.host: link.state for link in Link.objects.all()}


def test_address_is_checked_once_whoever_uses_it_and_again_when_due(network: Network) -> None:
    url = network.url("site.example")
    make_document(url, network.url("site.example", "/b"))
    make_document(url)
    run = network.run()
    assert (run.asked, run.counts, run.words) == (2, {"ok": 2}, "")
    assert LinkUse.objects.count() == 3
    assert network.run(0.1).asked == 0
    assert network.run(0.6).asked == 2
    assert network.run(2).asked == 0
    assert Link.objects.get(url=url).checks == 2
    assert LinkRun.objects.count() == 2


def test_documents_say_that_the_state_of_their_links_changed(network: Network) -> None:
    document = make_document(network.url("site.example"))
    other = make_document(network.url("other.example"))
    network.run()
    before = Document.objects.get(pk=document.pk).revision
    assert before > document.revision
    network.behaviour = lambda asked, day: (lost if "site." in asked.headers.get("host", "") else page)(
        asked, day
    )
    for day in (1, 2):
        network.run(day)
    assert Document.objects.get(pk=document.pk).revision > before  # ok → to be looked at
    assert Document.objects.get(pk=other.pk).revision < before + 2


def test_dead_domain_is_believed_when_others_answer(network: Network) -> None:
    for host in ("gone.example", "alive.example"):
        make_document(network.url(host))
    network.gone = {"gone.example"}
    for day in (0, 1.2, 2.4, 3.6):
        Link.objects.update(next_check_at=NOW)
        network.run(day)
    assert states() == {"gone.example": LinkState.DEAD_DOMAIN, "alive.example": LinkState.OK}


def test_without_network_nothing_is_marked_and_the_run_says_so(network: Network) -> None:
    for number in range(30):
        make_document(network.url(f"site{number}.example"))
    network.run()
    network.is_down = True
    for day in (1, 3, 5, 7):
        run = network.run(day)
        assert (run.is_offline, run.asked, run.words[:23]) == (True, 0, "Aucun site n’a répondu ")
    assert set(states().values()) == {LinkState.OK}
    assert not Link.objects.exclude(failures=[]).exists()
    assert Link.objects.filter(next_check_at__gt=days(7) + timedelta(hours=2)).count() == 0
    network.is_down = False
    assert network.run(8).counts == {"ok": 30}


def test_first_turn_without_network_marks_nothing_either(network: Network) -> None:
    network.is_down = True
    make_document(network.url("site.example"))
    for day in range(6):
        assert network.run(day).is_offline
    assert states() == {"site.example": LinkState.UNKNOWN}


def test_network_cut_in_the_middle_is_noticed(network: Network) -> None:
    for number in range(12):
        make_document(network.url(f"site{number}.example"))

    def answer(asked: Asked, day: float) -> Pieces:
        network.is_down = True
        return page(asked, day)

    network.behaviour = answer
    run = network.run(budget=Budget(threads=1))
    assert (run.asked, run.is_offline) == (1, False)
    assert run.words.startswith("Le réseau a manqué")
    assert sorted(states().values()) == ["ok"] + ["unknown"] * 11


def test_one_bad_address_stops_nothing(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        make_document(network.url("site.example", f"/{number}"))
    look_at = running.look_at

    def look(session: Any, target: Any, **options: Any) -> Any:
        if target.url.endswith("/2"):
            raise RecursionError("what nobody foresaw")
        return look_at(session, target, **options)

    monkeypatch.setattr(running, "look_at", look)
    assert network.run().counts == {"ok": 5, "unstable": 1}
    assert "RecursionError" in Link.objects.get(url__endswith="/2").detail


def test_look_that_cannot_be_written_stops_nothing(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        make_document(network.url("site.example", f"/{number}"))
    record_look = running.record_look

    def record(look: Any, **options: Any) -> Any:
        if look.target.url.endswith("/1"):
            raise ValueError("a value that the database refuses")
        return record_look(look, **options)

    monkeypatch.setattr(running, "record_look", record)
    assert network.run().counts == {"ok": 3}
    assert network.run(0.1).asked == 0  # it waits for the end of its lease, and comes back
    monkeypatch.undo()
    assert network.run(0.2).counts == {"ok": 1}


def test_turn_that_is_killed_loses_nothing(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(8):
        make_document(network.url(f"site{number}.example"))
    record_look, written = running.record_look, []

    def record(look: Any, **options: Any) -> Any:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(look.target.url)
        return record_look(look, **options)

    monkeypatch.setattr(running, "record_look", record)
    with pytest.raises(KeyboardInterrupt):
        network.run()
    monkeypatch.undo()
    assert sorted(states().values()).count("ok") == 3
    assert network.run(0.02).asked == 0  # half an hour later, the lease still holds
    assert network.run(0.1).counts == {"ok": 5}


def test_second_turn_at_the_same_time_takes_nothing(network: Network) -> None:
    make_document(network.url("site.example"))
    register_links(now=NOW)
    first = running._claim(running._choose(NOW, Budget()), NOW, Budget())
    assert (len(first), network.run().asked) == (1, 0)


def test_429_puts_its_domain_to_rest_for_a_day(network: Network) -> None:
    for host in ("www.site.example", "data.site.example", "other.example"):
        make_document(network.url(host))
    network.behaviour = lambda asked, day: (
        build_answer("", 429) if "site" in asked.headers.get("host", "") else page(asked, day)
    )
    run = network.run()
    assert run.counts == {"blocked": 1, "ok": 1}
    assert LinkDomain.objects.get().cool_until == days(1)
    assert network.run(0.9).counts == {"ok": 1}
    assert network.run(1.1).counts == {"blocked": 1}
    assert sorted(states().values()) == ["blocked", "blocked", "ok"]


def test_requests_of_one_domain_are_spaced_and_follow_each_other(network: Network) -> None:
    for host in ("www.site.example", "data.site.example", "site.example"):
        make_document(network.url(host))
    clock = PatientClock()
    network.run(clock=clock, limits={"spacing_s": 2})
    assert [round(pause) for pause in clock.slept] == [2, 2]


def test_budget_bounds_addresses_and_domains(network: Network) -> None:
    for number in range(5):
        make_document(network.url("site.example", f"/{number}"))
        make_document(network.url(f"other{number}.example"))
    assert network.run(budget=Budget(addresses=4, per_domain=2)).asked == 4
    assert Link.objects.exclude(state=LinkState.UNKNOWN).filter(domain="site.example").count() <= 2
    assert network.run(0.1, budget=Budget(seconds=-1)).asked == 0
    # What was taken and not looked at is given back at once.
    assert network.run(0.1, budget=Budget(per_domain=9)).asked == 6


def test_invented_address_is_asked_once_a_day_and_makes_doubts(network: Network) -> None:
    network.behaviour = same_for_all
    for number in range(4):
        make_document(network.url("site.example", f"/{number}"))
    network.run()
    invented = [asked.path for asked in network.asked if asked.path.startswith("/oc-")]
    assert len(invented) == 1
    assert LinkHost.objects.get().name == "site.example"
    doubts = [set(link.doubts) for link in Link.objects.order_by("pk")]
    assert doubts[0] == {Doubt.KNOWN_BAD}
    assert doubts[3] == {Doubt.KNOWN_BAD, Doubt.SAME_TARGET}
    assert set(states().values()) == {LinkState.SOFT_404}


def test_history_is_bounded(network: Network) -> None:
    make_document(network.url("site.example"))
    for day in range(30):
        Link.objects.update(next_check_at=NOW)
        network.run(day)
    link = Link.objects.get()
    assert (link.checks, LinkCheck.objects.count()) == (30, 20)
    assert link.history.first().outcome == Outcome.OK
    assert not Proposal.objects.exists()


def test_documents_that_change_address_leave_the_old_one(network: Network) -> None:
    document = make_document(network.url("old.example"))
    network.run()
    document.url, document.revision = network.url("new.example"), 10_000
    document.save()
    assert network.run(0.1).counts == {"ok": 1}
    assert states() == {"new.example": LinkState.OK}
    document.state, document.revision = "hidden", 20_000
    document.save()
    register_links(now=NOW)
    assert (Link.objects.count(), LinkUse.objects.count()) == (0, 0)
