"""What the explorer costs: its hub, the maps and charts of départements, dashboards of every kind of zone."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Final

from tests.benchmarks.lines import ROUNDS, Line
from tests.benchmarks.measuring import Cost, measure, median_of
from tests.benchmarks.pages import copied_data, environment_of
from tests.servers import ROOT, serve_portal

_PAGES: Final = 100
_KINDS: Final = ("departement", "region", "epci")
_MAPPED: Final = ("population", "densite", "taux-chomage", "niveau-de-vie-median", "grille-densite")
_TIMES: Final = {"hub of the explorer": 15.0, "map of a département": 25.0}
"""At most so many times the bare view."""
_P95_MS: Final = 25.0
"""The promise of any page: charts read all years, a dashboard is a dozen panels."""


def list_paths(database: Path) -> dict[str, list[str]]:
    """Addresses by what they are: drawn among all, always the same."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT kind, code FROM territories_territory WHERE is_current ORDER BY kind, code"
        ).fetchall()
    codes = {kind: [code for of_kind, code in rows if of_kind == kind] for kind in _KINDS}
    catalogue = sorted((ROOT / "catalogue" / "dashboards").glob("*.yaml"))
    themes = [path.stem.replace("_", "-") for path in catalogue if "kind: theme" in path.read_text("utf-8")]
    chance = random.Random(5)

    def draw(pattern: str, kind: str, words: tuple[str, ...]) -> list[str]:
        return [
            pattern.format(word=chance.choice(words), code=chance.choice(codes[kind])) for _ in range(_PAGES)
        ]

    return {
        "hub of the explorer": ["/explorer"] * _PAGES,
        "map of a département": draw("/explorer/{word}?zone=departement:{code}", "departement", _MAPPED),
        "charts of a département": draw(
            "/explorer/population?zone=departement:{code}&vue={word}",
            "departement",
            ("repartition", "evolution", "nuage"),
        ),
        "dashboards by theme, for départements": draw(
            "/tableaux-de-bord/{word}?zone=departement:{code}", "departement", tuple(themes)
        ),
        **{
            f"dashboard of a whole {kind}": draw("/tableaux-de-bord/{word}?zone={word}:{code}", kind, (kind,))
            for kind in _KINDS
        },
    }


def measure_explorer(data_dir: Path) -> list[Line]:
    with copied_data(data_dir) as scratch:
        return _measure(scratch, list_paths(scratch / "portal.sqlite3"))


def _measure(data_dir: Path, asked: dict[str, list[str]]) -> list[Line]:
    environment = environment_of(data_dir)
    with (
        serve_portal(environment, application="tests.benchmarks.bare:application") as bare,
        serve_portal(environment) as portal,
    ):
        yardstick: list[Cost] = []
        costs = {what: [measure(portal, paths)] for what, paths in asked.items()}
        for _ in range(ROUNDS):
            yardstick.append(measure(bare, ["/"] * 2000))
            for what, paths in asked.items():
                costs[what].append(measure(portal, paths, warm_up=0))
    unit = median_of(yardstick)
    return [_build_line(what, median_of(rounds[1:]), unit) for what, rounds in costs.items()]


def _build_line(what: str, cost: Cost, unit: Cost) -> Line:
    ratio, most = cost.cpu_ms / unit.cpu_ms, _TIMES.get(what)
    return Line(
        f"{what} ({cost.size / 1000:.0f} kB)",
        f"{ratio:.1f} times the bare view; p50 {cost.p50_ms:.1f} ms, p95 {cost.p95_ms:.1f} ms",
        f"at most {most:.0f} times" if most else f"p95 at most {_P95_MS:.0f} ms",
        kept=ratio <= most if most else cost.p95_ms <= _P95_MS,
    )
