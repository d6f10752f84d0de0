"""Starts servers on the loopback interface for the tests and the benchmarks, and stops them."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Asked:
    """A request that a local server received; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"


Pieces = Iterable[bytes | float]
"""What a local server sends, as it is: bytes, and pauses in seconds."""


@dataclass
class LocalServer:
    """A server of the loopback interface and what it was asked."""

    port: int
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"


def build_answer(
    body: bytes | str = b"", status: int = 200, headers: Mapping[str, str] | None = None
) -> list[bytes]:
    """A well-formed HTTP/1.1 answer; Content-Length is written unless ``headers`` has it."""
    content = body.encode() if isinstance(body, str) else body
    given = {"Content-Length": str(len(content)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return [f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1"), content]


@contextmanager
def serve_answers(
    answer: Callable[[Asked], Pieces], *, tls: ssl.SSLContext | None = None
) -> Iterator[LocalServer]:
    """Answers each connection with the bytes that ``answer`` gives, however wrong, then closes it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = LocalServer(listener.getsockname()[1], "https" if tls else "http")
        listener.settimeout(0.05)
        over = threading.Event()
        threads: list[threading.Thread] = []

        def listen() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    connection, _ = listener.accept()
                    thread = threading.Thread(
                        target=_answer_one, args=(connection, server, answer, tls, over)
                    )
                    threads.append(thread)
                    thread.start()

        listening = threading.Thread(target=listen)
        listening.start()
        try:
            yield server
        finally:
            over.set()
            for thread in (listening, *threads):
                thread.join(10)


def _answer_one(
    connection: socket.socket,
    server: LocalServer,
    answer: Callable[[Asked], Pieces],
    tls: ssl.SSLContext | None,
    over: threading.Event,
) -> None:
    connection.settimeout(10)
    with suppress(OSError), connection:  # whoever asks may hang up at any moment: that is what is tested
        stream = tls.wrap_socket(connection, server_side=True) if tls else connection
        with stream:
            asked = _read_request(stream)
            if asked is None:
                return
            server.asked.append(asked)
            for piece in answer(asked):
                if over.is_set():
                    return
                if isinstance(piece, float):
                    over.wait(piece)
                else:
                    stream.sendall(piece)


def _read_request(stream: socket.socket) -> Asked | None:
    head = b""
    while b"\r\n\r\n" not in head:
        received = stream.recv(65536)
        if not received:
            return None
        head += received
        if head.startswith(b"\x16"):  # somebody says hello in TLS: answered all the same, in clear
            return Asked("", {})
    first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    method, path, *_ = first.split(" ")
    return Asked(path, headers, method)
