"""Harvests a source of this machine in the database of DATA_DIR, and says what it cost: see harvest.py."""

from __future__ import annotations

import os
import re
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django


def main(url: str) -> None:
    """Twice: everything is new, then nothing."""
    from django.utils import timezone

    from portal.harvest.asking import LIMITS, Polite
    from portal.harvest.connectors.oai_pmh import CONFIG
    from portal.harvest.running.run import RunOrder, run_source
    from portal.harvest.sources import Source
    from portal.kernel.http import Limits, Loopback, Session

    source = Source(
        slug="banc",
        title="Entrepôt du banc d’essai",
        producer="insee",
        page="https://source.example/",
        summary="Des notices de ce banc d’essai.",
        connector=CONFIG(kind="oai_pmh", url=url),
        folder=Path(),
    )
    loopback = Loopback(frozenset({urlsplit(url).port or 80}))
    now = timezone.now()
    for turn in range(2):
        session = Session(
            "banc", limits=Limits(answer_bytes=LIMITS.answer_bytes, spacing_s=0), loopback=loopback
        )
        began = time.monotonic()
        run = run_source(RunOrder(source, now + timedelta(days=turn), polite=Polite(session)))
        counts = f"{run.created} {run.unchanged} {run.failed}"
        print(f"{run.state} {counts} {time.monotonic() - began:.1f} {time.process_time():.1f}")
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    print(f"peak of memory: {int(peak[1]) // 1000 if peak else 0} MB")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    django.setup()
    main(sys.argv[1])
