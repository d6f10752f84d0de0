"""Runs a command of the portal and says, at its end, how much memory it held at most."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    try:
        execute_from_command_line(["manage.py", *sys.argv[1:]])
    finally:
        # Not ru_maxrss: it begins with the memory of the process that started this one.
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
        print(f"peak of memory: {int(peak[1]) // 1000 if peak else 0} MB", file=sys.stderr)
