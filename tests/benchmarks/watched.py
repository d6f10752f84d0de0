"""Runs a command of the portal and says, at its end, how much memory it held at most."""

from __future__ import annotations

import os
import resource
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    try:
        execute_from_command_line(["manage.py", *sys.argv[1:]])
    finally:
        peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"peak of memory: {peak_kb // 1000} MB", file=sys.stderr)
