"""The Parquet archive of a release: what was published, for ever, readable without the portal.

One row per figure: kind, code, indicator, year, value (null when absent), absence, status, origin.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import polars as pl
from django.conf import settings
from polars.io.plugins import register_io_source

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.compute.cube import Cube
from portal.stats.compute.geography import LEVELS
from portal.stats.compute.mentions import Territories, narrow_to_cell
from portal.stats.descriptors.indicator import Indicator

_ABSENCES = pl.Enum([absence.slug for absence in Absence])
_STATUSES = pl.Enum([status.slug for status in Status])
_ORIGINS = pl.Enum([origin.slug for origin in Origin])
_KINDS = pl.Enum(list(LEVELS))

SCHEMA: Final = pl.Schema(
    {
        "kind": _KINDS,
        "code": pl.String(),
        "indicator": pl.String(),
        "year": pl.Int16(),
        "value": pl.Float64(),
        "absence": _ABSENCES,
        "status": _STATUSES,
        "origin": _ORIGINS,
    }
)


def archive_path(dataset: str, number: int) -> Path:
    """Where the archive of a release is: DATA_DIR/archive/<dataset>/<number>.parquet."""
    return Path(settings.DATA_DIR) / "archive" / dataset / f"{number}.parquet"


def archive_cube(
    dataset: str, number: int, cube: Cube, indicators: Mapping[str, Indicator], territories: Territories
) -> tuple[str, str, int]:
    """Write the archive of a release whole, or not at all.

    Returns its path relative to DATA_DIR, its SHA-256 and the number of figures that have a value.
    """
    path = archive_path(dataset, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".partial-{os.getpid()}")
    try:
        write_frames(partial, build_frames(cube, indicators, territories))
        with partial.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            os.fsync(handle.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    values = sum(
        int(cube.columns[cell].is_present[territories[cell.level].positions].sum())
        for cell in cube.list_stored(indicators)
    )
    return str(path.relative_to(settings.DATA_DIR)), digest, values


def build_frames(
    cube: Cube, indicators: Mapping[str, Indicator], territories: Territories
) -> Iterator[pl.DataFrame]:
    """Figures of the stored cells for these territories, cell by cell in the order of codes."""
    for cell in cube.list_stored(indicators):
        mentioned = narrow_to_cell(territories[cell.level], cell, cube)
        column = cube.columns[cell].take(mentioned.positions)
        yield pl.DataFrame(
            {
                "code": mentioned.codes,
                "value": pl.Series(column.values, dtype=pl.Float64).fill_nan(None),
                "absence": pl.Series(column.absence).cat.to(_ABSENCES),
                "status": pl.Series(column.status).cat.to(_STATUSES),
                "origin": pl.Series(column.origin).cat.to(_ORIGINS),
            }
        ).select(
            pl.lit(cell.level, dtype=_KINDS).alias("kind"),
            "code",
            pl.lit(cell.indicator).alias("indicator"),
            pl.lit(cell.year, dtype=pl.Int16).alias("year"),
            "value",
            "absence",
            "status",
            "origin",
        )


def write_frames(path: Path, frames: Iterator[pl.DataFrame]) -> None:
    """Write frames of ``SCHEMA`` one after the other: a few cells are in memory at a time."""

    def give(*_: object) -> Iterator[pl.DataFrame]:
        yield from frames

    register_io_source(give, schema=SCHEMA).sink_parquet(path, compression="zstd", statistics=True)


def discard_archive(dataset: str, number: int) -> None:
    """Remove the archive of a release that was never published, and what a killed run left of it."""
    path = archive_path(dataset, number)
    path.unlink(missing_ok=True)
    for partial in path.parent.glob(f"{path.stem}.partial-*"):
        partial.unlink(missing_ok=True)
