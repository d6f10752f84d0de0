"""What a comparison of eight costs: its page, and its workbook."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

from tests.benchmarks.lines import ROUNDS, Line
from tests.benchmarks.measuring import measure, median_of
from tests.benchmarks.pages import copied_data, environment_of
from tests.servers import serve_portal

_PAGES = 100
_WORKBOOKS = 12
_LEVELS = "t=epci:243500139&t=departement:35&t=region:53&t=france:FR&t=mediane:commune@departement:35"


def list_comparisons(database: Path) -> tuple[list[str], list[str]]:
    """Queries of eight communes drawn among all, always the same; of eight columns of several levels."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT code FROM territories_territory WHERE kind = 'commune' AND is_current ORDER BY code"
        ).fetchall()
    codes = [f"t=commune:{code}" for (code,) in rows]
    chance = random.Random(8)
    communes = ["&".join(chance.sample(codes, 8)) for _ in range(_PAGES)]
    mixed = ["&".join([*chance.sample(codes, 3), _LEVELS]) for _ in range(_PAGES)]
    return communes, mixed


def measure_comparisons(data_dir: Path) -> list[Line]:
    with copied_data(data_dir) as scratch:
        return _measure(scratch, *list_comparisons(scratch / "portal.sqlite3"))


def _measure(data_dir: Path, communes: list[str], mixed: list[str]) -> list[Line]:
    environment = environment_of(data_dir)
    asked = {
        "comparison of 8 communes, default view": [f"/comparer?{query}" for query in communes],
        "comparison of 8 columns of 5 levels and a median": [f"/comparer?{query}" for query in mixed],
    }
    with (
        serve_portal(environment, application="tests.benchmarks.bare:application") as bare,
        serve_portal(environment) as portal,
    ):
        yardstick = []
        costs = {what: [measure(portal, paths)] for what, paths in asked.items()}
        for _ in range(ROUNDS):
            yardstick.append(measure(bare, ["/"] * 2000))
            for what, paths in asked.items():
                costs[what].append(measure(portal, paths, warm_up=0))
        workbook = measure(portal, [f"/comparer.xlsx?{query}" for query in communes[:_WORKBOOKS]])
    unit = median_of(yardstick)
    found = []
    for what, rounds in costs.items():
        cost = median_of(rounds[1:])
        ratio = cost.cpu_ms / unit.cpu_ms
        found.append(
            Line(
                f"{what} ({cost.size / 1000:.0f} kB)",
                f"{ratio:.1f} times the bare view; p50 {cost.p50_ms:.1f} ms, p95 {cost.p95_ms:.1f} ms",
                "at most 20 times",
                kept=ratio <= 20,
            )
        )
    found.append(
        Line(
            f"XLSX of a comparison of 8 communes, all indicators ({workbook.size / 1000:.0f} kB)",
            f"p50 {workbook.p50_ms:.0f} ms, p95 {workbook.p95_ms:.0f} ms",
            "at most 100 ms",
            kept=workbook.p95_ms <= 100,
        )
    )
    return found
