"""Datasets of which only some files, or a part of a file, are at hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from portal.stats.descriptors.columns import PeriodColumn
from portal.stats.descriptors.dataset import Dataset, SourceFileSpec
from portal.stats.descriptors.entries import Catalogue
from portal.stats.descriptors.fetching import HandedFetch, OpendatasoftFetch, OriginalFetch
from portal.stats.ingest.fetching import FetchedFile, FetchPlace, find_files
from portal.stats.ingest.fetching.addresses import describe_address
from portal.stats.ingest.observations import CheckResult, Observations
from portal.stats.ingest.reading import read_fetched

# What a part of a file cannot pass, and is told instead.
_OF_WHOLE_FILES: Final = frozenset({"rows", "coverage", "agrees", "same_elsewhere"})


@dataclass(frozen=True)
class AtHand:
    """A dataset as its files at hand make it.

    ``dataset`` has these files only and expects only what they can give; ``extract`` says, in French,
    which part of the source they are (empty: all of it); ``left_out`` names the files that are missing.
    """

    dataset: Dataset
    files: Mapping[str, FetchedFile]
    extract: str
    left_out: tuple[str, ...]


def find_at_hand(dataset: Dataset, place: FetchPlace) -> AtHand | str:
    """The files at hand; or, when one that is needed (or all) are missing, a letter in French.

    The letter says whose files are missing and how to give them. Raises PackageError.
    """
    files = find_files(dataset, place)
    missing = [file for file in dataset.files if file.name not in files]
    if not files or any(not file.optional for file in missing):
        return explain_missing(dataset, missing)
    extracts = dict.fromkeys(file.extract for file in files.values() if file.extract)
    names = tuple(file.name for file in missing)
    return AtHand(narrow_dataset(dataset, files), files, " ".join(extracts), names)


def explain_missing(dataset: Dataset, missing: Sequence[SourceFileSpec]) -> str:
    """How many files are missing, of whom, and the command that gives them; in French and short."""
    origins = {describe_origin(file): file for file in missing}  # one archive may give several
    alone = len(origins) == 1
    some = "Un fichier manque" if alone else f"{len(origins)} fichiers manquent"
    owners = ", ".join(dict.fromkeys(map(_name_owner, origins.values())))
    is_handed = any(isinstance(file.fetch, HandedFetch) for file in missing)
    command = f"manage.py figures fetch {dataset.slug}" + (" --file nom=chemin" if is_handed else "")
    which = f"{'Lequel' if alone else 'Lesquels'} : manage.py figures list {dataset.slug}"
    return f"{some} ({owners}). Pour {'le' if alone else 'les'} donner au portail : {command}. {which}"


def _name_owner(file: SourceFileSpec) -> str:
    """The portal to be asked, or that an agent has to bring the file."""
    if isinstance(file.fetch, HandedFetch):
        return "à remettre par un agent"
    return (urlsplit(describe_origin(file)).hostname or "").removeprefix("www.")


def describe_origin(file: SourceFileSpec) -> str:
    """Where a file comes from: its address, or how an agent finds it."""
    if isinstance(file.fetch, HandedFetch):
        return file.fetch.instructions.rstrip(".")
    assert isinstance(file.fetch, OriginalFetch)  # noqa: S101 - the other kinds are at hand, or raise
    return describe_address(file.fetch)


def shorten_origin(file: SourceFileSpec) -> str:
    """Where a file comes from, without the question that is asked there: exports have long ones."""
    if isinstance(file.fetch, OpendatasoftFetch):
        return f"export of {file.fetch.dataset} at {_name_owner(file)}"
    return describe_origin(file)


def read_at_hand(at_hand: AtHand, catalogue: Catalogue) -> Observations:
    """Read what is at hand. Checks that only whole files can pass are warnings for an extract.

    Raises PackageError, ReadError.
    """
    observations = read_fetched(at_hand.dataset, catalogue.indicators, at_hand.files)
    checks = list(observations.checks)
    if at_hand.extract:
        checks = [_soften(check) for check in checks]
        checks.append(CheckResult("extract", "warning", at_hand.extract))
    if at_hand.left_out:
        listed = ", ".join(at_hand.left_out)
        checks.append(CheckResult("left_out", "warning", f"read without files not at hand: {listed}"))
    return replace(observations, checks=tuple(checks))


def _soften(check: CheckResult) -> CheckResult:
    is_softened = check.severity == "error" and check.check in _OF_WHOLE_FILES
    return replace(check, severity="warning") if is_softened else check


def narrow_dataset(dataset: Dataset, names: Collection[str]) -> Dataset:
    """The dataset with these files only, and the expectations that they can meet."""
    files = tuple(file for file in dataset.files if file.name in names)
    if len(files) == len(dataset.files):
        return dataset
    narrowed = dataset.model_copy(update={"files": files})
    expect = dataset.expect
    kept = {
        "ranges": expect.ranges,
        "coverage": tuple(rule for rule in expect.coverage if can_give(narrowed, rule.indicator, rule.year)),
        "agrees": tuple(rule for rule in expect.agrees if can_give(narrowed, rule.indicator, rule.year)),
    }
    return narrowed.model_copy(update={"expect": expect.model_copy(update=kept)})


def can_give(dataset: Dataset, indicator: str, year: int | None) -> bool:
    """Whether the descriptor could give an indicator for a year (any year when None)."""
    return indicator in dataset.makes or any(gives(file, indicator, year) for file in dataset.files)


def gives(file: SourceFileSpec, indicator: str, year: int | None) -> bool:
    """Whether a file could give an indicator for a year (any year when None)."""
    return indicator in file.indicators and (
        year is None or _is_open(file) or year in _list_years(file, indicator)
    )


def _is_open(file: SourceFileSpec) -> bool:
    """Whether the file says itself which years it has."""
    return any(isinstance(role, PeriodColumn) for role in file.columns.values())


def _list_years(file: SourceFileSpec, indicator: str) -> Iterable[int | None]:
    years = {one.period for one in file.value_columns.values() if one.indicator in (None, indicator)}
    if file.counts is not None and file.counts.indicator == indicator:
        years.add(file.counts.period)
    return years
