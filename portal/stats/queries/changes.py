"""What a release changed: its figures against those of any other release of the dataset.

Read from the archives, which are kept for ever: releases whose packed rows are gone compare as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import polars as pl
from django.conf import settings

from portal.kernel.figures import Absence, Figure
from portal.stats.compute.changes import LARGEST, compare_figures, count_changes, list_largest, read_figures
from portal.stats.models import CurrentRelease, Release

What = Literal["appeared", "vanished", "changed"]
_BY_SLUG: Final = {absence.slug: absence for absence in Absence}


class UnknownReleaseError(LookupError):
    """There is no such release, or its archive is gone."""


@dataclass(frozen=True, slots=True)
class CellChanges:
    """One indicator, year and kind: how many values appeared, vanished, changed and stayed."""

    indicator: str
    year: int
    kind: str
    appeared: int
    vanished: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One figure before and after; None where a release says nothing of it, not even an absence.

    ``relative`` is (after - before) / |before|: None when either has no value or before is 0.
    """

    indicator: str
    year: int
    kind: str
    code: str
    what: What
    before: Figure | None
    after: Figure | None
    relative: float | None


@dataclass(frozen=True)
class Changes:
    """A release against another: ``before`` is None when there was none, everything then appeared.

    ``cells``: by indicator, year and kind, in that order; ``largest``: at most ten changed values, the
    largest relative changes first, one per indicator, year and kind.
    """

    dataset: str
    before: int | None
    after: int
    cells: tuple[CellChanges, ...]
    largest: tuple[ChangedFigure, ...]

    @property
    def appeared(self) -> int:
        return sum(cell.appeared for cell in self.cells)

    @property
    def vanished(self) -> int:
        return sum(cell.vanished for cell in self.cells)

    @property
    def changed(self) -> int:
        return sum(cell.changed for cell in self.cells)

    @property
    def unchanged(self) -> int:
        return sum(cell.unchanged for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changed figures are listed: all when nothing is said."""

    indicator: str | None = None
    year: int | None = None
    kind: str | None = None
    code: str | None = None
    what: What | None = None


@dataclass(frozen=True)
class ChangedPage:
    """``figures`` from ``offset`` on, by indicator, year, kind and code, out of ``total``."""

    total: int
    offset: int
    figures: tuple[ChangedFigure, ...]


def compare_releases(dataset: str, after: int | None = None, before: int | None = None) -> Changes:
    """A release (the one online when None) against another (the one it replaced when None).

    Kept in the process: releases never change. Raises UnknownReleaseError.
    """
    return _compare(*_find_pair(dataset, after, before))


def compare_archives(after: Release, before: Release | None) -> Changes:
    """Two releases whose archives are written, online or not. Raises UnknownReleaseError."""
    return _compare(_find_archive(after), None if before is None else _find_archive(before))


def list_changed_figures(
    dataset: str,
    after: int | None = None,
    before: int | None = None,
    *,
    wanted: Wanted | None = None,
    offset: int = 0,
    limit: int = 100,
) -> ChangedPage:
    """One page of the figures that differ between two releases. Raises UnknownReleaseError."""
    pair = _find_pair(dataset, after, before)
    total = 0
    found: list[ChangedFigure] = []
    for frame in _iterate_differing(pair, wanted or Wanted()):
        first = max(0, offset - total)
        taken = frame.slice(first, max(0, limit - len(found))) if first < frame.height else frame.clear()
        found += [_build_figure(row) for row in taken.iter_rows(named=True)]
        total += frame.height
    return ChangedPage(total, offset, tuple(found))


def iterate_changed_figures(
    dataset: str, after: int | None = None, before: int | None = None, *, wanted: Wanted | None = None
) -> Iterator[ChangedFigure]:
    """All of them, one indicator in memory at a time: for files. Raises UnknownReleaseError."""
    for frame in _iterate_differing(_find_pair(dataset, after, before), wanted or Wanted()):
        yield from (_build_figure(row) for row in frame.iter_rows(named=True))


@dataclass(frozen=True, slots=True)
class _Archive:
    """The archive of a release; its hash makes what is kept of a comparison right for ever."""

    dataset: str
    number: int
    path: Path
    sha256: str


_Pair = tuple[_Archive, _Archive | None]


def _find_pair(dataset: str, after: int | None, before: int | None) -> _Pair:
    if after is None:
        online = CurrentRelease.objects.filter(dataset=dataset).select_related("release").first()
        if online is None:
            raise UnknownReleaseError(f"no release of {dataset!r} is online")
        newer = online.release
    else:
        newer = _get_release(dataset, after)
    number = newer.changes.get("previous") if before is None else before
    return _find_archive(newer), None if number is None else _find_archive(_get_release(dataset, number))


def _get_release(dataset: str, number: int) -> Release:
    release = Release.objects.filter(dataset=dataset, number=number).first()
    if release is None:
        kept = Release.objects.filter(dataset=dataset).order_by("number").values_list("number", flat=True)
        listed = ", ".join(f"n° {one}" for one in kept)
        expected = f"expected one of {listed}" if listed else "it has none"
        raise UnknownReleaseError(f"{dataset!r} has no release n° {number}: {expected}")
    return release


def _find_archive(release: Release) -> _Archive:
    path = Path(settings.DATA_DIR) / release.archive
    if not release.archive or not path.is_file():
        raise UnknownReleaseError(f"the archive of {release} is gone: expected {release.archive}")
    return _Archive(release.dataset, release.number, path, release.archive_sha256)


@lru_cache(maxsize=64)
def _compare(after: _Archive, before: _Archive | None) -> Changes:
    counts = []
    largest: list[Mapping[str, Any]] = []
    for indicator in _list_indicators(after, before):
        compared = _compare_indicator(after, before, indicator)
        counts += [CellChanges(indicator, **row) for row in count_changes(compared)]
        largest = sorted([*largest, *list_largest(compared)], key=lambda row: -abs(row["relative"]))[:LARGEST]
    return Changes(
        after.dataset,
        before.number if before else None,
        after.number,
        tuple(counts),
        tuple(map(_build_figure, largest)),
    )


def _list_indicators(after: _Archive, before: _Archive | None) -> list[str]:
    found: set[str] = set()
    for archive in (after, before):
        if archive is not None:
            column = pl.scan_parquet(archive.path).select(pl.col("indicator").unique()).collect()
            found |= set(column["indicator"].cast(pl.String))
    return sorted(found)


def _compare_indicator(after: _Archive, before: _Archive | None, indicator: str) -> pl.DataFrame:
    return compare_figures(
        None if before is None else read_figures(before.path, indicator),
        read_figures(after.path, indicator),
    ).with_columns(pl.lit(indicator).alias("indicator"))


def _iterate_differing(pair: _Pair, wanted: Wanted) -> Iterator[pl.DataFrame]:
    after, before = pair
    conditions = [
        pl.col(name) == value
        for name, value in (("year", wanted.year), ("kind", wanted.kind), ("code", wanted.code))
        if value is not None
    ]
    conditions.append(pl.col("what") == wanted.what if wanted.what else pl.col("what") != "unchanged")
    for indicator in _list_indicators(after, before):
        if wanted.indicator in (None, indicator):
            compared = _compare_indicator(after, before, indicator).filter(*conditions)
            yield compared.sort("year", pl.col("kind"), "code")


def _build_figure(row: Mapping[str, Any]) -> ChangedFigure:
    return ChangedFigure(
        row["indicator"],
        row["year"],
        row["kind"],
        row["code"],
        row["what"],
        _figure(row["before"], row["before_absence"]),
        _figure(row["after"], row["after_absence"]),
        row["relative"],
    )


def _figure(value: float | None, absence: str | None) -> Figure | None:
    if absence is None:
        return None
    return Figure(value, _BY_SLUG[absence])
