"""The index is written: whole in a folder of its own that takes the place of the other, or by what changed.

Both can be killed at any moment. A whole build is served once it is finished; a change is on disk before the
revision that tells of it, so that it is at worst written again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

import tantivy

from portal.library.models import Document
from portal.library.queries.documents import SHOWN, get_revision, iter_changed
from portal.library.search import folder as places
from portal.library.search.entries import build_entry, read_around
from portal.library.search.schema import ID, create_index, open_index

logger = logging.getLogger(__name__)

BATCH: Final = 500
_HEAP_BYTES: Final = 30_000_000
_SMALL_HEAP_BYTES: Final = 15_000_000
_EVERYTHING: Final = -1

Progress = Callable[[int], None]


def rebuild_index(progress: Progress = lambda done: None, *, wait: bool = True) -> int | None:
    """Build the whole index and serve it; the number of documents read, or None when another process is
    writing and ``wait`` is False. Readers keep the former one meanwhile."""
    with places.hold_lock(wait=wait) as is_held:
        if not is_held:
            return None
        known = get_revision()
        folder = places.make_folder()
        writer = create_index(folder).writer(_HEAP_BYTES, 1)
        done = 0
        for batch in iter_changed(_EVERYTHING, batch=BATCH):
            _add(writer, batch)
            done += len(batch)
            progress(done)
        writer.commit()
        writer.wait_merging_threads()
        places.write_revision(folder, known)
        places.serve_folder(folder)
        return done


def refresh_index() -> bool | None:
    """Bring the index of this node to the revision of the database.

    True when something was written, False when there was nothing to do, None when another process is writing.
    A missing or unreadable index, or one that knows more than the database (which was restored), is rebuilt.
    """
    build = places.find_build()
    if build is not None and build.revision == get_revision():
        return False
    with places.hold_lock(wait=False) as is_held:
        if not is_held:
            return None
        build, revision = places.find_build(), get_revision()
        if build is not None and build.revision == revision:
            return False
        if build is not None and build.revision < revision and _follow(build, revision):
            return True
    return rebuild_index(wait=False) is not None or None


def _follow(build: places.Build, revision: int) -> bool:
    """Write what changed in a build; False when it cannot be read."""
    try:
        index = open_index(build.folder)
        writer = index.writer(_SMALL_HEAP_BYTES, 1)
        for batch in iter_changed(build.revision, batch=BATCH):
            # By a query: deletion by a term takes a number for a signed one, and deletes nothing.
            ids = [document.pk for document in batch]
            writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, ID, ids))
            _add(writer, batch)
        writer.commit()
        writer.wait_merging_threads()
    except (ValueError, OSError) as error:
        logger.warning("The index %s cannot be written, it is built again: %s", build.folder.name, error)
        return False
    places.write_revision(build.folder, revision)
    return True


def _add(writer: tantivy.IndexWriter, batch: Sequence[Document]) -> None:
    shown = [document for document in batch if document.state in SHOWN]
    around = read_around(shown)
    for document in shown:
        writer.add_document(build_entry(document, around))
