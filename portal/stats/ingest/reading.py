"""From the files of a dataset to its observations: read, transform, put together, check."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from portal.stats.descriptors.columns import TerritoryColumn, TextColumn
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.indicator import Indicator
from portal.stats.ingest.checks import check_against, check_expectations, check_rows, list_parents
from portal.stats.ingest.codes import normalise_codes
from portal.stats.ingest.csv_reader import read_csv
from portal.stats.ingest.errors import ReadError, quote_some
from portal.stats.ingest.fetching import FetchedFile, FetchPlace, get_files
from portal.stats.ingest.finishing import finish
from portal.stats.ingest.json_reader import forget_records, read_json
from portal.stats.ingest.nomenclatures import gather_nomenclatures
from portal.stats.ingest.observations import KEY, SCHEMA, CheckResult, Nomenclatures, Observations
from portal.stats.ingest.observing import observe
from portal.stats.ingest.tables import Table, select_rows

Indicators = Mapping[str, Indicator]

_READERS: Final[dict[str, Callable[..., Table]]] = {"csv": read_csv, "json": read_json}


def read_dataset(dataset: Dataset, indicators: Indicators, place: FetchPlace) -> Observations:
    """Fetch and read a dataset. ``indicators`` is ``Catalogue.indicators``.

    Raises PackageError (a file cannot be had or is damaged) or ReadError (it is not understood).
    What was understood but is not as expected is in ``Observations.checks``.
    """
    return read_fetched(dataset, indicators, get_files(dataset, place))


def read_fetched(
    dataset: Dataset, indicators: Indicators, fetched: Mapping[str, FetchedFile]
) -> Observations:
    """As ``read_dataset``, from files already at hand; members are inflated one at a time."""
    contents = {name: file.read for name, file in fetched.items()}
    frame, checks, labels = _read(dataset, indicators, contents, complete=True)
    sources = tuple(dict.fromkeys(file.source for file in fetched.values()))
    return Observations(dataset.slug, frame, tuple(checks), sources, labels)


def read_sample(dataset: Dataset, indicators: Indicators) -> Observations:
    """Read the samples kept beside the descriptor; row counts and ``expect`` are left aside."""
    contents = {file.name: dataset.sample_path(file).read_bytes for file in dataset.files}
    frame, checks, labels = _read(dataset, indicators, contents, complete=False)
    return Observations(dataset.slug, frame, tuple(checks), labels=labels)


def read_table(content: bytes, spec: SourceFileSpec, *, file: str) -> Table:
    """One file as a table of text, rows selected, every column accounted for."""
    return select_rows(_READERS[spec.reader.kind](content, spec, file=file), spec.select)


def _read(
    dataset: Dataset,
    indicators: Indicators,
    contents: Mapping[str, Callable[[], bytes]],
    *,
    complete: bool,
) -> tuple[pl.DataFrame, list[CheckResult], Nomenclatures]:
    gathered = _Gathered(dataset, indicators, complete)
    source, content = "", b""
    for spec in sorted(dataset.files, key=_name_source):
        if _name_source(spec) != source or not complete:
            source, content = _name_source(spec), contents[spec.name]()
        gathered.add(spec, content)
    forget_records()
    return gathered.finish()


def _name_source(spec: SourceFileSpec) -> str:
    """Files of one source follow each other: it is then inflated and parsed once."""
    return spec.fetch.model_dump_json() + spec.reader.model_dump_json()


@dataclass
class _Gathered:
    """What the files of a dataset gave so far. ``complete`` is false for samples."""

    dataset: Dataset
    indicators: Indicators
    complete: bool
    checks: list[CheckResult] = field(default_factory=list)
    published: list[pl.DataFrame] = field(default_factory=list)
    compared: list[tuple[SourceFileSpec, pl.DataFrame]] = field(default_factory=list)
    parents: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    labels: list[pl.DataFrame] = field(default_factory=list)

    def add(self, spec: SourceFileSpec, content: bytes) -> None:
        label = f"{self.dataset.slug}/{spec.name}"
        table = read_table(content, spec, file=label)
        self.checks += [CheckResult("encoding", "warning", text, label) for text in table.warnings]
        if self.complete:
            self.checks.append(check_rows(table, spec))
        if self.dataset.transforms:
            self.tables[spec.name] = _take_text(table, spec)
        observed = finish([observe(table, spec, self.indicators)], spec, file=label)
        self.checks += observed.checks
        for level, links in list_parents(table, spec).items():
            self.parents.setdefault(level, []).append(links)
        if spec.use == "publish":
            self.published.append(observed.frame)
            self.labels.append(observed.labels)
        else:
            self.compared.append((spec, observed.frame))

    def finish(self) -> tuple[pl.DataFrame, list[CheckResult], Nomenclatures]:
        if self.dataset.transforms:
            self.published.append(_transform(self.dataset, self.tables))
        whole = _put_together(self.published, self.dataset.slug)
        if self.complete:
            self.checks += [check_against(whole, frame, spec) for spec, frame in self.compared]
            links = {level: pl.concat(frames).unique() for level, frames in self.parents.items()}
            self.checks += check_expectations(self.dataset, whole, links)
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
