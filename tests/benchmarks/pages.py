"""What pages cost: sheets of every kind, the search box, and sheets beside ten times as many figures."""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.lines import ROUNDS, Line
from tests.benchmarks.measuring import (
    Cost,
    connect,
    fetch_body,
    list_processes,
    measure,
    median_of,
    read_memory_mb,
)
from tests.servers import ROOT, serve_portal

SHEETS = {
    "commune": "/communes/{code}-{slug}",
    "epci": "/epci/{code}-{slug}",
    "departement": "/departements/{code}-{slug}",
    "region": "/regions/{code}-{slug}",
    "france": "/france",
}
CURRENT_TERRITORIES = (
    "SELECT code, slug FROM territories_territory WHERE kind = ? AND is_current ORDER BY code"
)
SAMPLE = {"commune": 200, "epci": 60, "departement": 20, "region": 10, "france": 5}
QUERIES = (
    *("st etienne", "saint étienne", "42100", "villeneuve d ascq", "monpelier", "chateauroux", "l'hay"),
    *(
        "rennes metropole",
        "35",
        "abergement clemenciat",
        "le havre",
        "ile de fran",
        "pari",
        "mar",
        "bor",
        "n",
    ),
    *(
        "saint germain en l",
        "aix marseile",
        "chambery",
        "35238",
        "sainte marie",
        "la roche sur yon",
        "toulouze",
    ),
)


def list_sheet_paths(database: Path) -> dict[str, list[str]]:
    """Addresses of sheets spread over all territories of a kind, as the site map gives them."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        found = {}
        for kind, shape in SHEETS.items():
            rows = connection.execute(
                "SELECT code, slug FROM territories_territory WHERE kind = ? AND is_current ORDER BY code",
                [kind],
            ).fetchall()
            step = max(1, len(rows) // SAMPLE[kind])
            sample = [shape.format(code=code, slug=slug) for code, slug in rows[::step]]
            found[kind] = (sample * (200 // len(sample) + 1))[:200]
    return found


@contextmanager
def copied_data(data_dir: Path) -> Iterator[Path]:
    """A DATA_DIR of one's own with the same database and static files."""
    with tempfile.TemporaryDirectory(prefix="oc-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source = sqlite3.connect(data_dir / "portal.sqlite3")
        copy = sqlite3.connect(folder / "portal.sqlite3")
        source.backup(copy)
        source.close()
        copy.close()
        shutil.copytree(data_dir / "static", folder / "static")
        yield folder


def environment_of(data_dir: Path) -> dict[str, str]:
    return {"DATA_DIR": str(data_dir), "DATABASE_URL": "", "WORKERS": "1", "THREADS": "1"}


def measure_pages(data_dir: Path) -> list[Line]:
    """Sheets of all kinds and suggestions, against a bare Django view."""
    with copied_data(data_dir) as scratch:
        return _measure_pages(scratch, list_sheet_paths(scratch / "portal.sqlite3"))


def _measure_pages(data_dir: Path, paths: dict[str, list[str]]) -> list[Line]:
    environment = environment_of(data_dir)
    with (
        serve_portal(environment, application="tests.benchmarks.bare:application") as bare,
        serve_portal(environment, application="tests.benchmarks.new_project:application") as project,
        serve_portal(environment) as portal,
    ):
        yardstick: list[Cost] = []
        of_project: list[Cost] = []
        costs: dict[str, list[Cost]] = {kind: [] for kind in paths}
        for number in range(ROUNDS):
            yardstick.append(measure(bare, ["/"] * 2000))
            of_project.append(measure(project, ["/"] * 2000))
            for kind, sample in paths.items():
                costs[kind].append(measure(portal, sample, warm_up=1 if number == 0 else 0))
        rows = {kind: count_rows(portal, sample[:40]) for kind, sample in paths.items()}
        typed = [f"/api/v1/territories?limit=10&q={quote(query)}" for query in QUERIES]
        suggestions = measure(portal, typed * 40)
        memory = max(read_memory_mb(process) for process in list_processes(int(portal.rpartition(":")[2])))
    unit, new = median_of(yardstick), median_of(of_project)
    found = [
        Line("bare Django view", f"{unit.cpu_ms:.3f} ms of processor", "the yardstick", kept=True),
        Line(
            "the same view in a new Django project, with its middlewares",
            f"{new.cpu_ms:.3f} ms: {new.cpu_ms / unit.cpu_ms:.1f} times the bare view",
            "for comparison",
            kept=True,
        ),
    ]
    for kind, rounds in costs.items():
        cost = median_of(rounds)
        ratio = cost.cpu_ms / unit.cpu_ms
        found.append(
            Line(
                f"sheet of a {kind}, uncached ({cost.size / 1000:.0f} kB, {rows[kind]} rows of figures)",
                f"{ratio:.1f} times the bare view, {cost.cpu_ms / new.cpu_ms:.1f} times a new project;"
                f" p50 {cost.p50_ms:.1f} ms, p95 {cost.p95_ms:.1f} ms",
                "at most 15 times; p95 under 25 ms",
                kept=ratio <= 15 and cost.p95_ms < 25,
            )
        )
    found.append(
        Line(
            "suggestions of the search box",
            f"p50 {suggestions.p50_ms:.2f} ms, p95 {suggestions.p95_ms:.2f} ms",
            "p95 at most 5 ms",
            kept=suggestions.p95_ms <= 5,
        )
    )
    resident, own = memory
    found.append(
        Line(
            "memory of a worker after these pages",
            f"{own:.0f} MB of its own, {resident:.0f} MB with the files it maps",
            "at most 300 MB",
            kept=own <= 300,
        )
    )
    return found


def count_rows(address: str, paths: list[str]) -> int:
    """Rows of figures of a sheet, the median of some."""
    with connect(address) as connection:
        counts = [fetch_body(connection, path).count(b'<th scope="row">') for path in paths]
    return int(statistics.median(counts))


def measure_growth(data_dir: Path) -> list[Line]:
    """The same page with 3 then 30 million invented values beside the real ones."""
    with copied_data(data_dir) as scratch:
        return _measure_growth(scratch, list_sheet_paths(scratch / "portal.sqlite3")["commune"])


def _measure_growth(data_dir: Path, paths: list[str]) -> list[Line]:
    environment = environment_of(data_dir)
    costs = {}
    for millions, added in ((3, 3), (30, 27)):
        command = [sys.executable, "-m", "tests.benchmarks.synthetic", str(added)]
        subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL
        )
        with serve_portal(environment) as portal:
            costs[millions] = median_of([measure(portal, paths) for _ in range(ROUNDS)])
    growth = costs[30].p50_ms / costs[3].p50_ms - 1
    return [
        Line(
            "sheet of a commune, 30 million values against 3 million",
            f"p50 {costs[3].p50_ms:.1f} ms then {costs[30].p50_ms:.1f} ms: {100 * growth:+.0f} %",
            "less than 30 % more",
            kept=growth < 0.3,
        )
    ]
