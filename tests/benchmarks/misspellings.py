"""How often the search box finds a commune whose name is misspelt, and how long it takes.

``python -m tests.benchmarks.misspellings`` (DATA_DIR: the folder that `make run` fills). Names are drawn
with a fixed seed, evenly or in proportion to population, and spoilt by one or two random typos: a letter
lost, added, changed, or two swapped. A name counts as found when a commune of that name is in the answers.
"""

from __future__ import annotations

import random
import statistics
import string
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SEED = 20261122
DRAWN = 2000


@dataclass(frozen=True)
class Score:
    """Shares of questions answered, and milliseconds each."""

    what: str
    count: int
    first: float
    in_ten: float
    p50_ms: float
    p95_ms: float


def main() -> int:
    import django

    django.setup()
    from portal.territories.search.engine import get_index
    from portal.territories.search.normalise import fold

    began = time.perf_counter()
    places = [place for place in get_index().places if place.kind == "commune"]
    print(f"index built in {time.perf_counter() - began:.2f} s, {len(places)} communes")
    names = [(fold(place.name), place.population or 0) for place in places]
    for score in list_scores([(name, weight) for name, weight in names if len(name) >= 5]):
        print(
            f"{score.what:44} n={score.count} first {score.first:.1%} in ten {score.in_ten:.1%}"
            f"  p50 {score.p50_ms:.2f} ms p95 {score.p95_ms:.2f} ms"
        )
    return 0


def list_scores(names: list[tuple[str, int]]) -> Iterator[Score]:
    """Scores on names and their populations."""
    choose = random.Random(SEED)
    samples = {
        "any commune": [name for name, _ in choose.sample(names, DRAWN)],
        "by population": choose.choices(
            [name for name, _ in names], [weight + 1 for _, weight in names], k=DRAWN
        ),
    }
    for how, sample in samples.items():
        long = [name for name in sample if len(name) >= 8]
        yield measure(f"exact, {how}", sample, lambda name: name)
        yield measure(f"one typo, {how}", sample, lambda name: spoil(name, 1, choose))
        yield measure(f"two typos in 8 letters or more, {how}", long, lambda name: spoil(name, 2, choose))
        yield measure(f"first 70 % typed, {how}", sample, lambda name: name[: max(4, len(name) * 7 // 10)])


def measure(what: str, sample: list[str], ask: Callable[[str], str]) -> Score:
    """Ask for each name as ``ask`` spells it."""
    from portal.territories.search.engine import search_territories
    from portal.territories.search.normalise import fold

    first = in_ten = 0
    times = []
    for name in sample:
        question = ask(name)
        began = time.perf_counter()
        hits = search_territories(question)
        times.append(1000 * (time.perf_counter() - began))
        found = [fold(hit.name) for hit in hits]
        first += found[:1] == [name]
        in_ten += name in found
    p95_ms = statistics.quantiles(times, n=20)[-1]
    count = len(sample)
    return Score(what, count, first / count, in_ten / count, statistics.median(times), p95_ms)


def spoil(name: str, typos: int, choose: random.Random) -> str:
    """The name with so many random typos."""
    for _ in range(typos):
        at = choose.randrange(len(name))
        letter = choose.choice(string.ascii_lowercase)
        name = choose.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :],
            )
        )
    return name


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    sys.exit(main())
