"""The labelled set checked over simulated weeks, and what came of it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from portal.kernel.http import Limits, Loopback, Session
from portal.library.links.domains import find_domain
from portal.library.links.models import Link
from portal.library.links.running import Budget, run_checks
from portal.library.links.states import DEAD, LinkState
from tests.library.links.builders import NOW, make_document
from tests.library.links.mocks import Label, Mock, World
from tests.servers import serve_answers

DAYS = 14


@dataclass(frozen=True)
class Verdict:
    """An address, what is true of it, and where the portal says it stands."""

    url: str
    mock: Mock
    state: LinkState

    @property
    def is_dead(self) -> bool:
        return self.state in DEAD


@dataclass(frozen=True)
class Outcome:
    """``ever_dead``: addresses said dead on any day, by label."""

    verdicts: list[Verdict]
    ever_dead: Counter[Label]
    looks: int
    seconds: float

    @property
    def precision(self) -> float:
        said = [one for one in self.verdicts if one.is_dead]
        return sum(one.mock.label == "dead" for one in said) / len(said)

    @property
    def recall(self) -> float:
        true = [one for one in self.verdicts if one.mock.label == "dead"]
        return sum(one.is_dead for one in true) / len(true)


def check_labelled_set(threads: int = 8) -> Outcome:
    """Two weeks of turns, one every twelve hours. Needs a database."""
    world = World()
    ever_dead: set[str] = set()
    looks = 0
    with serve_answers(world.answer) as server:
        world.build(server.port)
        for url in world.labels:
            make_document(url)
        limits = Limits(
            deadline_s=0.6, redirects=10, attempts=1, spacing_s=0, stall_s=0.3, stall_bytes=1000, read_s=0.5
        )
        loopback = Loopback(frozenset({server.port}))
        session = Session(
            "Essai/1", limits=limits, loopback=loopback, resolve=world.resolve, turn_of=find_domain
        )
        began = time.perf_counter()
        for turn in range(2 * DAYS):
            world.day = turn / 2
            now = NOW + timedelta(hours=12 * turn)
            looks += run_checks(session, now=now, budget=Budget(threads=threads)).asked
            ever_dead |= set(Link.objects.filter(state__in=DEAD).values_list("url", flat=True))
        seconds = time.perf_counter() - began
    states = dict(Link.objects.values_list("url", "state"))
    verdicts = [Verdict(url, mock, LinkState(states[url])) for url, mock in world.labels.items()]
    return Outcome(verdicts, Counter(world.labels[url].label for url in ever_dead), looks, seconds)
