"""What the search of the library costs on 20,000 and on 1,000,000 documents, in the process, without HTTP.

Each size is built and asked in a process of its own, in a folder that is thrown away.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.benchmarks.lines import Line
from tests.servers import ROOT

_SIZES: Final = {20_000: 10.0, 1_000_000: 50.0}
"""Documents → milliseconds at the 95th percentile."""
_MEMORY_MB: Final = 60.0
_SUGGESTIONS_MS: Final = 5.0


def measure_library(data_dir: Path) -> list[Line]:
    return [line for count, promised in _SIZES.items() for line in _measure(data_dir, count, promised)]


def _measure(data_dir: Path, count: int, promised_ms: float) -> Iterator[Line]:
    found = _run(data_dir, count)
    size = f"{count:,} documents"
    narrowed, titles = found["narrowed"], found["titles"]
    yield Line(
        f"library, {size}: words, three choices and every facet",
        f"p50 {narrowed['p50']:.1f} ms, p95 {narrowed['p95']:.1f} ms, worst {narrowed['worst']:.1f} ms",
        f"p95 at most {promised_ms:.0f} ms",
        kept=narrowed["p95"] <= promised_ms,
    )
    yield Line(
        f"library, {size}: suggestions",
        f"p50 {titles['p50']:.1f} ms, p95 {titles['p95']:.1f} ms",
        f"p95 at most {_SUGGESTIONS_MS:.0f} ms on 20,000",
        kept=count > 20_000 or titles["p95"] <= _SUGGESTIONS_MS,
    )
    others = "; ".join(
        f"{words} {found[name]['p95']:.1f} ms"
        for name, words in (
            ("words", "words and every facet"),
            ("page", "a page without facets"),
            ("nothing", "the whole library with every facet, first time"),
            ("mended", "a misspelt word"),
            ("about", "about a territory"),
        )
    )
    yield Line(f"library, {size}: other questions, p95", others, "none", kept=True)
    yield Line(
        f"library, {size}: memory that asking adds to a process",
        f"{found['memory_mb']:.0f} MB; index of {found['size_mb']:.0f} MB built in {found['built_s']:.0f} s",
        f"at most {_MEMORY_MB:.0f} MB on 20,000",
        kept=count > 20_000 or found["memory_mb"] <= _MEMORY_MB,
    )


def _run(data_dir: Path, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="open-collectivites-library-") as scratch:
        environment = {
            **os.environ,
            "DATA_DIR": scratch,
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{data_dir / 'portal.sqlite3'}",
            "DJANGO_SETTINGS_MODULE": "portal.config.settings",
        }
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.library_asked", str(count)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"library_asked {count}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
