"""From the files of a dataset to its observations: read, transform, put together, check."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.batches import read_batches, read_table, read_together
from portal.stats.ingest.checks import check_against, check_expectations, check_rows, list_parents
from portal.stats.ingest.errors import ReadError, quote_some, word_count
from portal.stats.ingest.fetching import FetchedFile, FetchPlace, get_files
from portal.stats.ingest.finishing import Observed, finish
from portal.stats.ingest.nomenclatures import gather_nomenclatures
from portal.stats.ingest.observations import KEY, CheckResult, Observations, SourceFile
from portal.stats.ingest.observing import Batch, observe
from portal.stats.ingest.tables import Table
from portal.stats.ingest.transforming import take_text, transform

Indicators = Mapping[str, Indicator]

__all__ = ["Indicators", "read_batches", "read_dataset", "read_fetched", "read_sample", "read_table"]

_HAS_VALUE: Final = pl.col("value").is_not_null()
_CELL: Final = ("level", "indicator", "year")


def read_dataset(dataset: Dataset, indicators: Indicators, place: FetchPlace) -> Observations:
    """Fetch and read a dataset. ``indicators`` is ``Catalogue.indicators``.

    Raises PackageError (a file cannot be had or is damaged) or ReadError (it is not understood).
    What was understood but is not as expected is in ``Observations.checks``.
    """
    return read_fetched(dataset, indicators, get_files(dataset, place))


def read_fetched(
    dataset: Dataset, indicators: Indicators, fetched: Mapping[str, FetchedFile]
) -> Observations:
    """As ``read_dataset``, from files already at hand; rows are read a batch at a time."""
    contents = {name: _Content(file.source, file.open) for name, file in fetched.items()}
    sources = tuple(dict.fromkeys(file.source for file in fetched.values()))
    return _read(_Gathered(dataset, indicators, complete=True), contents).finish(sources)


def read_sample(dataset: Dataset, indicators: Indicators) -> Observations:
    """Read the samples kept beside the descriptor; row counts and ``expect`` are left aside."""
    paths = {file.name: dataset.sample_path(file) for file in dataset.files}
    contents = {name: _Content(path, partial(_open, path)) for name, path in paths.items()}
    return _read(_Gathered(dataset, indicators, complete=False), contents).finish(())


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


@dataclass(frozen=True)
class _Content:
    """What a file is read from. ``identity`` is the same for the files of a descriptor that share it."""

    identity: Hashable
    open: Callable[[], BinaryIO]


def _read(gathered: _Gathered, contents: Mapping[str, _Content]) -> _Gathered:
    """Every file that is at hand; a content that several are read from is inflated once."""
    groups: dict[Hashable, list[SourceFileSpec]] = {}
    for spec in gathered.dataset.files:
        if spec.name in contents:
            groups.setdefault((contents[spec.name].identity, spec.reader.kind), []).append(spec)
        else:  # optional: ``get_files`` has refused any other
            gathered.is_partial = True
    for specs in groups.values():
        readings = {f"{gathered.dataset.slug}/{spec.name}": gathered.begin(spec) for spec in specs}
        with contents[specs[0].name].open() as stream:
            for file, table in read_together(stream, {file: one.spec for file, one in readings.items()}):
                readings[file].add(table)
        for file, reading in readings.items():
            gathered.end(reading, file)
    return gathered


@dataclass
class _Reading:
    """What the tables of one file gave so far. ``texts``: what its dataset's transform takes."""

    spec: SourceFileSpec
    indicators: Indicators
    transforms: bool
    height: int = 0
    checks: list[CheckResult] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    texts: list[pl.DataFrame] = field(default_factory=list)
    parents: dict[str, list[pl.DataFrame]] = field(default_factory=dict)

    def add(self, table: Table) -> None:
        self.height += table.frame.height
        self.checks += [CheckResult("encoding", "warning", text, table.file) for text in table.warnings]
        if self.transforms:
            self.texts.append(take_text(table, self.spec))
        self.batches.append(observe(table, self.spec, self.indicators))
        for level, links in list_parents(table, self.spec).items():
            self.parents.setdefault(level, []).append(links)


@dataclass
class _Gathered:
    """What the files of a dataset gave so far. ``complete`` is false for samples, ``is_partial`` true
    once an optional file is not at hand."""

    dataset: Dataset
    indicators: Indicators
    complete: bool
    is_partial: bool = False
    checks: list[CheckResult] = field(default_factory=list)
    observed: dict[str, Observed] = field(default_factory=dict)
    parents: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def begin(self, spec: SourceFileSpec) -> _Reading:
        return _Reading(spec, self.indicators, self.dataset.transforms)

    def end(self, reading: _Reading, file: str) -> None:
        spec = reading.spec
        if reading.texts:
            self.tables[spec.name] = pl.concat(reading.texts)
        for level, links in reading.parents.items():
            self.parents.setdefault(level, []).extend(links)
        observed = finish(reading.batches, spec, file=file)
        reading.batches.clear()
        self.observed[spec.name] = observed
        rows = [check_rows(reading.height, spec, file=file)] if self.complete else []
        self.checks += [*reading.checks, *rows, *observed.checks]

    def finish(self, sources: tuple[SourceFile, ...]) -> Observations:
        # In the order of the descriptor: of two files that say the same, the first gives its status.
        files = [file for file in self.dataset.files if file.name in self.observed]
        published = {file.name: self.observed[file.name].frame for file in files if file.use != "check"}
        newest = {name: _list_newest(frame) for name, frame in published.items()}
        frames = list(published.values())
        if self.dataset.transforms:
            made = transform(self.dataset, self.tables)
            frames.append(made)
            newest = {name: years | _list_newest(made) for name, years in newest.items()}
        whole = _put_together(frames, self.dataset.slug)
        if self.complete:
            self.checks += [
                check_against(whole, self.observed[file.name].frame, file)
                for file in files
                if file.use == "check"
            ]
            links = {level: pl.concat(found).unique() for level, found in self.parents.items()}
            self.checks += check_expectations(self.dataset, whole, links, is_partial=self.is_partial)
        named = [self.observed[name].labels for name in published]
        labels, renamed = gather_nomenclatures(named, dataset=self.dataset.slug)
        checks = (*self.checks, *renamed)
        return Observations(self.dataset.slug, whole, checks, sources, labels, newest)


def _list_newest(frame: pl.DataFrame) -> dict[str, int]:
    """Indicator → newest year in which it has a value."""
    years = frame.filter(_HAS_VALUE).group_by("indicator").agg(pl.col("year").max()).sort("indicator")
    return dict(years.iter_rows())


def _put_together(frames: list[pl.DataFrame], slug: str) -> pl.DataFrame:
    """All published observations; a key in two files must have one value."""
    whole = pl.concat(frames)
    if not whole["geography_year"].is_sorted():
        # Oldest geography first: where a code was typed anew in a newer one, the newer is read last.
        whole = whole.sort("geography_year", maintain_order=True)
    repeated = _find_repeated(whole, frames)
    distinct = repeated.unique([*KEY, "value", "absence", "geography_year"])
    torn = distinct.filter(distinct.select(KEY).is_duplicated())
    if not torn.is_empty():
        keys = torn.select(KEY).unique(maintain_order=True)
        shown = [" ".join(map(str, key)) for key in keys.head(10).iter_rows()]
        raise ReadError(
            f"{word_count(keys.height, 'key')} from two files have different values or geographies:"
            f" {quote_some(shown)}. Say which file is right: the other one is “use: check”.",
            file=slug,
        )
    return whole.unique(KEY, maintain_order=True) if not repeated.is_empty() else whole


def _find_repeated(whole: pl.DataFrame, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The rows whose key comes from several frames, each of which has it once."""
    cells = pl.concat([frame.select(_CELL).unique() for frame in frames])
    shared = cells.filter(cells.is_duplicated()).unique()
    found = (
        whole.join(shared, on=_CELL, how="semi", maintain_order="left") if shared.height else whole.clear()
    )
    return found.filter(found.select(KEY).is_duplicated())
