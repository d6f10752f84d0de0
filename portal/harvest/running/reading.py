"""How the records of a source are read: its rules, and a fingerprint that changes when the reading does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

import portal.library.describing
from portal.harvest.sources import Source
from portal.library.describing.describe import Knowledge
from portal.library.describing.knowledge import get_knowledge
from portal.library.describing.rules import Rules
from portal.library.harvested import Harvested
from portal.library.naming import fold
from portal.territories.queries.universe import get_load_id

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that makes a description of a record, besides the record."""

    rules: Rules
    knowledge: Knowledge
    version: str

    def sign(self, harvested: Harvested) -> str:
        """Fingerprint of a record as it is read now."""
        return hashlib.sha256(f"{self.version}\n{harvested!r}".encode("utf-8", "replace")).hexdigest()


def build_reading(source: Source) -> Reading:
    """The reading of a source with the territories and the vocabularies of the moment."""
    rules = build_rules(source)
    told = (rules, get_load_id(), _sign_files())
    return Reading(rules, get_knowledge(), hashlib.sha256(repr(told).encode()).hexdigest())


def build_rules(source: Source) -> Rules:
    """The defaults and lookups of a source, as describing takes them."""
    defaults, lookups = source.defaults, source.lookups
    return Rules(
        page=str(source.page),
        kind=defaults.kind,
        producers=tuple(defaults.producers) or (source.producer,),
        subjects=tuple(defaults.subjects),
        levels=tuple(str(level) for level in defaults.levels),
        territories=tuple(defaults.territories),
        licence=defaults.licence or "",
        language=defaults.language,
        subject_words=_fold_keys(lookups.subjects),
        level_words={
            word: tuple(str(level) for level in levels) for word, levels in _fold_keys(lookups.levels).items()
        },
        producer_words=_fold_keys(lookups.producers),
        kind_words=_fold_keys(lookups.kinds),
        territory_words=_fold_keys(lookups.territories),
        names_places=source.names_places,
        keeps_text=source.keeps_text,
    )


def sign_source(source: Source) -> str:
    """Fingerprint of all that a source without network gives: its folder and how it is read."""
    return _sign((str(build_rules(source)), get_load_id(), _sign_files()), source.folder.rglob("*"))


def _fold_keys(words: Mapping[str, V]) -> dict[str, V]:
    return {fold(word): value for word, value in words.items()}


def _sign_files() -> str:
    root = Path(settings.CATALOGUE_DIR)
    folders = [root / name for name in ("producers", "licences", "subjects")]
    return _sign((_sign_code(),), (path for folder in folders for path in folder.rglob("*.yaml")))


@lru_cache(maxsize=1)
def _sign_code() -> str:
    """Of the code that understands: a mended rule is applied to what was already harvested."""
    return _sign((), Path(portal.library.describing.__path__[0]).glob("*.py"))


def _sign(told: tuple[Any, ...], paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(repr(told).encode())
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"\n{path.name}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
