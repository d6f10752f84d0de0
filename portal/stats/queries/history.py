"""All releases of a dataset, the one online and those before it, and their archives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from portal.stats.models import Release
from portal.stats.store.layout import Layout
from portal.stats.store.read import get_snapshot

_PUBLIC_STATES: Final = (Release.State.PUBLISHED, Release.State.ARCHIVED, Release.State.ROLLED_BACK)


class UnknownArchiveError(LookupError):
    """There is no such release, or nothing is left of its archive."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file that a release was made from. ``fetched_at`` is ISO 8601, or empty."""

    name: str
    sha256: str
    origin: str
    fetched_at: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What was checked before publication. ``severity``: passed, warning or error."""

    check: str
    severity: str
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """Values of a release against those of the one before it; ``previous`` is None for the first one."""

    previous: int | None
    appeared: int
    vanished: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class ReleaseInfo:
    """One release. ``layout`` says which indicators, years and levels it has; ``nomenclatures`` the labels
    of open categories: indicator → key → label."""

    dataset: str
    number: int
    is_online: bool
    is_withdrawn: bool
    published_at: datetime | None
    value_count: int
    extract: str
    originals: tuple[Original, ...]
    inputs: Mapping[str, int]
    checks: tuple[Check, ...]
    changes: ChangeCounts
    layout: Layout
    nomenclatures: Mapping[str, Mapping[str, str]]
    archive: str
    archive_sha256: str

    @property
    def passed(self) -> int:
        return sum(check.severity == "passed" for check in self.checks)

    @property
    def warnings(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.severity != "passed")

    @property
    def indicators(self) -> tuple[str, ...]:
        """Slugs of the indicators it has, in order of first appearance."""
        cells = (cell for kind in self.layout.kinds.values() for cell in kind.cells)
        return tuple(dict.fromkeys(slug for slug, _ in cells))

    @property
    def years(self) -> tuple[int, ...]:
        """Years it has, increasing."""
        cells = (cell for kind in self.layout.kinds.values() for cell in kind.cells)
        return tuple(sorted({year for _, year in cells}))

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind, layout in self.layout.kinds.items() if layout.cells)


@dataclass(frozen=True, slots=True)
class Archive:
    """The Parquet file of a release: it never changes."""

    path: Path
    sha256: str
    size_bytes: int


def list_releases(dataset: str) -> list[ReleaseInfo]:
    """Releases that were online once, the latest first. One SQL query."""
    rows = Release.objects.filter(dataset=dataset, state__in=_PUBLIC_STATES).order_by("-number")
    return [_build(row) for row in rows]


def find_online(dataset: str) -> ReleaseInfo | None:
    """The one that figures are read from now; None without any."""
    online = get_snapshot().releases.get(dataset)
    return get_release(dataset, online.number) if online else None


def get_release(dataset: str, number: int) -> ReleaseInfo:
    """One of them. Raises UnknownArchiveError."""
    row = Release.objects.filter(dataset=dataset, number=number, state__in=_PUBLIC_STATES).first()
    if row is None:
        raise UnknownArchiveError(f"{dataset!r} has no release n° {number}")
    return _build(row)


def find_archive(release: ReleaseInfo) -> Archive | None:
    """Its file in DATA_DIR/archive, and nowhere else; None when it is not there."""
    root = (Path(settings.DATA_DIR) / "archive").resolve()
    path = (Path(settings.DATA_DIR) / release.archive).resolve()
    if not release.archive or not path.is_relative_to(root) or not path.is_file():
        return None
    return Archive(path, release.archive_sha256, path.stat().st_size)


def _build(row: Release) -> ReleaseInfo:
    online = get_snapshot().releases.get(row.dataset)
    changes: dict[str, Any] = row.changes
    return ReleaseInfo(
        dataset=row.dataset,
        number=row.number,
        is_online=online is not None and online.number == row.number,
        is_withdrawn=row.state == Release.State.ROLLED_BACK,
        published_at=row.published_at,
        value_count=row.value_count,
        extract=row.extract,
        originals=tuple(_build_original(source) for source in row.sources),
        inputs=row.inputs,
        checks=tuple(
            Check(one["check"], one["severity"], one["message"], one.get("where", "")) for one in row.checks
        ),
        changes=ChangeCounts(
            changes.get("previous"),
            changes.get("appeared", 0),
            changes.get("vanished", 0),
            changes.get("changed", 0),
            changes.get("unchanged", 0),
        ),
        layout=Layout.from_json(row.layout),
        nomenclatures=row.nomenclatures,
        archive=row.archive,
        archive_sha256=row.archive_sha256,
    )


def _build_original(source: Mapping[str, Any]) -> Original:
    return Original(
        str(source.get("name", "")),
        str(source.get("sha256", "")),
        str(source.get("origin", "")),
        str(source.get("fetched_at", "") or ""),
        str(source.get("url", "") or ""),
    )
