"""What a publication costs its readers: two of them read sheets while 1.8 million values are published."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from tests.benchmarks.lines import Line
from tests.benchmarks.measuring import connect, fetch_timed
from tests.benchmarks.pages import copied_data, environment_of, list_sheet_paths
from tests.servers import ROOT, serve_portal

PUBLICATIONS = 6
QUIET_S = 15


@dataclass
class Readers:
    """Milliseconds of each answer, with the instant at which it was asked."""

    answers: list[tuple[float, float]] = field(default_factory=list)

    def p95_ms(self, moments: Sequence[tuple[float, float]]) -> float:
        """Over the answers asked within these moments."""
        times = sorted(
            took for asked, took in self.answers if any(start <= asked <= end for start, end in moments)
        )
        return times[int(0.95 * (len(times) - 1))]


def measure_publication(data_dir: Path) -> list[Line]:
    with copied_data(data_dir) as scratch:
        paths = list_sheet_paths(scratch / "portal.sqlite3")["commune"]
        environment = {**environment_of(scratch), "WORKERS": "2"}
        with serve_portal(environment) as address, _reading(address, paths) as readers:
            time.sleep(3)  # both workers have read every layout
            began = time.monotonic()
            time.sleep(QUIET_S)
            quiet = [(began, time.monotonic())]
            busy, seconds, values = _publish(environment)
    before, during = readers.p95_ms(quiet), readers.p95_ms(busy)
    return [
        Line(
            f"{values / 1e6:.2f} million values published on SQLite (written, archived, compared, online)",
            f"{seconds:.1f} s, the median of {PUBLICATIONS}, two readers at work",
            "at most 3 s",
            kept=seconds <= 3,
        ),
        Line(
            "sheets for two readers meanwhile",
            f"p95 {during:.1f} ms, {before:.1f} ms in quiet: {during / before:.1f} times",
            "at most twice",
            kept=during <= 2 * before,
        ),
    ]


@contextmanager
def _reading(address: str, paths: Sequence[str]) -> Iterator[Readers]:
    """Two readers, each asking for a page as soon as it has the one before."""
    readers, over = Readers(), threading.Event()

    def read(own: Sequence[str]) -> None:
        with connect(address) as connection:
            for path in cycle(own):
                if over.is_set():
                    return
                asked = time.monotonic()
                took, _ = fetch_timed(connection, path)
                readers.answers.append((asked, took))

    threads = [threading.Thread(target=read, args=(paths[number::2],)) for number in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _publish(environment: dict[str, str]) -> tuple[list[tuple[float, float]], float, int]:
    """Moments of the publications but the first, their median length in seconds, number of values."""
    command = [sys.executable, "-m", "tests.benchmarks.publication", str(PUBLICATIONS + 1)]
    moments: list[tuple[float, float]] = []
    values, began = 0, 0.0
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as publisher:
        assert publisher.stdout is not None
        for line in publisher.stdout:
            if line.startswith("go"):
                began = time.monotonic()
            elif found := re.match(r"(\d+) values", line):
                moments.append((began, time.monotonic()))
                values = int(found[1])
    if publisher.returncode:
        raise RuntimeError("The publication failed: see above.")
    lengths = sorted(end - start for start, end in moments[1:])
    return moments[1:], lengths[len(lengths) // 2], values
