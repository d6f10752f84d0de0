"""`make bench`: measures, writes docs/benchmarks.md, fails when a promise is not kept."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from tests.benchmarks.measuring import Cost, list_processes, measure, median_of, read_memory_mb
from tests.servers import ROOT, serve_portal

ROUNDS = 5
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


@dataclass(frozen=True)
class Line:
    """One measure: what, how much, against what promise."""

    what: str
    measured: str
    promise: str
    kept: bool


def main() -> int:
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    lines: list[Line] = []
    paths = list_sheet_paths(data_dir / "portal.sqlite3")
    with copied_data(data_dir) as scratch:
        lines += measure_pages(scratch, paths)
        lines += measure_growth(scratch, paths["commune"])
    lines += measure_first_load(data_dir)
    write_report(lines)
    return 0 if all(line.kept for line in lines) else 1


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


def measure_pages(data_dir: Path, paths: dict[str, list[str]]) -> list[Line]:
    environment = environment_of(data_dir)
    with (
        serve_portal(environment, application="tests.benchmarks.bare:application") as bare,
        serve_portal(environment) as portal,
    ):
        yardstick: list[Cost] = []
        costs: dict[str, list[Cost]] = {kind: [] for kind in paths}
        for number in range(ROUNDS):
            yardstick.append(measure(bare, ["/"] * 2000))
            for kind, sample in paths.items():
                costs[kind].append(measure(portal, sample, warm_up=1 if number == 0 else 0))
        typed = [f"/api/v1/territories?limit=10&q={quote(query)}" for query in QUERIES]
        suggestions = measure(portal, typed * 40)
        memory = max(read_memory_mb(process) for process in list_processes(int(portal.rpartition(":")[2])))
    unit = median_of(yardstick)
    found = [Line("bare Django view", f"{unit.cpu_ms:.3f} ms of processor", "the yardstick", kept=True)]
    for kind, rounds in costs.items():
        cost = median_of(rounds)
        ratio = cost.cpu_ms / unit.cpu_ms
        found.append(
            Line(
                f"sheet of a {kind}, uncached ({cost.size / 1000:.0f} kB)",
                f"{ratio:.1f} times the bare view; p50 {cost.p50_ms:.1f} ms, p95 {cost.p95_ms:.1f} ms",
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


def measure_growth(data_dir: Path, paths: list[str]) -> list[Line]:
    """The same page with 3 then 30 million invented values beside the real ones."""
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


def measure_first_load(data_dir: Path) -> list[Line]:
    """`manage.py prepare` in an empty folder, on two cores, packages already downloaded; then once more."""
    with tempfile.TemporaryDirectory(prefix="oc-bench-", ignore_cleanup_errors=True) as name:
        shutil.copytree(data_dir / "packages", Path(name) / "packages")
        first, second = time_preparation(name), time_preparation(name)
    whole = "whole first load on two cores, after downloads"
    return [
        Line(whole, f"{first:.0f} s", "at most 240 s", kept=first <= 240),
        Line("the same again", f"{second:.1f} s", "seconds", kept=second <= 10),
    ]


def time_preparation(data_dir: str) -> float:
    cores = sorted(os.sched_getaffinity(0))[:2]
    environment = {**os.environ, "DATA_DIR": data_dir, "DATABASE_URL": ""}
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    return time.monotonic() - began


REPORT = """# Benchmarks

Written by `make bench`, which repeats all of it on the data of `make run`. Compare ratios, not absolute
times: they were measured together, on one machine, in one run. The bare view and the portal run under
the same server (granian, one worker, one thread). Ratios are of its processor time per request, read
from /proc: the median of {rounds} interleaved rounds. Times are seen by a client of this machine, requests
one after the other.

{day:%Y-%m-%d}, {cores} cores, {memory:.0f} GB, Python {python}, SQLite {sqlite}.

| what | measured | promise | kept |
|---|---|---|---|
{table}
"""


def write_report(lines: list[Line]) -> None:
    table = "\n".join(
        f"| {line.what} | {line.measured} | {line.promise} | {'yes' if line.kept else '**no**'} |"
        for line in lines
    )
    text = REPORT.format(
        rounds=ROUNDS,
        day=datetime.now(UTC),
        cores=os.cpu_count(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        table=table,
    )
    (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    sys.exit(main())
