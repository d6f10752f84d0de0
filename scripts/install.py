"""Installs what the portal needs in .venv, from the locks, and checks the machine first.

Standard library only: it runs before anything is installed. `install.py run` also checks that the port is
free, so that nobody waits for a load to learn that it is not; `install.py test` installs the test tools too.
Repeated, it costs a few milliseconds. Killed at any moment, the next call rebuilds what was half made.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "open-collectivites.json"
NODE_STAMP = ROOT / "node_modules" / "open-collectivites.json"
# The lock to install for a purpose comes first; test.txt holds base.txt whole.
INSTALLS = {"run": ("base.txt",), "test": ("test.txt", "base.txt")}
TOOLS = {
    "git": "apt-get install git, or git-scm.com",
    "node": "version 20 or newer: nodejs.org, or your distribution's package",
    "npm": "it comes with Node: nodejs.org, or apt-get install npm",
}


class MissingPiece(Exception):
    """Something the machine lacks; the message says how to get it."""


def check_tools() -> None:
    for tool, way in TOOLS.items():
        if shutil.which(tool) is None:
            raise MissingPiece(f"{tool} is missing ({way}).")
    shown = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    if int(shown.lstrip("v").split(".")[0] or 0) < 20:
        raise MissingPiece(f"node is {shown or 'unusable'}: the portal needs {TOOLS['node']}.")


def check_port() -> None:
    """Fails when something already listens where the portal is about to."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise MissingPiece(f"PORT={given!r}: expected a number from 1 to 65535.")
    host = os.environ.get("HOST") or "127.0.0.1"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(given)))
        except OSError as error:
            raise MissingPiece(
                f"Port {given} cannot be used on {host} ({error.strerror}). Perhaps the portal runs already:"
                f" http://localhost:{given}. Otherwise choose another: make run PORT={int(given) + 1}"
            ) from None


def fingerprint(*files: Path) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def read_stamp(path: Path) -> dict[str, str]:
    try:
        content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def write_stamp(path: Path, content: dict[str, str]) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(content), encoding="utf-8")
    unfinished.replace(path)


def make_environment() -> dict[str, str]:
    """Makes .venv when there is none that is whole and of this place and Python; returns its stamp.

    A .venv that this script did not make is used as it is and never deleted.
    """
    stamp = read_stamp(STAMP)
    ours = not VENV.exists() or STAMP.exists()
    usable = stamp.get("python") == fingerprint() and (VENV / "bin" / "python").exists()
    if usable and stamp.get("state") == "whole":
        return stamp
    if ours:
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        write_stamp(STAMP, {"state": "half made"})
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    return {"python": fingerprint()}


def install_python(purpose: str) -> None:
    lock = ROOT / "requirements" / INSTALLS[purpose][0]
    stamp = make_environment()
    wanted = {name: fingerprint(lock.with_name(name)) for name in INSTALLS[purpose]}
    if wanted.items() <= stamp.items():
        return
    count = lock.read_text(encoding="utf-8").count("==")
    print(f"Installing {count} Python packages from requirements/{lock.name} (about a minute)…", flush=True)
    began = time.monotonic()
    if stamp.get("state"):
        write_stamp(STAMP, {**stamp, "state": "half made"})
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    done = subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False)
    if done.returncode:
        raise MissingPiece(
            "pip could not install the packages: see above. Is there a network, or a pip mirror?"
        )
    write_stamp(STAMP, {**stamp, **wanted, "state": "whole"})
    print(f"… done in {time.monotonic() - began:.0f} s.", flush=True)


def install_browser_packages() -> None:
    """The npm packages of the browser tests, exactly as locked; their install scripts are not run."""
    lock = ROOT / "package-lock.json"
    if read_stamp(NODE_STAMP).get("lock") == fingerprint(lock):
        return
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=ROOT, check=False
    )
    if done.returncode:
        raise MissingPiece("npm ci failed (see above): is there a network or a mirror?")
    write_stamp(NODE_STAMP, {"lock": fingerprint(lock)})


def main(purpose: str) -> None:
    check_tools()
    if purpose in {"run", "serve"}:
        check_port()
    if purpose != "serve":
        install_python(purpose)
    elif not (VENV / "bin" / "python").exists():
        raise MissingPiece("Nothing is installed yet: make run does it.")
    if purpose == "test":
        install_browser_packages()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except MissingPiece as problem:
        sys.exit(f"{problem}")
    except KeyboardInterrupt:
        sys.exit(130)
