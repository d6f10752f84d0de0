"""How right and how fast the checks of links are, on addresses whose fate is known."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.lines import Line
from tests.benchmarks.loading import run_measured
from tests.servers import ROOT

LEAST_A_SECOND = 20


def measure_links(data_dir: Path) -> list[Line]:
    """Two simulated weeks of the labelled set, in a database of their own; pauses of politeness left out."""
    with tempfile.TemporaryDirectory(prefix="oc-bench-", ignore_cleanup_errors=True) as name:
        run_measured(["migrate", "-v0"], name)
        found = _check(name)
    return [
        Line(
            f"{found['count']} addresses of known fate over 14 simulated days, {found['dead']} said dead",
            f"precision {found['precision']:.1%}, recall {found['recall']:.1%}",
            "precision at least 98 %",
            kept=found["precision"] >= 0.98,
        ),
        Line(
            "addresses that refuse robots or are slow, said dead on any day",
            str(found["wronged"]),
            "none",
            kept=found["wronged"] == 0,
        ),
        Line(
            f"{found['looks']} looks, 8 domains at a time, those at silent servers included",
            f"{found['looks'] / found['seconds']:.0f} a second",
            f"at least {LEAST_A_SECOND}",
            kept=found["looks"] / found["seconds"] >= LEAST_A_SECOND,
        ),
    ]


def _check(data_dir: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.linked"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": data_dir, "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
