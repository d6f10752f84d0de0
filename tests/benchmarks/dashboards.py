"""What a dashboard costs: every theme for every département, one page for each kind of zone."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from tests.benchmarks.lines import ROUNDS, Line
from tests.benchmarks.measuring import Cost, measure, median_of
from tests.benchmarks.pages import copied_data, environment_of
from tests.servers import ROOT, serve_portal

_PAGES = 100
_AT_MOST = 60
"""A dashboard is a dozen panels, each of which an explorer page is made of."""
_KINDS = ("departement", "region", "epci")


def list_dashboards(database: Path) -> dict[str, list[str]]:
    """Addresses by what they are: drawn among all, always the same."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT kind, code FROM territories_territory WHERE is_current ORDER BY kind, code"
        ).fetchall()
    codes = {kind: [code for of_kind, code in rows if of_kind == kind] for kind in _KINDS}
    paths = sorted((ROOT / "catalogue" / "dashboards").glob("*.yaml"))
    themes = [path.stem.replace("_", "-") for path in paths if "kind: theme" in path.read_text("utf-8")]
    chance = random.Random(5)
    found = {
        "dashboards by theme, for départements": [
            f"/tableaux-de-bord/{chance.choice(themes)}?zone=departement:{chance.choice(codes['departement'])}"
            for _ in range(_PAGES)
        ],
    }
    for kind in _KINDS:
        found[f"dashboard of a whole {kind}"] = [
            f"/tableaux-de-bord/{kind}?zone={kind}:{chance.choice(codes[kind])}" for _ in range(_PAGES)
        ]
    return found


def measure_dashboards(data_dir: Path) -> list[Line]:
    with copied_data(data_dir) as scratch:
        return _measure(scratch, list_dashboards(scratch / "portal.sqlite3"))


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
    ratio = cost.cpu_ms / unit.cpu_ms
    weight = f"{cost.size / 1000:.0f} kB"
    return Line(
        f"{what} ({weight})",
        f"{ratio:.1f} times the bare view; p50 {cost.p50_ms:.1f} ms, p95 {cost.p95_ms:.1f} ms",
        f"at most {_AT_MOST} times",
        kept=ratio <= _AT_MOST,
    )
