"""One answer of an OAI-PMH repository, read as it flows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from portal.harvest.formats.dublin_core import read_dublin_core
from portal.harvest.formats.elements import Reading
from portal.harvest.formats.saying import Said
from portal.harvest.pages import Content, Faulty, PartialHarvest
from portal.kernel.markup.xml import Element, find_child, get_name, get_text, list_texts
from portal.library.harvested import Harvested

_STAMP: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")


@dataclass(slots=True)
class Batch:
    """``gone``: ids of deleted records. ``stamps``: dates of all, in order, empty where there is none.
    ``error``: code of the protocol, and ``said``, its words. ``strays``: records of another set than the one
    asked. ``first``: id of the first record. ``failure``: why it was not read to its end."""

    records: list[Harvested | Faulty] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    token: str | None = None
    total: int | None = None
    error: str = ""
    said: str = ""
    strays: int = 0
    first: str = ""
    failure: PartialHarvest | None = None

    @property
    def has_sense(self) -> bool:
        """Whether anything of the protocol is there."""
        return bool(self.stamps or self.error or self.failure) or self.token is not None


def read_batch(content: Content, asked_set: str) -> Batch:
    """The records, the token and the error of an answer. Raises PartialHarvest for what is not XML."""
    reading = Reading(content)
    batch = Batch(notes=reading.notes)
    for element in reading.iterate("record", "resumptionToken", "error"):
        name = get_name(element)
        if name == "record":
            _take_record(batch, element, content.url, asked_set)
        elif name == "resumptionToken":
            batch.token = get_text(element).strip()
            size = (element.get("completeListSize") or "").strip()
            batch.total = int(size) if size.isascii() and size.isdecimal() and len(size) < 12 else None
        else:
            batch.error = (element.get("code") or "").strip()[:60] or "error"
            batch.said = " ".join(get_text(element).split())[:300]
    batch.failure = reading.failure
    return batch


def _take_record(batch: Batch, element: Element, base: str, asked_set: str) -> None:
    header = find_child(element, "header")
    key = "".join(list_texts(header, "identifier")[:1]) if header is not None else ""
    stamps = list_texts(header, "datestamp")[:1] if header is not None else []
    batch.stamps.append(stamps[0] if stamps and _STAMP.fullmatch(stamps[0]) else "")
    batch.first = batch.first or key
    sets = list_texts(header, "setSpec") if header is not None else []
    if asked_set and sets and not any(f"{one}:".startswith(f"{asked_set}:") for one in sets):
        batch.strays += 1
    elif header is not None and header.get("status") == "deleted":
        if key:
            batch.gone.append(key)
    else:
        batch.records.append(_build_record(element, key, base))


def _build_record(element: Element, key: str, base: str) -> Harvested | Faulty:
    metadata = find_child(element, "metadata")
    described = next(iter(metadata), None) if metadata is not None else None
    if described is None:
        excerpt = " ".join(get_text(element).split())[:300]
        return Faulty("Notice refusée : ses métadonnées manquent.", key, excerpt)
    said = Said(base)
    core = read_dublin_core(described, said)
    dates = core.list("date")
    return said.build(
        key,
        core.first("title"),
        core.find_address("identifier", "relation", "source"),
        abstract=core.join(core.list("description")),
        creators=core.lines("creator"),
        publishers=core.lines("publisher"),
        issued=said.line(dates[0] if dates else "", 120),
        keywords=core.lines("subject"),
        themes=core.lines("type"),
        language=said.line(core.first("language"), 40),
        licence=said.line(core.first("rights"), 300),
        formats=core.lines("format"),
        identifiers=core.list_identifiers("identifier"),
        spatial=core.lines("coverage"),
    )
