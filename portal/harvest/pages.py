"""What a connector gives the runner: pages of records, each with the way to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from portal.library.harvested import Harvested


@dataclass(frozen=True, slots=True)
class Faulty:
    """A record that cannot be used: it alone fails. ``message`` is a French letter: where, what was
    expected, what was found (``excerpt``, at most 300 characters)."""

    message: str
    remote_id: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some records in the order of the source.

    ``next``: what to give as ``after`` to go on from the following page, kept in the database, so that a
    run that was cut resumes there; empty on the last page. ``total``: how many records the source announces.
    ``gone``: remote ids that the source itself says it withdrew. ``warnings``: French sentences.
    """

    records: tuple[Harvested | Faulty, ...]
    next: str = ""
    total: int | None = None
    gone: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class PartialHarvest(Exception):
    """The source stopped making sense: what came is kept, the run is partial, nothing is archived.

    The message is a French letter for an agent: page, address, what was expected, what was found.
    """


@dataclass(frozen=True, slots=True)
class Content:
    """A whole body received, small enough to be held. ``charset``: as the head of the answer declares it."""

    body: bytes
    url: str
    media_type: str = ""
    charset: str = ""


class Asking(Protocol):
    """The polite and guarded way to a source: every request of a connector goes through it."""

    def get(self, url: str, *, accept: str = "*/*", is_page: bool = False) -> Content:
        """The body at an address. ``is_page``: a page for people, that robots.txt may refuse.

        Raises OutboundError; PartialHarvest where an HTML page came in the place of data.
        """
        ...


class Connector(Protocol):
    """A module of ``portal.harvest.connectors``, or ``connector.py`` in the folder of a source.

    ``CONFIG`` is its descriptor, a ``Descriptor`` with a field ``kind: Literal["…"]``.
    """

    CONFIG: type[Any]

    def fetch_pages(
        self, config: Any, asking: Asking, *, after: str = "", since: datetime | None = None
    ) -> Iterator[Page]:
        """Pages from ``after`` on (from the first when empty), of what changed ``since`` when the protocol
        can tell (None: everything; only a run with None may find that records have vanished).

        Bounded: a source that repeats itself ends with PartialHarvest, never for ever.
        """
        ...
