"""What a release depends on, as one hash: when it is the same, loading again would change nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from portal.kernel import figures
from portal.stats.actions.computed import list_computed_in
from portal.stats.compute.geography import Geography
from portal.stats.descriptors.dataset import Dataset
from portal.stats.descriptors.entries import Catalogue
from portal.stats.ingest.fetching import FetchedFile
from portal.stats.models import COMPUTED_DATASET, Release
from portal.territories.models import Load

_STATS: Final = Path(__file__).resolve().parents[1]
_CODE_FOLDERS: Final = ("actions", "compute", "descriptors", "ingest", "store")
_WITHOUT_FIGURES: Final = (
    "actions/fetching.py",
    "actions/fingerprint.py",
    "actions/lock.py",
    "actions/losses.py",
    "actions/orders.py",
    "actions/rollback.py",
    "descriptors/system_checks.py",
    "ingest/fetching",
)
"""Code of these folders that says which files are read, and when, but not what is read in them."""


def fingerprint_dataset(
    catalogue: Catalogue, dataset: Dataset, files: Mapping[str, FetchedFile], geography: Geography
) -> str:
    """Of the content of the files, the descriptors and what is beside them, the territories and this code.

    Neither the date nor the name of a file counts: the same file sent again changes nothing.
    """
    slugs = {*dataset.indicators, *(one.slug for one in list_computed_in(catalogue, dataset.slug))}
    return _hash(
        [
            _hash_code(),
            _describe_load(),
            geography.categories_version,
            *_hash_folder(dataset.folder),
            *(f"{name} {file.source.sha256}" for name, file in sorted(files.items())),
            *(catalogue.indicators[slug].model_dump_json() for slug in sorted(slugs)),
        ]
    )


def fingerprint_computed(catalogue: Catalogue, inputs: Mapping[str, Release], geography: Geography) -> str:
    """Of the descriptors, the releases computed from, the territories and this code."""
    return _hash(
        [
            _hash_code(),
            _describe_load(),
            geography.categories_version,
            *(f"{dataset} {release.fingerprint}" for dataset, release in sorted(inputs.items())),
            *(one.model_dump_json() for one in list_computed_in(catalogue, COMPUTED_DATASET)),
        ]
    )


def _describe_load() -> str:
    load = Load.objects.first()
    return f"{load.pk} {load.fingerprint}" if load else "none"


def _hash_folder(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


@lru_cache(maxsize=1)
def _hash_code() -> str:
    """A correction of the code must reach the figures: nobody would think of loading them again."""
    paths = [*list_code(_STATS), Path(figures.__file__)]
    return _hash(path.read_text(encoding="utf-8") for path in paths)


def list_code(stats: Path) -> list[Path]:
    """The modules of ``portal.stats`` that figures depend on."""
    left_out = tuple(stats / name for name in _WITHOUT_FIGURES)
    return [
        path
        for folder in _CODE_FOLDERS
        for path in sorted((stats / folder).rglob("*.py"))
        if not any(path.is_relative_to(one) for one in left_out)
    ]


def _hash(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:{part}".encode())
    return digest.hexdigest()
