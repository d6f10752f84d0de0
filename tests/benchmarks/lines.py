"""What a benchmark found, and the report of all of them."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.servers import ROOT

ROUNDS = 5


@dataclass(frozen=True)
class Line:
    """One measure: what, how much, against what promise."""

    what: str
    measured: str
    promise: str
    kept: bool


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


def build_table(lines: Sequence[Line]) -> str:
    """One Markdown row a line."""
    return "\n".join(
        f"| {line.what} | {line.measured} | {line.promise} | {'yes' if line.kept else '**no**'} |"
        for line in lines
    )


def write_report(lines: Sequence[Line]) -> None:
    """Write docs/benchmarks.md."""
    text = REPORT.format(
        rounds=ROUNDS,
        day=datetime.now(UTC),
        cores=os.cpu_count(),
        memory=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        table=build_table(lines),
    )
    (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")
