"""Catalogues in one CSV file: one row a resource, or one row a file of a resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from portal.harvest.bounds import Walk
from portal.harvest.formats.markdown import read_markdown
from portal.harvest.formats.saying import Said, build_period
from portal.harvest.formats.table import Table
from portal.harvest.pages import Asking, Content, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url
from portal.library.harvested import Harvested

PAGE_SIZE: Final = 500

Name = Literal[
    "id", "title", "url", "kind", "abstract", "publishers", "creators", "issued", "modified", "start", "end",
    "keywords", "themes", "language", "licence", "formats", "frequency", "identifiers", "spatial", "series",
    "image_url", "file_url", "file_title", "file_format", "file_size", "file_modified",
]  # fmt: skip
_LINES: Final = ("issued", "modified", "language", "licence", "frequency", "series")
_LISTS: Final = ("publishers", "creators", "keywords", "themes", "formats", "identifiers", "spatial")
_COLUMN: Final = re.compile(r"\{([^{}]+)\}")


class CONFIG(Descriptor):
    """``url``, or ``file`` beside ``source.yaml``. ``columns``: our words → the name of a column, or a
    template of several (« commune:{code} »; nothing comes of it when one of them is empty).

    ``where``, ``gone``: column → values; rows kept, rows of resources that the source withdrew. ``cuts``:
    our lists → what separates their words. Rows of one ``id`` are one resource, and its files.
    """

    kind: Literal["csv_catalogue"]
    url: Url | None = None
    file: Annotated[str, Field(pattern=r"^[a-z0-9_.-]+\.csv$")] | None = None
    folder: Path
    columns: Mapping[Name, str]
    delimiter: Annotated[str, Field(max_length=1)] = ""
    where: Mapping[str, Many[str]] = {}
    gone: Mapping[str, Many[str]] = {}
    cuts: Mapping[Name, str] = {}
    markdown: bool = False

    @model_validator(mode="after")
    def _check(self) -> CONFIG:
        if (self.url is None) == (self.file is None):
            raise ValueError("give “url” or “file”, and not both.")
        if not {"id", "title", "url"} <= set(self.columns):
            raise ValueError("columns: “id”, “title” and “url” are needed.")
        return self

    def list_columns(self) -> set[str]:
        """Names of the columns that must be there."""
        used = {
            one
            for words in self.columns.values()
            for one in (_COLUMN.findall(words) if "{" in words else [words])
        }
        return used | set(self.where) | set(self.gone)

    def take(self, row: Mapping[str, str], name: Name) -> str:
        """The words of a row under one of our words."""
        told = self.columns.get(name, "")
        if "{" not in told:
            return row.get(told, "").strip()
        parts = {one: row.get(one, "").strip() for one in _COLUMN.findall(told)}
        return _COLUMN.sub(lambda found: parts[found[1]], told) if all(parts.values()) else ""


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Resources in the order of the file, ``PAGE_SIZE`` a page; ``after`` is the id of the last one read."""
    del since
    content = _fetch(config, asking)
    table = Table(content, config.delimiter)
    table.ensure_columns(config.list_columns())
    rows, faults, gone = _group(config, table)
    walk = Walk(content.url)
    keys = list(rows)
    start = keys.index(after) + 1 if after in rows else 0
    told = walk.note_gone(gone)
    waiting = iter(keys[start:])
    while batch := list(islice(waiting, PAGE_SIZE)):
        records = walk.keep_new(_build(config, rows[key], content.url) for key in batch)
        is_last = batch[-1] == keys[-1]
        yield Page((*records, *faults), "" if is_last else batch[-1], len(keys), told, table.notes)
        faults, told = (), ()
    if faults or told or not keys:
        yield Page(faults, "", len(keys), told, table.notes)


def _fetch(config: CONFIG, asking: Asking) -> Content:
    if config.url is not None:
        return asking.get(config.url, accept="text/csv")
    path = config.folder / str(config.file)
    try:
        return Content(path.read_bytes(), path.name)
    except OSError as error:
        raise PartialHarvest(
            f"{path.name} : le fichier de la source ne peut pas être lu ({error})."
        ) from error


def _group(
    config: CONFIG, table: Table
) -> tuple[dict[str, list[Mapping[str, str]]], tuple[Faulty, ...], tuple[str, ...]]:
    """Rows by id, in the order of the first of each; those that cannot be read; ids withdrawn."""
    rows: dict[str, list[Mapping[str, str]]] = {}
    faults: list[Faulty] = []
    gone: dict[str, None] = {}
    for row in table.iterate_rows():
        if isinstance(row, Faulty):
            faults.append(row)
            continue
        key = config.take(row, "id")
        if not key:
            faults.append(
                Faulty("Ligne refusée : il y manque un identifiant.", excerpt=config.take(row, "title")[:300])
            )
        elif _matches(row, config.gone, every=False):
            gone[key] = None
        elif _matches(row, config.where, every=True):
            rows.setdefault(key, []).append(row)
    return rows, tuple(faults), tuple(gone)


def _matches(row: Mapping[str, str], asked: Mapping[str, tuple[str, ...]], *, every: bool) -> bool:
    """Whether the row has one of the values asked of ``every`` column, or of any of them."""
    found = (row[column].strip() in values for column, values in asked.items())
    return all(found) if every else any(found)


def _build(config: CONFIG, rows: list[Mapping[str, str]], base: str) -> Harvested | Faulty:
    """One resource: its first row, and the files of all."""
    row = rows[0]
    said = Said(config.url or "")
    abstract = config.take(row, "abstract")
    files = [
        said.file(*(config.take(one, name) for name in get_args(Name) if name.startswith("file_")))
        for one in rows
        if config.take(one, "file_url")
    ]
    lists = {name: _cut(config, said, config.take(row, name), name) for name in _LISTS}
    lists["formats"] = lists["formats"] or said.lines([one.format for one in files if one is not None])
    return said.build(
        config.take(row, "id"),
        config.take(row, "title"),
        said.address(config.take(row, "url")),
        kind=config.take(row, "kind"),
        abstract=said.text(read_markdown(abstract) if config.markdown else abstract),
        period=build_period(said.line(config.take(row, "start")), said.line(config.take(row, "end"))),
        image_url=said.address(config.take(row, "image_url")),
        files=files,
        **{name: said.line(config.take(row, name)) for name in _LINES},
        **lists,
    )


def _cut(config: CONFIG, said: Said, words: str, name: Name) -> tuple[str, ...]:
    separator = config.cuts.get(name)
    return said.lines(words.split(separator) if separator else words)
