"""What portraits in PDF cost: one at a time, and to the pages while many are asked at once."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.lines import Line
from tests.benchmarks.measuring import list_processes, measure, read_memory_mb
from tests.benchmarks.pages import copied_data, environment_of, list_sheet_paths
from tests.servers import serve_portal

_BURST = 8
"""Portraits asked at once, again and again."""
_PORTRAIT_S = 2.0
_PAGE_MS = 250.0


def measure_documents(data_dir: Path) -> list[Line]:
    """Portraits of all kinds, each made once; then sheets beside a burst of portraits."""
    with copied_data(data_dir) as scratch:
        paths = list_sheet_paths(scratch / "portal.sqlite3")
        return [*_measure_portraits(scratch, paths), _measure_burst(scratch, paths["commune"])]


def _measure_portraits(data_dir: Path, paths: dict[str, list[str]]) -> list[Line]:
    lines = []
    with serve_portal(environment_of(data_dir)) as portal:
        measure(portal, [paths["commune"][0]])  # what is read once: territories, newest figures, typefaces
        for kind, sample in paths.items():
            asked = [f"{path}.pdf" for path in dict.fromkeys(sample)][:40]
            cost = measure(portal, asked, warm_up=0)
            lines.append(
                Line(
                    f"portrait of a {kind} in PDF, never made before ({cost.size / 1000:.0f} kB)",
                    f"p50 {cost.p50_ms:.0f} ms, p95 {cost.p95_ms:.0f} ms",
                    f"p95 at most {_PORTRAIT_S:.0f} s; under 600 kB",
                    kept=cost.p95_ms <= 1000 * _PORTRAIT_S and cost.size < 600_000,
                )
            )
        memory = max(read_memory_mb(process)[1] for process in list_processes(urlsplit(portal).port or 80))
    lines.append(
        Line(
            "memory of a worker after these portraits",
            f"{memory:.0f} MB of its own",
            "at most 400 MB",
            kept=memory <= 400,
        )
    )
    return lines


def _measure_burst(data_dir: Path, sheets: list[str]) -> Line:
    environment = {**environment_of(data_dir), "THREADS": "4"}
    with serve_portal(environment) as portal:
        measure(portal, sheets[:40])
        with _asking(portal, [f"{path}.pdf" for path in sheets]) as answers:
            cost = measure(portal, sheets[40:140], warm_up=0)
    served, refused = answers.count(200), answers.count(503)
    return Line(
        f"sheet of a commune while {_BURST} portraits are asked at once ({served} made, {refused} put off)",
        f"p50 {cost.p50_ms:.0f} ms, p95 {cost.p95_ms:.0f} ms",
        f"p95 under {_PAGE_MS:.0f} ms",
        kept=cost.p95_ms < _PAGE_MS and set(answers) <= {200, 503},
    )


@contextmanager
def _asking(address: str, paths: list[str]) -> Iterator[list[int]]:
    """Ask for portraits from several connections until the block ends; the statuses answered."""
    answers: list[int] = []
    stopped = threading.Event()

    def ask(start: int) -> None:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=60)
        for path in paths[start::_BURST]:
            if stopped.is_set():
                break
            connection.request("GET", path, headers={"Host": "localhost"})
            response = connection.getresponse()
            response.read()
            answers.append(response.status)
        connection.close()

    with ThreadPoolExecutor(_BURST) as pool:
        for number in range(_BURST):
            pool.submit(ask, number)
        try:
            yield answers
        finally:
            stopped.set()
