"""Resources that we describe ourselves, each looked up: ``resources/*.yaml`` beside ``source.yaml``.

One file holds ``resources:``, a list of ``Entry``. Nothing is asked of the network.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from portal.harvest.pages import Asking, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import (
    Descriptor,
    Many,
    Problem,
    Sentence,
    Slug,
    discover,
    parse_document,
    read_document,
)
from portal.kernel.discovery import list_entry_files
from portal.kernel.levels import Level
from portal.kernel.yaml import YamlDocument
from portal.library.harvested import LONGEST_ABSTRACT, LONGEST_TITLE, Harvested, HarvestedFile
from portal.library.kinds import DocumentKind
from portal.references.shelf import References

FOLDER: Final = "resources"

Web = Annotated[str, StringConstraints(pattern=r"^https?://[^\s@#]+(#[^\s]*)?$", max_length=2000)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Place = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:[0-9A-Z]{1,9}$")]
Name = Annotated[str, StringConstraints(pattern=r"^(ark:/|doi:|datagouv:|isbn:|issn:)\S+$", max_length=500)]
Moment = Annotated[str, StringConstraints(min_length=4, max_length=120, strip_whitespace=True)]
Kind = Annotated[DocumentKind, Field(strict=False)]


class EntryFile(Descriptor):
    """A file or service of a resource."""

    url: Web
    title: str = ""
    format: str = ""
    size_bytes: Annotated[int, Field(ge=0)] | None = None
    modified: str = ""


class Entry(Descriptor):
    """One resource. ``id`` names it for ever within its source; it never changes, even when the title does.

    ``producers``, ``subjects`` and ``licence`` are slugs of the catalogue, ``territories`` « kind:code »,
    dates are words in quotes ("2024", "2024-06", "2024-06-30", "juin 2024"). ``period``: the years its
    content is about. ``series``: title of the series of which it is an issue. ``found_in``: where each fact
    was looked up; it is for whoever checks the entry, and is not shown.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{2,119}$")]
    title: Annotated[str, StringConstraints(min_length=3, max_length=LONGEST_TITLE, strip_whitespace=True)]
    url: Web
    kind: Kind
    abstract: Annotated[str, StringConstraints(max_length=LONGEST_ABSTRACT, strip_whitespace=True)] = ""
    producers: Annotated[Many[Slug], Field(min_length=1)]
    issued: Moment | None = None
    modified: Moment | None = None
    period: Moment | None = None
    subjects: Many[Slug] = ()
    levels: Many[Level] = ()
    territories: Many[Place] = ()
    licence: Slug | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")] = "fr"
    formats: Many[Words] = ()
    keywords: Many[Words] = ()
    frequency: str = ""
    identifiers: Many[Name] = ()
    image_url: Web | None = None
    series: str = ""
    files: Many[EntryFile] = ()
    found_in: Sentence | Annotated[Many[Sentence], Field(min_length=1)]


class CONFIG(Descriptor):
    """``folder`` is filled with the folder of the source."""

    kind: Literal["curated"]
    folder: Path


@dataclass(frozen=True)
class _Shelf:
    """What one file holds; no ``document`` when nothing can be said of its entries."""

    name: str
    entries: Mapping[int, Entry]
    problems: tuple[Problem, ...]
    document: YamlDocument | None = None

    def line_of(self, number: int, *keys: str) -> int:
        return self.document.line_of(("resources", number, *keys)) if self.document else 1


def check_config(config: CONFIG, references: References) -> Iterator[Problem]:
    """What is wrong in the resources of a source, and the words that the catalogue does not have."""
    for shelf in _read_shelves(config.folder):
        yield from shelf.problems
        for number, entry in shelf.entries.items():
            for key, unknown in _list_unknown(entry, references):
                yield Problem(
                    "harvest.E004",
                    f"resources.{number}.{key}: “{unknown}” is not in catalogue/{_FOLDERS[key]}.",
                    "Correct its spelling, or add its file.",
                    config.folder / FOLDER / shelf.name,
                    shelf.line_of(number, key),
                )


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """One page per file, in the order of their names; everything is read at each run."""
    del asking, since  # nothing is asked of anybody, and no file says when an entry changed
    shelves = _read_shelves(config.folder)
    total = sum(len(shelf.entries) for shelf in shelves)
    kept = [shelf for shelf in shelves if shelf.name >= after]
    for shelf, following in zip(kept, [*(one.name for one in kept[1:]), ""], strict=True):
        faults = tuple(Faulty(str(problem)) for problem in shelf.problems)
        yield Page((*map(build_harvested, shelf.entries.values()), *faults), following, total)
    unread = [shelf for shelf in shelves if shelf.document is None]
    if unread:
        raise PartialHarvest(
            "Des fichiers de ressources sont illisibles : "
            + " ".join(str(problem) for shelf in unread for problem in shelf.problems)
        )


def build_harvested(entry: Entry) -> Harvested:
    """An entry in the words that ``describing`` reads: our slugs stand where a source writes its words."""
    return Harvested(
        remote_id=entry.id,
        title=_normalize(entry.title),
        url=entry.url,
        kind=entry.kind.value,
        abstract=_normalize(entry.abstract),
        publishers=entry.producers,
        issued=entry.issued or "",
        modified=entry.modified or "",
        period=entry.period or "",
        keywords=tuple(map(_normalize, entry.keywords)),
        themes=(*entry.subjects, *entry.levels),
        language=entry.language,
        licence=entry.licence or "",
        formats=entry.formats,
        frequency=entry.frequency,
        identifiers=entry.identifiers,
        spatial=entry.territories,
        files=tuple(
            HarvestedFile(one.url, _normalize(one.title), one.format, one.size_bytes, one.modified)
            for one in entry.files
        ),
        image_url=entry.image_url or "",
        series=_normalize(entry.series),
    )


_FOLDERS: Final = {"producers": "producers", "subjects": "subjects", "licence": "licences"}


def _list_unknown(entry: Entry, references: References) -> Iterator[tuple[str, str]]:
    """(key, word) of the slugs that name nothing."""
    yield from (("producers", one) for one in entry.producers if one not in references.producers)
    yield from (("subjects", one) for one in entry.subjects if one not in references.subjects)
    if entry.licence and entry.licence not in references.licences:
        yield "licence", entry.licence


def _read_shelves(folder: Path) -> list[_Shelf]:
    """Every file of resources, in the order of names; an id or an address may be used once only."""
    problems: list[Problem] = []
    paths = discover(lambda: list_entry_files(folder / FOLDER), problems)
    shelves = [_Shelf("", {}, tuple(problems))] if problems else []
    if not paths and not problems:
        message = f"{folder / FOLDER}: no file of resources is there."
        problem = Problem("harvest.E003", message, "Add resources/<name>.yaml.", folder / FOLDER, 1)
        return [_Shelf("", {}, (problem,))]
    first: dict[str, str] = {}
    shelves += (_read_shelf(one, one.relative_to(folder / FOLDER).as_posix(), first) for one in paths)
    return shelves


def _read_shelf(path: Path, name: str, first: dict[str, str]) -> _Shelf:
    """``first``: where each id and address was first used; filled."""
    document, wrong = read_document(path)
    if document is None:
        return _Shelf(name, {}, tuple(wrong))
    rows = document.data.get("resources")
    if not isinstance(rows, list) or set(document.data) != {"resources"}:
        problem = Problem(
            "harvest.E003", "resources: a list is expected, and no other key.", "Write “resources:”.", path, 1
        )
        return _Shelf(name, {}, (problem,))
    shelf = _Shelf(name, {}, (), document)
    entries: dict[int, Entry] = {}
    for number, row in enumerate(rows):
        entry, problems = _parse_row(document, number, row)
        line = shelf.line_of(number)
        if entry is not None:
            problems += _claim(entry, f"{name}:{line}", first, path, line)
        if entry is None or problems:
            wrong += problems
        else:
            entries[number] = entry
    return _Shelf(name, entries, tuple(wrong), document)


def _parse_row(document: YamlDocument, number: int, row: object) -> tuple[Entry | None, list[Problem]]:
    """One entry. Lines are those of the whole file, where entries are under « resources »."""
    at = ("resources", number)
    depth = len(at)
    lines = {path[depth:]: line for path, line in document.lines.items() if path[:depth] == at}
    within = YamlDocument(document.path, {}, {**lines, (): document.line_of(at)})
    if not isinstance(row, dict):
        message = f"resources.{number}: a mapping (key: value) is expected."
        return None, [Problem("harvest.E003", message, "Write its keys.", document.path, within.lines[()])]
    entry, problems = parse_document(Entry, within, row)
    told = str(row.get("id", ""))
    return entry, [
        Problem(
            one.code,
            f"{told or f'resources.{number}'}: {one.message}",
            one.hint,
            one.path,
            max(one.line or 1, within.lines[()]),
        )
        for one in problems
    ]


def _claim(entry: Entry, place: str, first: dict[str, str], path: Path, line: int) -> list[Problem]:
    """An id and an address belong to the first entry that uses them."""
    problems = []
    for key, value in (("id", entry.id), ("url", entry.url)):
        before = first.setdefault(f"{key} {value}", place)
        if before != place:
            message = f"{entry.id}: its {key} is already that of the entry at {before}."
            problems.append(Problem("harvest.E003", message, "Remove one of the two.", path, line))
    return problems


def _normalize(text: str) -> str:
    """Composed letters; the line breaks of the layout of YAML joined, paragraphs kept."""
    paragraphs = unicodedata.normalize("NFC", text).split("\n\n")
    return "\n\n".join(one.strip().replace("\n", " ") for one in paragraphs)
