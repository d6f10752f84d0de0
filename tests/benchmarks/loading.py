"""What loads cost: the whole portal, then every dataset of the mirror."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.lines import Line
from tests.servers import ROOT


@dataclass(frozen=True)
class Run:
    """A command of the portal that was run on two cores: seconds, most memory held, and what it printed."""

    seconds: float
    memory_mb: float
    output: str


def run_measured(command: list[str], data_dir: str | Path, **environment: str) -> Run:
    """Run `manage.py` on two cores. Raises CalledProcessError, after its output, when it fails."""
    cores = sorted(os.sched_getaffinity(0))[:2]
    arguments = [sys.executable, "-m", "tests.benchmarks.watched", *command]
    began = time.monotonic()
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(data_dir), "DATABASE_URL": "", **environment},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: os.sched_setaffinity(0, cores),
    )
    seconds = time.monotonic() - began
    if done.returncode:
        print(done.stdout, done.stderr)
        done.check_returncode()
    found = re.search(r"peak of memory: (\d+) MB", done.stderr)
    return Run(seconds, float(found[1]) if found else 0.0, done.stdout)


def measure_first_load(data_dir: Path) -> list[Line]:
    """`manage.py prepare` in an empty folder, on two cores, packages already downloaded; then once more."""
    with tempfile.TemporaryDirectory(prefix="oc-bench-", ignore_cleanup_errors=True) as name:
        shutil.copytree(data_dir / "packages", Path(name) / "packages")
        first, second = (run_measured(["prepare"], name, MIRROR_DIR="") for _ in range(2))
    whole = "whole first load on two cores, after downloads, without a mirror"
    return [
        Line(whole, f"{first.seconds:.0f} s", "at most 240 s", kept=first.seconds <= 240),
        Line("the same again", f"{second.seconds:.1f} s", "seconds", kept=second.seconds <= 10),
    ]


def measure_mirror(data_dir: Path) -> list[Line]:
    """Every dataset whose files the mirror has, read, checked, computed, archived and published anew."""
    mirror = os.environ.get("MIRROR_DIR", "")
    if not Path(mirror, "MANIFEST.md").is_file():
        return [Line("full ingest of the mirror", "MIRROR_DIR names none: not measured", "600 s", kept=False)]
    with tempfile.TemporaryDirectory(prefix="oc-bench-", ignore_cleanup_errors=True) as name:
        shutil.copytree(data_dir / "packages", Path(name) / "packages")
        run_measured(["migrate", "-v0"], name)
        run_measured(["load_territories"], name)
        run = run_measured(["figures", "publish"], name)
    published = re.findall(r"^✓ (\S+): published n° 1, ([\d,]+) values", run.output, flags=re.MULTILINE)
    values = sum(int(count.replace(",", "")) for _, count in published)
    what = f"full ingest of the mirror on two cores: {len(published)} datasets, {values / 1e6:.1f} M values"
    return [
        Line(what, f"{run.seconds:.0f} s", "at most 600 s", kept=run.seconds <= 600),
        describe_memory("most memory of that ingest", run),
    ]


def describe_memory(what: str, run: Run) -> Line:
    """The most memory that a load held."""
    return Line(what, f"{run.memory_mb:.0f} MB", "at most 1,500 MB", kept=0 < run.memory_mb <= 1500)
