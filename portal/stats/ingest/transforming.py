"""The ``transform.py`` of a dataset: tables of text in, observations out, both verified."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from portal.stats.descriptors.columns import TerritoryColumn, TextColumn
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.observations import SCHEMA
from portal.stats.ingest.tables import Table


def take_text(table: Table, spec: SourceFileSpec) -> pl.DataFrame:
    """Columns for the transform, under their new names; closed sets of values are verified."""
    taken = {}
    for column, role in spec.columns.items():
        if isinstance(role, TextColumn):
            if role.values is not None:
                wrong = ~table.frame[column].is_in(list(role.values))
                table.refuse_where(wrong, column, f"Expected one of {', '.join(role.values)}.")
            taken[role.to or column] = table.frame[column]
        elif isinstance(role, TerritoryColumn):
            level = spec.geography.level
            if level is None:
                raise ReadError("a file for transform.py needs geography.level.", file=table.file)
            taken["code"] = normalise_codes(table, column, level, role.lookups)
    return pl.DataFrame(taken)


def transform(dataset: Dataset, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What the transform makes of the tables, by names of files. Raises ReadError."""
    path = dataset.folder / "transform.py"
    try:
        frame = _load_transform(path)(tables)
    except (ValueError, pl.exceptions.PolarsError) as error:
        raise ReadError(str(error), file=f"{dataset.slug}/transform.py") from error
    if not isinstance(frame, pl.DataFrame) or dict(frame.schema) != SCHEMA:
        raise ReadError("must return observations (see toolkit).", file=f"{dataset.slug}/transform.py")
    undeclared = set(frame["indicator"].unique().to_list()) - set(dataset.makes)
    if undeclared:
        raise ReadError(
            f"makes {quote_some(sorted(undeclared))}, which “makes” does not list.",
            file=f"{dataset.slug}/transform.py",
        )
    return frame


def _load_transform(path: Path) -> Callable[[Mapping[str, pl.DataFrame]], Any]:
    """The function of a transform, loaded from its path: the portal names no catalogue entry."""
    spec = importlib.util.spec_from_file_location(f"transform_of_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ReadError("cannot be imported.", file=str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[Mapping[str, pl.DataFrame]], Any] = module.transform
    return found
