"""Addresses of known fate, served by a local server over simulated days: the labelled set (L-10).

Each behaviour is one that link checkers are known to be wrong about (standards.md, 3.3 and 5.3 D 54-61).
"""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.servers import Asked, Pieces, build_answer

Label = Literal["alive", "moved", "blocked", "timeout", "unstable", "suspect", "dead", "invalid"]
Behaviour = Callable[[Asked, float], Pieces]
"""What is answered to a request on a day, counted from 0."""

_WORDS = (
    "budget",
    "commune",
    "recettes",
    "fiscalité",
    "dotation",
    "épargne",
    "dette",
    "région",
    "impôt",
    "taux",
)


def write_page(subject: str, *, words: int = 300, title: str = "") -> str:
    """A web page whose words depend on its subject."""
    seed = sum(subject.encode()) + len(subject)
    said = " ".join(
        f"{_WORDS[(seed * n + n * n // 7) % 10]} {subject} {(seed + n) % 89}" for n in range(words // 3)
    )
    head = f"<title>{title or subject}</title>"
    return f"<!doctype html><html><head>{head}</head><body><p>{said}</p></body></html>"


HTML = {"Content-Type": "text/html; charset=utf-8"}
LOST = "<html><head><title>Erreur 404</title></head><body><h1>Page introuvable</h1></body></html>"


def page(asked: Asked, day: float) -> Pieces:
    return build_answer(write_page(asked.headers.get("host", "") + asked.path), 200, HTML)


def lost(asked: Asked, day: float) -> Pieces:
    return build_answer(LOST, 404, HTML)


def gone(asked: Asked, day: float) -> Pieces:
    return build_answer("", 410)


def status(code: int, body: str = "", **headers: str) -> Behaviour:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda asked, day: build_answer(body, code, {**HTML, **named})


def pdf(asked: Asked, day: float) -> Pieces:
    head = {
        "Content-Type": "application/pdf",
        "Last-Modified": "Mon, 02 Nov 2020 08:00:00 GMT",
        "ETag": '"v1"',
    }
    return build_answer(b"%PDF-1.7 " + b"x" * 5000, 200, head)


def redirect(code: int, *, to: str = "/cible") -> Behaviour:
    def answer(asked: Asked, day: float) -> Pieces:
        if asked.path == to:
            return page(asked, day)
        if not asked.path.startswith("/publication"):
            return lost(asked, day)
        return build_answer("", code, {"Location": to})

    return answer


def on_days(first: float, last: float, then: Behaviour, otherwise: Behaviour = page) -> Behaviour:
    """One behaviour from a day to another, another the rest of the time."""
    return lambda asked, day: (then if first <= day < last else otherwise)(asked, day)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """A behaviour each day, in turn."""
    return lambda asked, day: behaviours[int(day) % len(behaviours)](asked, day)


def head_only(head: Behaviour, get: Behaviour) -> Behaviour:
    return lambda asked, day: (head if asked.method == "HEAD" else get)(asked, day)


def raw(*pieces: bytes | float) -> Behaviour:
    return lambda asked, day: list(pieces)


def trickle(asked: Asked, day: float) -> Iterator[bytes | float]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
    for _ in range(200):
        yield b"x"
        yield 0.02


def bombard(asked: Asked, day: float) -> Pieces:
    return [b"HTTP/1.1 200 OK\r\n", b"".join(b"X: 1\r\n" for _ in range(10_000)), b"\r\nok"]


def conditional(asked: Asked, day: float) -> Pieces:
    if asked.headers.get("if-none-match") == '"v7"':
        return build_answer("", 304, {"ETag": '"v7"'})
    return build_answer(write_page(asked.path), 200, {**HTML, "ETag": '"v7"'})


def daily(asked: Asked, day: float) -> Pieces:
    return build_answer(write_page(f"{asked.path} {int(day)}", title=asked.path), 200, HTML)


def home_for_all(asked: Asked, day: float) -> Pieces:
    if asked.path == "/":
        return build_answer(write_page("accueil"), 200, HTML)
    return build_answer("", 302, {"Location": "/"})


def same_for_all(asked: Asked, day: float) -> Pieces:
    if asked.path == "/perdu":
        return build_answer(write_page("plan"), 200, HTML)
    return build_answer("", 302, {"Location": "/perdu"})


def robot_refused(asked: Asked, day: float) -> Pieces:
    """Alive for people, 404 for robots: nothing on the wire tells it from a page that is gone."""
    return lost(asked, day)


NO_NAME = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
NO_RESOLVER = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
Naming = Callable[[float], OSError | None]


def named_always(day: float) -> OSError | None:
    return None


def gone_from_fourth(day: float) -> OSError | None:
    return NO_NAME if day >= 4 else None


@dataclass(frozen=True)
class Mock:
    """``path`` on a host of its own. ``naming`` says why the name does not resolve on a day, if so."""

    label: Label
    kind: str
    behaviour: Behaviour
    path: str = "/publication"
    scheme: str = "http"
    naming: Naming = named_always


_WAIT = "<title>Just a moment...</title>"
_BROKEN_GZIP = build_answer(gzip.compress(b"a" * 900), headers={"Content-Encoding": "br"})
_LOOP = lambda asked, day: build_answer("", 302, {"Location": "/b" if asked.path != "/b" else "/publication"})  # noqa: E731

KINDS: list[tuple[int, Mock]] = [
    # What is alive, in all the ways that make checkers cry wolf.
    (8, Mock("alive", "page", page)),
    (6, Mock("alive", "pdf", pdf, "/rapport.pdf")),
    (5, Mock("alive", "HEAD 405", head_only(status(405), page))),
    (3, Mock("alive", "HEAD 501", head_only(status(501), pdf), "/r.pdf")),
    (3, Mock("alive", "HEAD 404, GET 200", head_only(lost, page))),
    (3, Mock("alive", "HEAD 200 empty", head_only(status(200), pdf), "/r.pdf")),
    (2, Mock("alive", "HEAD never answered", head_only(raw(5.0), pdf), "/r.pdf")),
    (4, Mock("alive", "conditional", conditional)),
    (4, Mock("alive", "news page", daily)),
    (4, Mock("alive", "404 one night", on_days(2, 3, lost))),
    (5, Mock("alive", "404 two nights", on_days(1.4, 3.4, lost))),
    (3, Mock("alive", "404 at first, put online later", on_days(0, 2.6, lost))),
    (3, Mock("alive", "404 every third day", in_turn(page, page, lost))),
    (4, Mock("alive", "503 a week", on_days(1, 8, status(503)))),
    (3, Mock("alive", "500 every other day", in_turn(page, status(500)))),
    (3, Mock("alive", "name lost two days", page, naming=lambda day: NO_NAME if 3 <= day < 5 else None)),
    (3, Mock("alive", "resolver in trouble", page, naming=lambda day: NO_RESOLVER if 1 <= day < 9 else None)),
    (2, Mock("alive", "headers not UTF-8", raw(
        b"HTTP/1.1 200 OK\r\nContent-Disposition: inline; filename=\"R\xe9sultats.csv\"\r\n",
        b"Content-Length: 3\r\n\r\na;b"))),
    (2, Mock("alive", "no Content-Type", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>"))),
    (4, Mock("alive", "302", redirect(302))),
    (2, Mock("alive", "303", redirect(303))),
    (2, Mock("alive", "307", redirect(307))),
    (1, Mock("alive", "404 to robots only", robot_refused)),
    # What moved for good.
    (8, Mock("moved", "301", redirect(301))),
    (4, Mock("moved", "308", redirect(308))),
    # What refuses robots.
    (8, Mock("blocked", "403", status(403, "<h1>Forbidden</h1>"))),
    (3, Mock("blocked", "401", status(401))),
    (3, Mock("blocked", "429, wait 5 s", status(429, retry_after="5"))),
    (3, Mock("blocked", "429, wait for ever", status(429, retry_after="10000000000"))),
    (2, Mock("blocked", "429, garbage", status(429, retry_after="soon"))),
    (4, Mock("blocked", "403 challenge", status(403, _WAIT, cf_mitigated="challenge"))),
    (4, Mock("blocked", "404 challenge", status(404, _WAIT, cf_mitigated="challenge"))),
    (3, Mock("blocked", "503 challenge", status(503, "<title>Attention Required!</title>"))),
    (4, Mock("blocked", "200 Request Rejected", status(
        200, "<html><title>Request Rejected</title><body>The requested URL was rejected.</body></html>"))),
    (3, Mock("blocked", "202 challenge", status(202, x_amzn_waf_action="challenge"))),
    (3, Mock("blocked", "403 and 404 in turn", in_turn(status(403), lost))),
    (3, Mock("blocked", "429 then 404", in_turn(status(429), lost, status(429)))),
    (2, Mock("blocked", "999", raw(b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"))),
    # What is slow, broken or doubtful: to be looked at, never dead.
    (5, Mock("timeout", "never answers", raw(5.0))),
    (4, Mock("timeout", "trickles", trickle)),
    (3, Mock("timeout", "slow two days in three", in_turn(raw(5.0), raw(5.0), page))),
    (5, Mock("unstable", "500", status(500))),
    (3, Mock("unstable", "502", status(502))),
    (3, Mock("unstable", "cut in the middle", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf"))),
    (2, Mock("unstable", "junk", raw(b"junk of another age"))),
    (2, Mock("unstable", "gzip said to be br", raw(*_BROKEN_GZIP))),
    (2, Mock("unstable", "10 000 headers", bombard)),
    (3, Mock("unstable", "redirect loop", _LOOP)),
    (2, Mock("unstable", "redirect to a private address", status(302, location="http://169.254.169.254/"))),
    (2, Mock("unstable", "redirect to a file", status(301, location="file:///etc/passwd"))),
    (2, Mock("unstable", "no TLS", page, scheme="https")),
    (2, Mock("unstable", "400", status(400))),
    (4, Mock("suspect", "says it is lost, 200", status(200, LOST))),
    (3, Mock("suspect", "home page for all", home_for_all)),
    (3, Mock("suspect", "same page for all", same_for_all)),
    (2, Mock("suspect", "page for a PDF", page, "/rapport.pdf")),
    (2, Mock("suspect", "domain for sale", status(200, "<title>x</title>Ce nom de domaine est à vendre."))),
    (1, Mock("invalid", "port 22", page, scheme="ssh-port")),
    (1, Mock("invalid", "private address", page, scheme="private")),
    (1, Mock("invalid", "no host", page, scheme="no-host")),
    # What is dead.
    (14, Mock("dead", "404", lost)),
    (6, Mock("dead", "410", gone)),
    (8, Mock("dead", "domain gone", page, naming=lambda day: NO_NAME)),
    (6, Mock("dead", "404 since the third day", on_days(3, 999, lost))),
    (4, Mock("dead", "PDF removed", on_days(5, 999, lost, pdf), "/rapport.pdf")),
    (4, Mock("dead", "410 since the fifth day", on_days(5, 999, gone))),
    (4, Mock("dead", "domain gone since the fourth day", page, naming=gone_from_fourth)),
    (4, Mock("dead", "HEAD 200, GET 404", head_only(status(200), lost))),
    (4, Mock("dead", "301 to a page that is gone", status(301, location="/parti"))),
    (4, Mock("dead", "404 and breakdowns", in_turn(lost, status(500), lost))),
    (3, Mock("dead", "404 with a large page", status(404, write_page("site", words=3000)))),
]  # fmt: skip


@dataclass
class World:
    """The server's side of the labelled set: hosts, and the day it is."""

    day: float = 0
    by_host: dict[str, Mock] = field(default_factory=dict)
    labels: dict[str, Mock] = field(default_factory=dict)

    def build(self, port: int) -> None:
        """One host an address."""
        number = 0
        for count, mock in KINDS:
            for _ in range(count):
                number += 1
                host = f"site{number}.example"
                self.by_host[host] = mock
                self.labels[_write_url(mock, host, port, number)] = mock

    def answer(self, asked: Asked) -> Pieces:
        """As the host asked does on this day."""
        mock = self.by_host.get(asked.headers.get("host", "").partition(":")[0])
        if mock is None:
            return []
        if asked.path == "/parti":
            return lost(asked, self.day)
        pieces = mock.behaviour(asked, self.day)
        return list(pieces)[:1] if asked.method == "HEAD" and isinstance(pieces, list) else pieces

    def resolve(self, host: str, port: int) -> list[str]:
        mock = self.by_host.get(host)
        failure = mock.naming(self.day) if mock else None
        if failure is not None:
            raise failure
        return ["10.0.0.9"] if mock and mock.scheme == "private" else ["127.0.0.1"]


def _write_url(mock: Mock, host: str, port: int, number: int) -> str:
    if mock.scheme == "ssh-port":
        return f"http://{host}:22/{number}"
    if mock.scheme == "no-host":
        return f"http:///{number}"
    return f"{'https' if mock.scheme == 'https' else 'http'}://{host}:{port}{mock.path}?n={number}"
