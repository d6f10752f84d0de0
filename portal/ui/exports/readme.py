"""What explains a file: definitions, sources, date, how to cite it, from what whoever knows the data says.

The design layer knows no data: a dataset and an indicator come as anything that has these attributes
(``portal.stats.queries.SourceInfo``, ``portal.stats.queries.definitions.Described``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.utils.timezone import localdate

from portal.kernel.french import format_date, format_period, typeset
from portal.ui.exports.citations import Citation, write_citation
from portal.ui.exports.tables import Definition, ReadMe, Source
from portal.ui.frozen import build_frozen_address, get_version_key


class Origin(Protocol):
    """A dataset that figures come from. ``path`` is that of its page here; ``acronym`` may be empty;
    ``extract`` says which part of the source is at hand, and is empty when all of it is."""

    @property
    def title(self) -> str: ...
    @property
    def producer(self) -> str: ...
    @property
    def acronym(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def extract(self) -> str: ...


class Described(Protocol):
    """An indicator: ``text`` says what it measures and how."""

    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def caveats(self) -> str: ...


def build_readme(
    title: str,
    path: str,
    *,
    origins: Sequence[Origin],
    definitions: Iterable[Definition],
    sentences: Iterable[str] = (),
    note: str = "",
) -> ReadMe:
    """The first sheet of a file of the figures shown at ``path``; ``note`` goes in the citation."""
    citation = build_citation(title, path, origins, note=note)
    return ReadMe(
        title=typeset(title),
        address=citation.address,
        dated=format_date(citation.dated) if citation.dated else "",
        sentences=tuple(map(typeset, sentences)),
        definitions=tuple(definitions),
        sources=tuple(map(cite_origin, origins)),
        citation=typeset(write_citation(citation)),
    )


def build_citation(title: str, path: str, origins: Sequence[Origin], *, note: str = "") -> Citation:
    """How to cite what is shown at ``path``, at the version of the data it is shown at."""
    return Citation(
        title=title,
        authors=tuple(dict.fromkeys(one.acronym or one.producer for one in origins)),
        publisher=settings.SITE_NAME,
        dated=find_date(origins),
        version=get_version_key(),
        address=build_frozen_address(path),
        note=typeset(note),
        licence=" ; ".join(dict.fromkeys(one.licence for one in origins)),
    )


def define(described: Described, origins: Iterable[Origin], years: Collection[int]) -> Definition:
    """What an indicator means, where its figures come from, of which years they are."""
    return Definition(
        label=typeset(described.label),
        unit=described.unit,
        definition=typeset(described.text),
        source=typeset(" ; ".join(name_origins(origins))),
        years=format_period(min(years), max(years)) if years else "",
        caveats=typeset(described.caveats),
    )


def cite_origin(origin: Origin) -> Source:
    """A dataset as a line of the first sheet: its release, and the page where all its files are."""
    dated = f"version {origin.number}"
    if origin.published_at:
        dated += f" du {format_date(localdate(origin.published_at))}"
    title = f"{origin.title} (extrait : {origin.extract})" if origin.extract else origin.title
    address = f"{settings.SITE_URL}{origin.path}"
    return Source(typeset(title), typeset(origin.producer), typeset(origin.licence), address, dated)


def name_origins(origins: Iterable[Origin]) -> tuple[str, ...]:
    """« Insee, Populations de référence », each once."""
    names = (f"{one.acronym or one.producer}, {one.title}" for one in origins)
    return tuple(dict.fromkeys(map(typeset, names)))


def find_date(origins: Iterable[Origin]) -> date | None:
    """The day of the newest of the data; None when nothing is published."""
    return max((localdate(one.published_at) for one in origins if one.published_at), default=None)


def write_dated(origins: Iterable[Origin]) -> str:
    """The same in words; empty when nothing is published."""
    day = find_date(origins)
    return format_date(day) if day else ""
