"""The index as this process reads it: opened once, read again when a writer says so, never waited for.

Readers hold an index that nobody changes under them. Every few seconds a question looks whether the folder
tells of a newer one, which costs two reads of a file, and has a thread ask the database whether the index is
late. A thread that finds it late writes it, unless another process does.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import tantivy
from django.conf import settings
from django.db import DatabaseError, connection

from portal.library.search import folder as places
from portal.library.search.found import IndexState
from portal.library.search.schema import BY_TITLE, HEAD, ID, open_index
from portal.library.search.writing import refresh_index

logger = logging.getLogger(__name__)

CHECK_EVERY_S: Final = 3.0
_PANIC: Final = "PanicException"
"""Name of what the engine raises where it cannot go on: a class that nothing exports."""


@dataclass(frozen=True, eq=False)
class Served:
    """An index as it was at one moment. ``memory``: what was worked out from it, thrown away with it."""

    build: places.Build
    index: tantivy.Index
    searcher: tantivy.Searcher
    memory: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def schema(self) -> tantivy.Schema:
        """Its columns: asked of the engine, they cost 2 ms."""
        return self.index.schema


class _Shelf:
    served: Served | None = None
    looked_at: float = 0.0
    state: IndexState = IndexState.BUILDING
    looking = threading.Lock()
    keeping = threading.Lock()


def get_served() -> Served | None:
    """The index to read now; None while there is none: see ``get_state``. Never raises."""
    if settings.LIBRARY_INDEX_INLINE:
        _keep_up()
        _look()
        return _Shelf.served
    if time.monotonic() - _Shelf.looked_at >= CHECK_EVERY_S and _Shelf.looking.acquire(blocking=False):
        try:
            _Shelf.looked_at = time.monotonic()
            _look()
            _start_keeping()
        finally:
            _Shelf.looking.release()
    return _Shelf.served


def get_state() -> IndexState:
    """How the index of this process stands."""
    return IndexState.READY if _Shelf.served is not None else _Shelf.state


def get_served_revision() -> int:
    """The revision of the library that answers of this process know; -1 without an index."""
    served = get_served()
    return -1 if served is None else served.build.revision


def drop_unreadable(error: BaseException) -> None:
    """Serve an index no more whose files are not what they should be. Raises any other error again."""
    is_panic = type(error).__name__ == _PANIC
    if not is_panic and not isinstance(error, ValueError | OSError):
        raise error
    drop_served(error)


def drop_served(error: BaseException) -> None:
    """An answer failed: when the index on disk cannot be read, have it built again.

    When it can, the question was at fault: it is logged, and no reader can have an index built by asking.
    """
    build = places.find_build()
    if build is not None and _can_be_read(build):
        logger.error("A question to the library failed: %r", error)
        return
    logger.error("The index of the library cannot be read, it is built again: %r", error)
    places.forget_builds()
    _Shelf.served, _Shelf.state, _Shelf.looked_at = None, IndexState.BROKEN, 0.0


def _can_be_read(build: places.Build) -> bool:
    try:
        searcher = open_index(build.folder).searcher()
        every = tantivy.Query.all_query()
        searcher.aggregate(every, {"n": {"value_count": {"field": ID}}})
        searcher.search(every, 1, order_by_field=BY_TITLE)
        searcher.terms_with_prefix(HEAD, "a", limit=1)
    except (ValueError, OSError):
        return False
    return True


def forget_index() -> None:
    """For tests: as if there had never been an index."""
    places.forget_builds()
    _Shelf.served, _Shelf.state, _Shelf.looked_at = None, IndexState.BUILDING, 0.0


def _look() -> None:
    """Open what the folder tells of, unless it is what is open already."""
    build, served = places.find_build(), _Shelf.served
    if build is None or (served is not None and served.build == build):
        return
    try:
        if served is not None and served.build.folder == build.folder:
            served.index.reload()
            index = served.index
        else:
            index = open_index(build.folder)
        _Shelf.served = Served(build, index, index.searcher())
    except (ValueError, OSError) as error:
        if places.find_build() == build:  # else it has been replaced meanwhile
            drop_served(error)


def _start_keeping() -> None:
    if _Shelf.keeping.acquire(blocking=False):
        threading.Thread(target=_keep_up_elsewhere, name="library-index", daemon=True).start()


def _keep_up_elsewhere() -> None:
    try:
        _keep_up()
        _look()
    finally:
        connection.close()
        _Shelf.keeping.release()


def _keep_up() -> None:
    """Bring the index to the revision of the database; a failure is logged, and tried again later."""
    try:
        refresh_index()
    except DatabaseError as error:
        logger.warning("The index of the library was not brought up to date: %s", error)
    except (OSError, ValueError):
        logger.exception("The index of the library cannot be written")
