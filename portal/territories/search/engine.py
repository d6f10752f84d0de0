"""One box that finds any French territory, whatever one types (product.md, section 1).

``search_territories`` answers from memory in about half a millisecond. The index is built at the
first question, and again when a load of the territories has finished; readers keep the old one
meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError, connection

from portal.territories.queries.universe import get_load_id
from portal.territories.search.answers import Hit, answer, list_after
from portal.territories.search.index import Index, build_index
from portal.territories.search.places import list_places

logger = logging.getLogger(__name__)

CHECK_EVERY_S: Final = 3.0
"""How long an index is trusted before asking whether the territories were loaded again."""

HIGHEST_LIMIT: Final = 50


@dataclass(frozen=True, slots=True)
class _Served:
    index: Index
    load: int
    checked_at: float


class _Shelf:
    """Where the index of this process is kept: replaced whole, so that readers need no lock."""

    served: _Served | None = None
    building = threading.Lock()


def search_territories(q: str, *, kinds: Collection[str] | None = None, limit: int = 10) -> list[Hit]:
    """The best answers to a question, best first: at most ``limit``, never more than 50.

    ``kinds`` keeps only these kinds of territory. Any text is a good question: control
    characters, a megabyte or nothing at all give few answers or none, and no error.
    """
    return answer(get_index(), q, kinds=frozenset(kinds or ()), limit=min(limit, HIGHEST_LIMIT))


def list_territories(
    *, kinds: Collection[str] = (), after: tuple[str, str] = ("", ""), limit: int = 10
) -> list[Hit]:
    """Current territories of these kinds (all when empty) by kind and code, from ``after`` on, excluded."""
    return list_after(get_index(), frozenset(kinds), after, limit)


def get_index() -> Index:
    """The index of the newest load, as far as was known at most three seconds ago."""
    served = _Shelf.served
    if served is None:
        with _Shelf.building:
            return _refresh()
    if time.monotonic() - served.checked_at < CHECK_EVERY_S:
        return served.index
    # One reader builds, the others go on with what there is.
    if not _Shelf.building.acquire(blocking=False):
        return served.index
    try:
        return _refresh()
    finally:
        _Shelf.building.release()


def _refresh() -> Index:
    now = time.monotonic()
    served = _Shelf.served
    if served is not None and now - served.checked_at < CHECK_EVERY_S:
        return served.index  # another thread has just done it
    load = get_load_id()
    kept = served.index if served is not None and served.load == load else None
    index = build_index(list_places()) if kept is None else kept
    _Shelf.served = _Served(index, load, time.monotonic())
    return index


def start_building() -> None:
    """Build the index now and elsewhere, so that no visitor waits for it: called once by a server.

    A failure (no database yet) is logged; the first question will try again.
    """

    def build() -> None:
        try:
            get_index()
        except DatabaseError as error:
            logger.warning("The index of territories is not built yet: %s", error)
        finally:
            connection.close()

    threading.Thread(target=build, name="territory-index", daemon=True).start()


def forget_index() -> None:
    """Make the next question build the index anew: for tests and for commands that load."""
    _Shelf.served = None
