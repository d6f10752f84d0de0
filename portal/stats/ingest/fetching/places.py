"""Where files are looked for and kept, and what a file at hand is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from portal.kernel.progress import Progress, silent
from portal.stats.ingest.observations import SourceFile


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file at hand.

    ``open`` gives, each time it is called, its content as a bounded stream: the member of the ZIP
    opened, gzip and lzma inflated as they are read. A plain file can be sought (``seekable()``), an
    inflated one cannot. Opening and reading may raise PackageError (damaged, missing member, too large).
    ``extract`` says, in French, which part of the source the file is; None when it is all of it.
    ``mirrored`` is its path in the mirror folder, when it comes from there.
    """

    source: SourceFile
    open: Callable[[], BinaryIO]
    extract: str | None = None
    mirrored: Path | None = None


@dataclass(frozen=True, slots=True)
class FetchPlace:
    """``folder`` is DATA_DIR/packages, ``mirror`` MIRROR_DIR, ``originals`` DATA_DIR/originals."""

    folder: Path
    mirror: Path | None = None
    originals: Path | None = None
    progress: Progress = silent

    @classmethod
    def from_settings(cls, progress: Progress = silent) -> FetchPlace:
        """The folders of this portal."""
        data = Path(settings.DATA_DIR)
        return cls(data / "packages", settings.MIRROR_DIR, data / "originals", progress)
