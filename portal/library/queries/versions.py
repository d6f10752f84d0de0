"""One short string that changes whenever a document does."""

from __future__ import annotations

import time
from typing import Final

from portal.library.queries.documents import get_revision

_KEPT_S: Final = 5.0
_kept: dict[str, tuple[float, int]] = {}


def get_library_version() -> int:
    """The latest revision, as far as was known some seconds ago: pages ask at each request."""
    now = time.monotonic()
    asked_at, revision = _kept.get("revision", (float("-inf"), 0))
    if now - asked_at > _KEPT_S:
        revision = get_revision()
        _kept["revision"] = (now, revision)
    return revision


def reset_library_version() -> None:
    """Forget what was kept: for tests."""
    _kept.clear()
