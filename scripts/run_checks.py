"""`make check`: runs every static check, shows the output of those that fail, and fails if one did."""

from __future__ import annotations

import os
import subprocess
import sys
import time

PYTHON = sys.executable
CHECKS = {
    "lint": [PYTHON, "-m", "ruff", "check", "--no-cache", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--no-cache", "."],
    "types": [PYTHON, "-m", "mypy"],
    "import contracts": [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
    "django and catalogue": [PYTHON, "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    environment = {**os.environ, "PYTHONUTF8": "1", "DATA_DIR": os.environ.get("DATA_DIR") or "var/check"}
    failed = []
    for name, command in CHECKS.items():
        began = time.monotonic()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        print(
            f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - began:.1f} s)",
            flush=True,
        )
        if done.returncode:
            failed.append(name)
            print(done.stdout + done.stderr, flush=True)
    if failed:
        print(f"make check: {', '.join(failed)} failed.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
