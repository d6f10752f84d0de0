"""Where the index of a node lies, which of its builds is served, and who writes it.

DATA_DIR/search/library/<version of the schema>/
    current        name of the folder that is served, replaced at once when another is ready
    write.lock     held by the one process that writes; the system frees it when that process dies
    <build>/       an index, with the revision of the library that it knows in ``revision``
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from portal.library.search.schema import SCHEMA_VERSION

_CURRENT: Final = "current"
_REVISION: Final = "revision"
_LOCK: Final = "write.lock"


@dataclass(frozen=True, slots=True)
class Build:
    """An index on disk and the revision that it knows at least: a killed writer may have gone further."""

    folder: Path
    revision: int


def get_root() -> Path:
    """Folder of the builds of this version of the schema."""
    return Path(settings.DATA_DIR) / "search" / "library" / SCHEMA_VERSION


def find_build() -> Build | None:
    """The build that is served; None when there is none, or when its files cannot be read."""
    try:
        folder = get_root() / (get_root() / _CURRENT).read_text().strip()
        return Build(folder, int((folder / _REVISION).read_text()))
    except (OSError, ValueError):
        return None


@contextmanager
def hold_lock(*, wait: bool) -> Iterator[bool]:
    """Whether this process may write; with ``wait``, once it may."""
    get_root().mkdir(parents=True, exist_ok=True)
    with (get_root() / _LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def make_folder() -> Path:
    """An empty folder for a build. Hold the lock."""
    folder = get_root() / f"build-{uuid.uuid4().hex[:12]}"
    folder.mkdir()
    return folder


def write_revision(folder: Path, revision: int) -> None:
    """Say what a build knows, once it is on disk."""
    _replace(folder / _REVISION, str(revision))


def serve_folder(folder: Path) -> None:
    """Make a build the one that is served, then delete the others: those who read them keep them open."""
    _replace(get_root() / _CURRENT, folder.name)
    for other in get_root().glob("build-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def forget_builds() -> None:
    """Serve nothing any more: the next question or command builds again."""
    (get_root() / _CURRENT).unlink(missing_ok=True)


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    with draft.open("w") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)
