"""What whoever runs the portal is told of the index of a node."""

from __future__ import annotations

from dataclasses import dataclass

from portal.library.queries.documents import count_shown, get_revision
from portal.library.search.found import IndexState
from portal.library.search.serving import get_served, get_state


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """``documents`` is what the index holds, ``expected`` what readers can open; ``late``: revisions to read.

    A node that is neither late nor short of documents is well. ``late`` is -1 without an index.
    """

    state: IndexState
    documents: int
    expected: int
    late: int

    @property
    def is_well(self) -> bool:
        return self.state is IndexState.READY and not self.late and self.documents == self.expected


def check_index() -> IndexHealth:
    """The index that this process serves, against the database: two statements."""
    served, expected, revision = get_served(), count_shown(), get_revision()
    if served is None:
        return IndexHealth(get_state(), 0, expected, -1)
    return IndexHealth(
        get_state(), served.searcher.num_docs, expected, max(0, revision - served.build.revision)
    )
