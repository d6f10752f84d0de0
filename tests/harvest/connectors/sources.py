"""Local sources: pages by address, and connectors that read them through the polite way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from portal.harvest.asking import Polite
from portal.harvest.pages import Connector, Faulty, Page
from portal.library.harvested import Harvested
from tests.kernel.http.sessions import build_session
from tests.servers import Asked, LocalServer, build_answer, serve_answers

Said = bytes | str | dict[str, Any] | list[Any] | int
"""A body, a value to write in JSON, or the status of a failure."""
Answering = Callable[[str], Said] | Mapping[str, Said]


@contextmanager
def serve(answering: Answering) -> Iterator[LocalServer]:
    """Answers each address (path and query); 404 for those a mapping does not have."""

    def answer(asked: Asked) -> list[bytes]:
        said = answering(asked.path) if callable(answering) else answering.get(asked.path, 404)
        if isinstance(said, int):
            return build_answer("", said)
        body = said if isinstance(said, bytes | str) else json.dumps(said)
        return build_answer(body, headers={"Content-Type": _guess_type(body)})

    with serve_answers(answer) as server:
        yield server


def _guess_type(body: bytes | str) -> str:
    head = body[:200] if isinstance(body, str) else body[:200].decode("latin-1")
    if "<html" in head.lower():
        return "text/html; charset=utf-8"
    return "application/xml" if head.lstrip().startswith("<") else "application/json"


def fetch(connector: Connector, config: dict[str, Any], server: LocalServer, after: str = "") -> list[Page]:
    """Every page, from ``after`` on."""
    return list(iterate(connector, config, server, after))


def iterate(
    connector: Connector, config: dict[str, Any], server: LocalServer, after: str = ""
) -> Iterator[Page]:
    """Pages one by one: the next request waits for the next page to be asked for."""
    read = connector.CONFIG.model_validate(config)
    return connector.fetch_pages(read, Polite(build_session(server)), after=after)


def list_ids(pages: list[Page]) -> list[str]:
    """Ids of the records that can be used, in their order."""
    return [one.remote_id for page in pages for one in page.records if isinstance(one, Harvested)]


def list_faults(pages: list[Page]) -> list[str]:
    """Letters of the others."""
    return [one.message for page in pages for one in page.records if isinstance(one, Faulty)]


def only(pages: list[Page]) -> Harvested:
    """The one record that came."""
    (found,) = [one for page in pages for one in page.records]
    assert isinstance(found, Harvested), found
    return found


def list_paths(server: LocalServer) -> list[str]:
    """What was asked, robots.txt left out."""
    return [one.path for one in server.asked if one.path != "/robots.txt"]
