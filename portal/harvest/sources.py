"""Sources of documents, as the catalogue describes them: one folder each.

``catalogue/sources/<slug>/source.yaml``, its sample (``sample.*``, a small extract that we wrote) and what
must be read of it (``expected.json``). A protocol that no connector speaks brings its own ``connector.py``.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Final, Literal, cast

from django.conf import settings
from pydantic import Field

import portal.harvest.connectors
from portal.harvest.pages import Connector
from portal.kernel.descriptors import (
    Descriptor,
    Many,
    Problem,
    Sentence,
    Slug,
    Url,
    list_folders,
    parse_document,
)
from portal.kernel.levels import Level
from portal.kernel.yaml import YamlDocument
from portal.references.shelf import References, get_references

MARKER: Final = "source.yaml"
OWN_CONNECTOR: Final = "connector.py"

Kind = Literal["publication", "dataset", "tool", "reference", "platform"]
Every = Literal["hourly", "daily", "weekly", "monthly", "never"]


class Defaults(Descriptor):
    """What every record of a source is, when the record itself does not say."""

    kind: Kind = "publication"
    producers: Many[Slug] = ()
    subjects: Many[Slug] = ()
    levels: Many[Level] = ()
    territories: Many[str] = ()
    licence: Slug | None = None
    language: str = "fr"


class Lookups(Descriptor):
    """Words of the source → ours; compared without accents, capitals nor plural, as whole values."""

    subjects: Mapping[str, Many[Slug]] = {}
    levels: Mapping[str, Many[Level]] = {}
    producers: Mapping[str, Slug] = {}
    kinds: Mapping[str, Kind] = {}
    territories: Mapping[str, str] = {}


class Expectations(Descriptor):
    """What makes a run abnormal: fewer records than ``least``, or than ``share`` of the last whole run."""

    least: int = 1
    share: Annotated[float, Field(ge=0, le=1)] = 0.8
    silent_days: int = 60
    """Days without anything new after which agents are told."""


class Source(Descriptor):
    """Where documents come from. ``names_places``: whether territories are looked for in titles and
    abstracts; ``keeps_text``: whether the full text, where the source gives it, is indexed."""

    slug: Slug
    title: Sentence
    producer: Slug
    page: Url
    summary: Sentence
    connector: Any
    """The descriptor of its connector (``CONFIG`` of the module)."""
    defaults: Defaults = Defaults()
    lookups: Lookups = Lookups()
    names_places: bool = True
    keeps_text: bool = True
    every: Every = "weekly"
    at_start: bool = False
    """Whether it is active on a new installation, without an agent's say: for what needs no network.

    A connector that may find its file at hand says so (``is_at_hand``): see ``is_ready_at_start``."""
    lists_all: bool | None = None
    """Whether it lists all that it has: what it no longer lists is then archived after ``grace_days``. Not
    said: yes, unless its protocol only tells the latest (``LISTS_LATEST`` of the connector)."""
    grace_days: int = 7
    expect: Expectations = Expectations()
    folder: Path

    @property
    def kind(self) -> str:
        """Name of its protocol."""
        return str(self.connector.kind)


@dataclass(frozen=True)
class Sources:
    """Every source by slug; ``problems`` is empty when the catalogue is fit for use."""

    by_slug: Mapping[str, Source]
    problems: tuple[Problem, ...] = ()


def load_sources(root: Path, references: References) -> Sources:
    """Read every source of the catalogue, each with the descriptor of its protocol."""
    problems: list[Problem] = []
    found: dict[str, Source] = {}
    for folder, document in list_folders(root / "sources", MARKER, problems):
        source = _parse(folder, document, problems)
        if source is not None:
            problems.extend(_check(source, document, references))
            problems.extend(_check_own(source, references))
            found[source.slug] = source
    return Sources(found, tuple(problems))


def _parse(folder: Path, document: YamlDocument, problems: list[Problem]) -> Source | None:
    data = {"slug": folder.name, "folder": folder, **document.data}
    told = data.get("connector")
    kind = str(told.get("kind", "")) if isinstance(told, dict) else ""
    connector = find_connector(kind, folder)
    if connector is None or not isinstance(told, dict):
        known = ", ".join(list_protocols())
        problems.append(
            Problem(
                "harvest.E001",
                f"connector.kind: no connector is called “{kind}”.",
                f"Use one of: {known}; or put {OWN_CONNECTOR} in this folder.",
                document.path,
                document.line_of(("connector",)),
            )
        )
        return None
    if "folder" in connector.CONFIG.model_fields:  # a connector that reads files of ours
        told = {**told, "folder": folder}
    config, wrong = parse_document(connector.CONFIG, document, told)
    problems.extend(wrong)
    source, wrong = parse_document(Source, document, {**data, "connector": config})
    problems.extend(wrong)
    return source if config is not None else None


def _check(source: Source, document: YamlDocument, references: References) -> Iterator[Problem]:
    """Words that the catalogue does not have."""
    defaults, lookups = source.defaults, source.lookups
    named = (
        (
            "producers",
            references.producers,
            {source.producer, *defaults.producers, *lookups.producers.values()},
        ),
        (
            "subjects",
            references.subjects,
            {*defaults.subjects, *(s for g in lookups.subjects.values() for s in g)},
        ),
        ("licences", references.licences, {defaults.licence} if defaults.licence else set()),
    )
    for folder, known, used in named:
        for word in sorted(used - set(known)):
            yield Problem(
                "harvest.E002",
                f"“{word}” is not in catalogue/{folder}.",
                "Correct its spelling, or add its file.",
                document.path,
                1,
            )


def _check_own(source: Source, references: References) -> Iterator[Problem]:
    """What its connector finds wrong in its other files, when it has any."""
    check = getattr(find_connector(source.kind, source.folder), "check_config", None)
    if check is not None:
        yield from check(source.connector, references)


def list_protocols() -> list[str]:
    """Names of the connectors of the portal."""
    return sorted(
        name for _, name, _ in pkgutil.iter_modules(portal.harvest.connectors.__path__) if name[0] != "_"
    )


def find_connector(kind: str, folder: Path | None = None) -> Connector | None:
    """The module that speaks a protocol: of the folder of the source, or of the portal."""
    own = folder / OWN_CONNECTOR if folder else None
    if own is not None and own.is_file():
        return _load_own(own)
    if kind not in list_protocols():
        return None
    return cast(Connector, importlib.import_module(f"{portal.harvest.connectors.__name__}.{kind}"))


def is_ready_at_start(source: Source) -> bool:
    """Whether it is run on a new installation: marked so, and what it reads is at hand without network."""
    ask = getattr(find_connector(source.kind, source.folder), "is_at_hand", None)
    return source.at_start and (ask is None or ask(source.connector))


def has_all(source: Source) -> bool:
    """Whether what it no longer lists may be believed gone: entries of a feed leave as others come."""
    if source.lists_all is not None:
        return source.lists_all
    return not getattr(find_connector(source.kind, source.folder), "LISTS_LATEST", False)


@lru_cache(maxsize=64)
def _load_own(path: Path) -> Connector:
    spec = importlib.util.spec_from_file_location(f"source_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module of Python.")
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast(Connector, module)


@lru_cache(maxsize=4)
def _load(root: str) -> Sources:
    return load_sources(Path(root), get_references())


def get_sources() -> Sources:
    """The sources of this portal."""
    return _load(str(settings.CATALOGUE_DIR))


def reset_sources() -> None:
    """Forget what was loaded."""
    _load.cache_clear()
