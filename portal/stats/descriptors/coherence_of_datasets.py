"""What a dataset promises about the rest of the catalogue, and what its files say of themselves.

The codes of the problems are listed in ``coherence``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from portal.kernel.descriptors import Problem
from portal.stats.descriptors.columns import LevelColumn, PeriodColumn, TerritoryColumn, TextColumn
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.entries import Catalogue


def check_dataset(catalogue: Catalogue, dataset: Dataset) -> Iterator[Problem]:
    """Every incoherence of one dataset with the rest of the catalogue, and of its files with themselves."""
    yield from _check_names(catalogue, dataset)
    for file in dataset.files:
        yield from _check_columns(dataset, file)
        yield from _check_values(catalogue, dataset, file)
        yield from _check_events(catalogue, dataset, file)
        yield from _check_sample(dataset, file)
    yield from _check_elsewhere(catalogue, dataset)
    yield from _check_expectations(catalogue, dataset)


def _check_names(catalogue: Catalogue, dataset: Dataset) -> Iterator[Problem]:
    path = dataset.folder / "dataset.yaml"
    if dataset.producer not in catalogue.producers:
        yield Problem(
            "stats.E004", f"unknown producer “{dataset.producer}”.", "Add catalogue/producers.", path, 1
        )
    if dataset.licence not in catalogue.licences:
        yield Problem(
            "stats.E004", f"unknown licence “{dataset.licence}”.", "Add catalogue/licences.", path, 1
        )
    for slug in dataset.indicators:
        known = catalogue.indicators.get(slug)
        if known is None or known.compute.operands:
            what = "does not exist" if known is None else "is computed: it cannot be read"
            yield Problem(
                "stats.E005",
                f"indicator “{slug}” {what}.",
                "Correct the slug, or add catalogue/indicators/<theme>/<slug>.yaml.",
                path,
                1,
            )
    if dataset.makes and not dataset.transforms:
        yield Problem("stats.E010", "makes: there is no transform.py.", "Add it or remove “makes”.", path, 1)
    names = [file.name for file in dataset.files]
    if len(set(names)) < len(names):
        yield Problem("stats.E003", "two files have one name.", "Rename one.", path, 1)
    if not (dataset.folder / "expected.csv").is_file():
        yield Problem(
            "stats.E011",
            "expected.csv is missing.",
            "Write by hand what reading the samples must give.",
            path,
            1,
        )


def _check_label_columns(file: SourceFileSpec, path: Path) -> Iterator[Problem]:
    texts = [str(role.to) for role in file.columns.values() if isinstance(role, TextColumn)]
    if file.indicator_column is None or sorted(texts) != ["key", "label"]:
        yield Problem(
            "stats.E010",
            f"{file.name}: a file of labels has a column of role indicator and two texts.",
            "Call the texts “to: key” and “to: label”.",
            path,
            1,
        )


def _check_columns(dataset: Dataset, file: SourceFileSpec) -> Iterator[Problem]:
    path = dataset.folder / "dataset.yaml"
    roles = list(file.columns.values())
    if file.use == "labels":
        yield from _check_label_columns(file, path)
    elif not dataset.transforms and sum(isinstance(role, TerritoryColumn) for role in roles) != 1:
        yield Problem("stats.E010", f"{file.name}: exactly one column has the role territory.", "", path, 1)
    has_level = any(isinstance(role, LevelColumn) for role in roles)
    if has_level == (file.geography.level is not None):
        yield Problem(
            "stats.E010",
            f"{file.name}: the level is given by geography.level or by a column of role level.",
            "Give one of the two.",
            path,
            1,
        )
    has_period = any(isinstance(role, PeriodColumn) for role in roles)
    if file.geography.year == "period" and not has_period:
        yield Problem("stats.E010", f"{file.name}: geography.year is period but no column is.", "", path, 1)
    for name in set(file.ignore) & (set(file.columns) | set(file.select)):
        yield Problem("stats.E010", f"{file.name}: {name} is both used and ignored.", "Choose.", path, 1)


def _check_values(catalogue: Catalogue, dataset: Dataset, file: SourceFileSpec) -> Iterator[Problem]:
    """Each figure has one indicator and one year; a column of labels names open categories."""
    path = dataset.folder / "dataset.yaml"
    has_period = any(isinstance(role, PeriodColumn) for role in file.columns.values())
    is_long = file.indicator_column is not None
    for name, column in file.value_columns.items():
        if has_period == (column.period is not None):
            yield Problem(
                "stats.E010",
                f"{file.name}: {name}: the year is given by period or by a column of role period.",
                "Give one of the two.",
                path,
                1,
            )
        if column.indicator is None and not is_long:
            yield Problem(
                "stats.E010",
                f"{file.name}: {name}: the indicator is given by the column or by one of role indicator.",
                "Give one of the two.",
                path,
                1,
            )
        fed = catalogue.indicators.get(column.indicator or "")
        if column.labels and (fed is None or not fed.open_categories):
            yield Problem(
                "stats.E012",
                f"{file.name}: {name}: labels are for the categories of one open nomenclature.",
                "Remove “labels”, or say open_categories on the indicator.",
                path,
                1,
            )
    if is_long and file.use != "labels" and all(one.indicator for one in file.value_columns.values()):
        yield Problem(
            "stats.E010",
            f"{file.name}: a column of role indicator, and no value that it would name.",
            "Leave “indicator” out of the column of the values.",
            path,
            1,
        )


def _check_events(catalogue: Catalogue, dataset: Dataset, file: SourceFileSpec) -> Iterator[Problem]:
    """Rows that are events have amounts to add up, or are counted, in a file of one row per event."""
    path = dataset.folder / "dataset.yaml"
    has_period = any(isinstance(role, PeriodColumn) for role in file.columns.values())
    found = []
    if file.collapse is not None:
        fed = [catalogue.indicators[slug] for slug in file.indicators if slug in catalogue.indicators]
        found += [f"categories are not added up: {one.slug}" for one in fed if one.is_categorical]
    if file.counts is not None:
        if file.collapse is None:
            found.append("counts: rows are counted when they are events: say “collapse: sum”")
        if file.indicator_column is not None:
            found.append("counts: in a file with a row per indicator a row is not an event")
        if has_period == (file.counts.period is not None):
            found.append("counts: the year is given by period or by a column of role period: give one")
    for text in found:
        yield Problem("stats.E015", f"{file.name}: {text}.", "", path, 1)


def _check_elsewhere(catalogue: Catalogue, dataset: Dataset) -> Iterator[Problem]:
    path = dataset.folder / "dataset.yaml"
    for rule in dataset.elsewhere:
        indicator = catalogue.indicators.get(rule.indicator)
        if indicator is None or rule.indicator not in dataset.indicators:
            hint = "Name an indicator that this dataset feeds."
            yield Problem("stats.E014", f"elsewhere: nothing is read of “{rule.indicator}”.", hint, path, 1)
        elif rule.value is not None and indicator.find_number(rule.value) is None:
            hint = "Write a number, or a key of the nomenclature."
            yield Problem("stats.E014", f"elsewhere: “{rule.value}” is no value of it.", hint, path, 1)


def _check_expectations(catalogue: Catalogue, dataset: Dataset) -> Iterator[Problem]:
    path = dataset.folder / "dataset.yaml"
    expect = dataset.expect
    rules = (expect.ranges, expect.coverage, expect.agrees, expect.jumps, expect.same_as)
    for slug in dict.fromkeys(rule.indicator for kind in rules for rule in kind):
        if slug not in dataset.indicators:
            hint = "Name an indicator that this dataset feeds."
            yield Problem("stats.E017", f"expect: nothing is read of “{slug}”.", hint, path, 1)
    for other in expect.same_as:
        known = catalogue.datasets.get(other.dataset)
        if known is None or (other.other or other.indicator) not in known.indicators:
            name = other.other or other.indicator
            hint = "Name a dataset that feeds it, and the indicator as “other” if it has another slug."
            message = f"expect: same_as: {other.dataset} does not give “{name}”."
            yield Problem("stats.E017", message, hint, path, 1)


def _check_sample(dataset: Dataset, file: SourceFileSpec) -> Iterator[Problem]:
    path = dataset.sample_path(file)
    if not path.is_file():
        yield Problem(
            "stats.E011",
            f"{file.name}: the sample {path.name} is missing.",
            "Add an extract of at most 20 rows in the producer's format.",
            dataset.folder / "dataset.yaml",
            1,
        )
