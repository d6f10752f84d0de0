"""What a ranking of all communes of France costs: any page, order and search, ranks asked of the API."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.benchmarks.lines import ROUNDS, Line
from tests.benchmarks.measuring import measure, median_of
from tests.benchmarks.pages import copied_data, environment_of
from tests.servers import serve_portal

AT_MOST_MS: Final = 20.0
_ALL: Final = "/explorer/{slug}?niveau=commune&vue={view}"
_INDICATORS: Final = ("population", "densite", "niveau-de-vie-median")
_ASKED: Final = {
    "ranking of all communes, pages": [f"page={page}" for page in (1, 2, 50, 300, 600)],
    "ranking of all communes, orders": ["tri=valeur", "tri=nom", "tri=-nom", "tri=-population"],
    "ranking of all communes, searches": [
        f"q={text}" for text in ("rennes", "saint", "a", "st+malo", "35", "a+b+c+d+e+f+g+h", "x" * 120)
    ],
    "ranking of all communes, a reader and those of its size": [
        "ici=commune:35288", "ici=commune:35288&strate=meme", "ici=commune:01001&strate=meme&page=2",
    ],
}  # fmt: skip
_REPEATED: Final = 8
_FIRST_BY_API: Final = "kind=commune&within=france&sort=-value&ranks=true&limit=100"


def measure_rankings(data_dir: Path) -> list[Line]:
    with copied_data(data_dir) as scratch:
        return _measure(scratch)


def list_paths() -> dict[str, list[str]]:
    """Addresses by what they measure; each several times, never twice in a row."""
    asked = {
        what: [
            f"{_ALL.format(slug=slug, view='classement')}&{query}"
            for slug in _INDICATORS
            for query in queries
        ]
        for what, queries in _ASKED.items()
    }
    asked["table of the last years of all communes"] = [
        f"{_ALL.format(slug=slug, view='tableau')}&{query}"
        for slug in _INDICATORS
        for query in ("tri=-valeur", "tri=-evolution", "page=40", "q=saint")
    ]
    asked["first 100 of all communes by the API, with their ranks"] = [
        f"/api/v1/indicators/{slug.replace('-', '_')}/values?{_FIRST_BY_API}" for slug in _INDICATORS
    ]
    return {what: paths * _REPEATED for what, paths in asked.items()}


def _measure(data_dir: Path) -> list[Line]:
    asked = list_paths()
    with serve_portal(environment_of(data_dir)) as portal:
        costs = {what: [measure(portal, paths)] for what, paths in asked.items()}
        for _ in range(ROUNDS):
            for what, paths in asked.items():
                costs[what].append(measure(portal, paths, warm_up=0))
    found = []
    for what, rounds in costs.items():
        cost = median_of(rounds[1:])
        found.append(
            Line(
                f"{what} ({cost.size / 1000:.0f} kB)",
                f"{cost.cpu_ms:.1f} ms of server time; p50 {cost.p50_ms:.1f} ms, p95 {cost.p95_ms:.1f} ms",
                f"at most {AT_MOST_MS:.0f} ms of server time",
                kept=cost.cpu_ms <= AT_MOST_MS,
            )
        )
    return found
