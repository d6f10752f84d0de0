"""From the files of a dataset to its observations: read, transform, put together, check."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from portal.stats.descriptors.columns import TerritoryColumn, TextColumn
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.batches import read_batches, read_table
from portal.stats.ingest.checks import check_against, check_expectations, check_rows, list_parents
from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.fetching import FetchedFile, FetchPlace, get_files
from portal.stats.ingest.finishing import finish
from portal.stats.ingest.nomenclatures import gather_nomenclatures
from portal.stats.ingest.observations import KEY, SCHEMA, CheckResult, Nomenclatures, Observations
from portal.stats.ingest.observing import observe
from portal.stats.ingest.tables import Table

Indicators = Mapping[str, Indicator]

__all__ = ["Indicators", "read_batches", "read_dataset", "read_fetched", "read_sample", "read_table"]


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
    streams = {name: file.open for name, file in fetched.items()}
    frame, checks, labels = _read(dataset, indicators, streams, complete=True)
    sources = tuple(dict.fromkeys(file.source for file in fetched.values()))
    return Observations(dataset.slug, frame, tuple(checks), sources, labels)


def read_sample(dataset: Dataset, indicators: Indicators) -> Observations:
    """Read the samples kept beside the descriptor; row counts and ``expect`` are left aside."""
    streams = {file.name: partial(_open, dataset.sample_path(file)) for file in dataset.files}
    frame, checks, labels = _read(dataset, indicators, streams, complete=False)
    return Observations(dataset.slug, frame, tuple(checks), labels=labels)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _read(
    dataset: Dataset,
    indicators: Indicators,
    streams: Mapping[str, Callable[[], BinaryIO]],
    *,
    complete: bool,
) -> tuple[pl.DataFrame, list[CheckResult], Nomenclatures]:
    gathered = _Gathered(dataset, indicators, complete)
    for spec in dataset.files:
        if spec.name in streams:
            with streams[spec.name]() as stream:
                gathered.add(spec, stream)
        else:  # optional: ``get_files`` has refused any other
            gathered.is_partial = True
    return gathered.finish()


@dataclass
class _Gathered:
    """What the files of a dataset gave so far. ``complete`` is false for samples, ``is_partial`` true
    once an optional file is not at hand."""

    dataset: Dataset
    indicators: Indicators
    complete: bool
    is_partial: bool = False
    checks: list[CheckResult] = field(default_factory=list)
    published: list[pl.DataFrame] = field(default_factory=list)
    compared: list[tuple[SourceFileSpec, pl.DataFrame]] = field(default_factory=list)
    parents: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    labels: list[pl.DataFrame] = field(default_factory=list)

    def add(self, spec: SourceFileSpec, stream: BinaryIO) -> None:
        label = f"{self.dataset.slug}/{spec.name}"
        batches, texts, height = [], [], 0
        for table in read_batches(stream, spec, file=label):
            height += table.frame.height
            self.checks += [CheckResult("encoding", "warning", text, label) for text in table.warnings]
            if self.dataset.transforms:
                texts.append(_take_text(table, spec))
            batches.append(observe(table, spec, self.indicators))
            for level, links in list_parents(table, spec).items():
                self.parents.setdefault(level, []).append(links)
        if texts:
            self.tables[spec.name] = pl.concat(texts)
        if self.complete:
            self.checks.append(check_rows(height, spec, file=label))
        observed = finish(batches, spec, file=label)
        self.checks += observed.checks
        if spec.use == "check":
            self.compared.append((spec, observed.frame))
        else:
            self.published.append(observed.frame)
            self.labels.append(observed.labels)

    def finish(self) -> tuple[pl.DataFrame, list[CheckResult], Nomenclatures]:
        if self.dataset.transforms:
            self.published.append(_transform(self.dataset, self.tables))
        whole = _put_together(self.published, self.dataset.slug)
        if self.complete:
            self.checks += [check_against(whole, frame, spec) for spec, frame in self.compared]
            links = {level: pl.concat(frames).unique() for level, frames in self.parents.items()}
            self.checks += check_expectations(self.dataset, whole, links, is_partial=self.is_partial)
        labels, renamed = gather_nomenclatures(self.labels, dataset=self.dataset.slug)
        return whole, [*self.checks, *renamed], labels


def _take_text(table: Table, spec: SourceFileSpec) -> pl.DataFrame:
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


def _transform(dataset: Dataset, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
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


def _put_together(frames: list[pl.DataFrame], slug: str) -> pl.DataFrame:
    """All published observations; a key in two files must have one value."""
    # Oldest geography first: where a code was typed anew in a newer one, the newer is read last.
    whole = pl.concat(frames).sort("geography_year", maintain_order=True)
    repeated = whole.filter(whole.select(KEY).is_duplicated())
    distinct = repeated.unique([*KEY, "value", "absence", "geography_year"])
    torn = distinct.filter(distinct.select(KEY).is_duplicated())
    if not torn.is_empty():
        keys = torn.select(KEY).unique(maintain_order=True)
        shown = [" ".join(map(str, key)) for key in keys.head(10).iter_rows()]
        raise ReadError(
            f"{keys.height} keys come from two files with different values or geographies:"
            f" {quote_some(shown)}. Say which file is right: the other one is “use: check”.",
            file=slug,
        )
    return whole.unique(KEY, maintain_order=True) if not repeated.is_empty() else whole
