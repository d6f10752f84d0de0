"""Asks a server of this machine, a bounded number of times, and reads what it cost from /proc."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Cost:
    """What ``count`` requests cost, one after the other on one connection.

    ``cpu_ms`` is the processor time of the server per request: it does not move with what else the
    machine does, so that ratios are made of it. ``p50_ms`` and ``p95_ms`` are seen by the client.
    """

    count: int
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    size: int


def list_processes(port: int) -> list[int]:
    """The server listening on a port and its workers."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:  # it ended meanwhile
                continue
            if b"granian" in arguments and str(port).encode() in arguments:
                found.append(int(folder.name))
    return found


def read_cpu_s(process: int) -> float:
    """Processor time of a process since its start, in seconds, to the nanosecond (its living threads)."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


def read_memory_mb(process: int) -> tuple[float, float]:
    """Resident size, and what of it is the process's own (anonymous), in MB.

    The difference is files it maps: libraries and pages of the SQLite database, which workers share and the
    system takes back when it needs memory.
    """
    sizes = {}
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]:
        name, kilobytes = line.split()[:2]
        sizes[name.rstrip(":")] = int(kilobytes) / 1000
    return sizes["Rss"], sizes["Anonymous"]


@contextmanager
def connect(address: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def fetch_body(connection: http.client.HTTPConnection, path: str) -> bytes:
    """One answer. Raises RuntimeError unless it is a 200."""
    connection.request("GET", path, headers={"Host": "localhost"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path}: answered {response.status}, expected 200.")
    return body


def fetch_timed(connection: http.client.HTTPConnection, path: str) -> tuple[float, int]:
    """Milliseconds and bytes of one answer. Raises RuntimeError unless it is a 200."""
    began = time.perf_counter()
    body = fetch_body(connection, path)
    return (time.perf_counter() - began) * 1000, len(body)


def measure(address: str, paths: Sequence[str], *, warm_up: int = 1) -> Cost:
    """Asks for each path in turn, after ``warm_up`` rounds that do not count."""
    port = urlsplit(address).port or 80
    with connect(address) as connection:
        for path in [*paths] * warm_up:
            fetch_timed(connection, path)
        processes = list_processes(port)
        before = sum(map(read_cpu_s, processes))
        answers = [fetch_timed(connection, path) for path in paths]
        spent = sum(map(read_cpu_s, processes)) - before
    times = sorted(duration for duration, _ in answers)
    return Cost(
        len(paths),
        1000 * spent / len(paths),
        statistics.median(times),
        times[int(0.95 * (len(times) - 1))],
        int(statistics.median(size for _, size in answers)),
    )


def median_of(costs: Iterable[Cost]) -> Cost:
    """The round of median cost: rounds of two servers are interleaved, so that a busy moment hits both."""
    ordered = sorted(costs, key=lambda cost: cost.cpu_ms)
    return ordered[len(ordered) // 2]
