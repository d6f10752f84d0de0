"""Keeps what was read in the mirror folder: the folder may be gone at the next start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from portal.kernel.archives import PackageError
from portal.kernel.packages import compute_sha256
from portal.stats.ingest.fetching.originals import (
    Origin,
    confirm_original,
    keep_original,
    list_originals,
    prepare_folder,
)
from portal.stats.ingest.fetching.places import FetchedFile


def keep_mirrored(dataset: str, files: Mapping[str, FetchedFile], originals: Path, *, by: str) -> None:
    """Copy the files that come from the mirror folder among the originals; what is kept already stays.

    ``files``: by their names in the descriptor; those read from one file of the mirror share one copy on
    disk. Raises PackageError when a file changed since it was found, OSError when it cannot be copied.
    """
    copies: dict[str, Path] = {}
    for name, file in files.items():
        if file.mirrored is not None:
            kept = _keep(dataset, name, file, file.mirrored, copies.get(file.source.sha256), originals, by)
            copies[file.source.sha256] = kept


def _keep(
    dataset: str, name: str, file: FetchedFile, mirrored: Path, copy: Path | None, originals: Path, by: str
) -> Path:
    """The path of the kept file; ``copy``: the same bytes, kept already for another file."""
    origin = Origin(
        name=mirrored.name,
        url=file.source.origin,
        sha256=file.source.sha256,
        bytes=mirrored.stat().st_size,
        fetched_at=file.source.fetched_at,
        confirmed_at=file.source.fetched_at,
        by=by,
        mirror=str(mirrored),
        extract=file.extract or "",
    )
    kept = list_originals(originals, dataset, name)
    known = next((one for one in kept if one.origin.sha256 == origin.sha256), None)
    if known is None:
        folder = prepare_folder(originals, dataset, name)
        return keep_original(_copy(mirrored, copy, folder, origin.sha256), folder, origin).path
    confirmed = max(known.origin.confirmed_at, origin.confirmed_at)
    extract = known.origin.extract and origin.extract  # what the producer sent under this hash is whole
    again = replace(known.origin, confirmed_at=confirmed, extract=extract)
    return confirm_original(known, again).path if again != known.origin else known.path


def _copy(mirrored: Path, copy: Path | None, folder: Path, sha256: str) -> Path:
    """A draft in ``folder`` with the bytes of the file. Never a link to the mirror: what is there may be
    written over."""
    draft = folder / ".part-mirrored"
    draft.unlink(missing_ok=True)
    if copy is not None:
        os.link(copy, draft)
        return draft
    shutil.copyfile(mirrored, draft)
    if compute_sha256(draft) != sha256:
        draft.unlink()
        raise PackageError(f"{mirrored} was written over while it was read: publish again.")
    return draft
