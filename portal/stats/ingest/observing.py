"""Tables of text → observations. A file comes as one table or as many: ``observe`` each of them, then
``finish`` the file, for a territory may have rows in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from portal.kernel.figures import Absence, Origin, Status
from portal.stats.descriptors.columns import TextColumn, ValueColumn
from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.cells import read_cells, read_labels
from portal.stats.ingest.collapsing import collapse, hash_amounts
from portal.stats.ingest.keys import name_key_columns, read_keys
from portal.stats.ingest.observations import SCHEMA, empty_frame
from portal.stats.ingest.tables import Table

_STATUSES: Final = {status.slug: int(status) for status in Status}
_EMPTY: Final = empty_frame()


@dataclass(frozen=True, slots=True)
class Batch:
    """What one table gave. ``frame`` and ``context`` have the columns of ``observations.SCHEMA``.

    ``context``: figures that a long file repeats on each row of a territory (its population), beside
    those of the rows. ``labels``: frames of indicator, key, label (open categories). ``strangers``:
    labels of a column of role ``indicator`` that the descriptor does not know, with the first line of each.
    ``amounts``: of rows that are added up, see ``collapsing.hash_amounts``.
    """

    frame: pl.DataFrame
    context: pl.DataFrame
    labels: tuple[pl.DataFrame, ...] = ()
    strangers: Mapping[str, int] = field(default_factory=dict)
    amounts: pl.Series | None = None


def observe(table: Table, spec: SourceFileSpec, indicators: Mapping[str, Indicator]) -> Batch:
    """Observations of one table. Nothing is known yet of the rest of the file: see ``finishing.finish``.

    Raises ReadError for a code, a year, a number or an absence mark that is not understood.
    """
    frames: list[pl.DataFrame] = []
    context: list[pl.DataFrame] = []
    labels: list[pl.DataFrame] = []
    strangers: dict[str, int] = {}
    if spec.use == "labels":
        labels.append(_read_names(table, spec, strangers))
    for part in _list_parts(table, spec, indicators, strangers):
        cells = read_cells(part.table, part.column, part.role, spec.reader, part.indicator)
        read = _complete(part.keys, cells, part.slug, part.role.period, spec)
        (context if part.is_context else frames).append(read)
        if part.indicator is not None and part.indicator.open_categories:
            pairs = read_labels(part.table, part.column, part.role, read["value"].is_not_null())
            labels.append(pairs.with_columns(pl.lit(part.indicator.slug).alias("indicator")))
    is_summed = spec.collapse == "sum"
    # Events are counted one by one: two that are alike are two.
    amounts = hash_amounts(pl.concat([_EMPTY, *frames])) if is_summed and not spec.counts else None
    if spec.counts is not None:
        frames.append(_count_rows(read_keys(table, spec), spec))
    frame = pl.concat([_EMPTY, *frames])
    if is_summed:
        frame = collapse(frame)
    return Batch(frame, pl.concat([_EMPTY, *context]), tuple(labels), strangers, amounts)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows and a column read in one way: as numbers (``indicator`` None when they are of several), or
    as the keys of one nomenclature. ``slug`` says of which indicator each row is."""

    table: Table
    keys: pl.DataFrame
    column: str
    role: ValueColumn
    slug: pl.Series | str
    indicator: Indicator | None
    is_context: bool = False


def _list_parts(
    table: Table, spec: SourceFileSpec, indicators: Mapping[str, Indicator], strangers: dict[str, int]
) -> Iterator[_Part]:
    """The parts of a table; ``strangers`` is filled with the labels that the descriptor does not know."""
    if not spec.value_columns:
        return
    if spec.indicator_column is None:
        keys = read_keys(table, spec)
        for column, role in spec.value_columns.items():
            assert role.indicator is not None  # noqa: S101 - checked by the catalogue
            yield _Part(table, keys, column, role, role.indicator, indicators[role.indicator])
        return
    slugs = _read_indicators(table, spec, strangers)
    kept = slugs.is_not_null()
    rows, slugs = table.filter(kept), slugs.drop_nulls()
    keys = read_keys(rows, spec)
    for column, role in spec.value_columns.items():
        if role.indicator is not None:
            yield _take_context(table, spec, column, role, indicators[role.indicator])
            continue
        for here, indicator in _split_ways(slugs, indicators):
            yield _Part(rows.filter(here), keys.filter(here), column, role, slugs.filter(here), indicator)


def _read_indicators(table: Table, spec: SourceFileSpec, strangers: dict[str, int]) -> pl.Series:
    """Slug of each row of a long file, null where the row is left aside."""
    assert spec.indicator_column is not None  # noqa: S101 - chosen by the caller
    column, role = spec.indicator_column
    cells = table.frame[column].str.strip_chars(" \u00a0\u202f")
    slugs = cells.replace_strict(dict(role.values), default=None, return_dtype=pl.String)
    is_strange = slugs.is_null() & ~cells.is_in(list(role.ignore))
    found = pl.DataFrame({"label": cells, "line": table.lines}).filter(is_strange)
    for label, line in found.unique("label", keep="first", maintain_order=True).iter_rows():
        strangers.setdefault(label, line)
    return slugs


def _read_names(table: Table, spec: SourceFileSpec, strangers: dict[str, int]) -> pl.DataFrame:
    """Columns indicator, key and label of a file that names the categories of others."""
    names = {role.to: name for name, role in spec.columns.items() if isinstance(role, TextColumn)}
    texts = {to: table.frame[names[to]].str.strip_chars(" \u00a0\u202f") for to in ("key", "label")}
    named = pl.DataFrame({"indicator": _read_indicators(table, spec, strangers), **texts})
    return named.filter(pl.col("indicator").is_not_null())


def _split_ways(
    slugs: pl.Series, indicators: Mapping[str, Indicator]
) -> Iterator[tuple[pl.Series, Indicator | None]]:
    """Which rows hold numbers, all together, then which hold the keys of each nomenclature."""
    named = sorted(slug for slug in slugs.unique().to_list() if indicators[slug].is_categorical)
    yield ~slugs.is_in(named), None
    for slug in named:
        yield slugs == slug, indicators[slug]


def _take_context(
    table: Table, spec: SourceFileSpec, column: str, role: ValueColumn, indicator: Indicator
) -> _Part:
    names = [*name_key_columns(spec), column]
    once = table.filter(table.frame.select(pl.struct(names).is_first_distinct()).to_series())
    return _Part(once, read_keys(once, spec), column, role, indicator.slug, indicator, is_context=True)


def _count_rows(keys: pl.DataFrame, spec: SourceFileSpec) -> pl.DataFrame:
    """One event per row."""
    assert spec.counts is not None  # noqa: S101 - chosen by the caller
    counted = pl.select(value=pl.repeat(1.0, keys.height), absence=pl.repeat(0, keys.height, dtype=pl.UInt8))
    return _complete(keys, counted, spec.counts.indicator, spec.counts.period, spec)


def _complete(
    keys: pl.DataFrame, cells: pl.DataFrame, slug: pl.Series | str, period: int | None, spec: SourceFileSpec
) -> pl.DataFrame:
    year = pl.col("year") if period is None else pl.lit(period)
    geography = year if spec.geography.year == "period" else pl.lit(spec.geography.year)
    present = pl.col("absence") == int(Absence.NONE)
    named = pl.lit(slug) if isinstance(slug, str) else slug
    frame = keys.with_columns(named.alias("indicator"), cells["value"], cells["absence"])
    return frame.with_columns(
        year.cast(pl.Int32).alias("year"),
        (present.cast(pl.UInt8) * _STATUSES[spec.status]).cast(pl.UInt8).alias("status"),
        pl.lit(int(Origin.PUBLISHED), dtype=pl.UInt8).alias("origin"),
        geography.cast(pl.Int32).alias("geography_year"),
        pl.lit(spec.geography.rebase).alias("rebase"),
    ).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
