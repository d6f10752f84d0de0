"""Starts servers on the loopback interface for the tests and the benchmarks, and stops them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_portal(
    environment: Mapping[str, str], *, application: str = "portal.config.wsgi:application"
) -> Iterator[str]:
    """Runs granian as `make serve` does; yields its address; ends it and its workers."""
    port = find_free_port()
    settings = {"PORT": str(port), "WORKERS": "1", "HOST": "127.0.0.1", **environment}
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi", "--log-level", "warning"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", settings["WORKERS"]]
    command += ["--blocking-threads", settings.get("THREADS", "2"), "--workers-kill-timeout", "3"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    server = subprocess.Popen(command, cwd=ROOT, env={**inherited, **settings})
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address: str, server: subprocess.Popen[bytes], *, patience_s: float = 30) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The server stopped at once (code {server.returncode}): see above.")
        try:
            with urlopen(f"{address}/robots.txt", timeout=5):
                return
        except URLError as error:
            if getattr(error, "code", None):  # it answers, be it 404
                return
            time.sleep(0.05)
    raise RuntimeError(f"The server did not answer at {address} in {patience_s:.0f} s.")
