"""The load of the territories: fetch, read, build, check, record all or nothing."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction

from portal.kernel.packages import PackageError, compute_sha256, fetch_package, load_packages, read_member
from portal.kernel.progress import Progress, silent
from portal.territories.actions.load.build import build_draft
from portal.territories.actions.load.checks import Check
from portal.territories.actions.load.descriptors import TerritorySources, load_sources
from portal.territories.actions.load.parts import add_part_populations, list_population_years
from portal.territories.actions.load.report import build_report
from portal.territories.actions.load.write import record_draft
from portal.territories.models import Load

CODE_VERSION: Final = 11
"""Increase it when the code of the load changes what it records: the next start loads again."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """``is_new`` is false when the inputs are those of the previous load: nothing was done."""

    is_new: bool
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Inputs:
    """The original files at hand. ``movements`` and ``part_population`` are INSEE's files of the mirror, when
    they are there."""

    sources: TerritorySources
    paths: dict[str, Path]
    movements: Path | None
    part_population: Path | None = None

    def read(self, package: str, member: str) -> bytes:
        """Bytes of one member of one package."""
        return read_member(self.paths[package], member)


def load_territories(
    *,
    catalogue: Path,
    folder: Path,
    mirror: Path | None = None,
    force: bool = False,
    progress: Progress = silent,
) -> LoadResult:
    """Bring the territories of the database to the state of the packages of the catalogue.

    ``folder`` keeps the packages. Nothing is done when catalogue, packages, movements and code are
    those of the previous load, unless ``force``. Readers see the previous state until the whole
    new one is committed. Raises PackageError when an input is missing or damaged: nothing changes.
    """
    inputs = _gather(catalogue, folder, mirror, progress)
    fingerprint = _compute_fingerprint(catalogue, inputs)
    previous = Load.objects.first()
    if previous is not None and previous.fingerprint == fingerprint and not force:
        return LoadResult(is_new=False, report=previous.report)
    with _collector_paused():
        built = build_draft(inputs.sources, inputs.read, inputs.movements, progress)
        parts = inputs.sources.other.part_population
        if parts is not None and inputs.part_population is not None:
            add_part_populations(built.draft, parts, inputs.part_population)
        report = build_report(built.draft, built.checks)
        report["population_years"] = list_population_years(built.draft, inputs.sources)
        report["perimeter_years"] = [source.year for source in inputs.sources.years]
        _ensure_counts(built.checks)
        progress("Recording")
        with transaction.atomic():
            report["rows"] = record_draft(built.draft)
            Load.objects.create(fingerprint=fingerprint, report=report)
    _tidy_database()
    return LoadResult(is_new=True, report=report)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of small objects and no cycle: searching them for garbage takes a third of the load."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _gather(catalogue: Path, folder: Path, mirror: Path | None, progress: Progress) -> Inputs:
    sources = load_sources(catalogue)
    pinned = load_packages(catalogue)
    unknown = [slug for slug in sources.list_packages() if slug not in pinned]
    if unknown:
        raise PackageError(f"{catalogue}/territories names packages without a pin: {', '.join(unknown)}.")
    fetch = partial(fetch_package, folder=folder, mirror=mirror, progress=progress)
    paths = {slug: fetch(pinned[slug]) for slug in sources.list_packages()}
    parts = sources.other.part_population
    return Inputs(
        sources,
        paths,
        _find_file(mirror, sources.other.movements.mirror),
        _find_file(mirror, parts.mirror) if parts else None,
    )


def _find_file(mirror: Path | None, name: str) -> Path | None:
    path = mirror / name if mirror else None
    return path if path and path.is_file() else None


def _ensure_counts(checks: list[Check]) -> None:
    unmet = [check for check in checks if not check.is_met]
    if unmet:
        lines = "; ".join(f"{c.name} {c.year}: expected {c.expected}, found {c.found}" for c in unmet)
        raise PackageError(
            f"{len(unmet)} counts are not those of the sources ({lines}). Nothing was recorded."
            " If a package was changed on purpose, mend `expect` in catalogue/territories/<year>.yaml."
        )


def _compute_fingerprint(catalogue: Path, inputs: Inputs) -> str:
    descriptors = sorted(
        [*(catalogue / "territories").glob("*.yaml"), *(catalogue / "strates").glob("*.yaml")]
    )
    optional = [path for path in (inputs.movements, inputs.part_population) if path is not None]
    files = [*descriptors, *inputs.paths.values(), *optional]
    parts = [str(CODE_VERSION), *(f"{path.name} {compute_sha256(path)}" for path in files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _tidy_database() -> None:
    """After a large write: fold the journal back into the file, refresh the planner's statistics."""
    if connection.in_atomic_block:  # the caller's transaction, which has the last word
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA optimize")
        else:
            cursor.execute("ANALYZE")
