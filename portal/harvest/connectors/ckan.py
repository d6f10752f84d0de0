"""Portals of CKAN (package_search), and « data.json » of DKAN and ArcGIS Hub.

Packages are read from the least recently changed on. One that changes while we read goes to the end and
makes the others move up: each page asks again for the last record of the page before, and goes back when
it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from pydantic import Field

from portal.harvest.bounds import Walk
from portal.harvest.formats.answers import build_faulty, read_object, refuse, take_list
from portal.harvest.formats.ckan import build_package, build_project_open_data, is_withdrawn
from portal.harvest.formats.saying import choose_language, join_address
from portal.harvest.pages import Asking, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url
from portal.library.harvested import Harvested

JSON: Final = "application/json"
MOST_RETURNS: Final = 20
"""Times that a run may go back before the catalogue is said to change too fast."""


class CONFIG(Descriptor):
    """``url``: root of the portal (« data.json » is looked for there when ``shape`` is data_json, unless the
    address is already that of a file .json). ``fq``, ``q``: filters of the search. ``extras``: words of this
    portal for its extras → ours (spatial, themes, frequency, issued, modified, publishers, url, start, end).
    """

    kind: Literal["ckan"]
    url: Url
    shape: Literal["ckan", "data_json"] = "ckan"
    q: str = ""
    fq: str = ""
    rows: Annotated[int, Field(ge=2, le=1000)] = 100
    types: Many[str] = ("dataset",)
    extras: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Place:
    """``start``: how many records were read; ``last``: id of the last of them."""

    start: int = 0
    last: str = ""

    def __str__(self) -> str:
        return f"{self.start}|{self.last}"


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every package, or those changed ``since``."""
    if config.shape == "data_json":
        yield from _fetch_file(config, asking)
        return
    reading = _Reading(config, asking, since)
    place: _Place | None = _parse_place(after)
    while place is not None:
        page, place = reading.read(place)
        yield page
    if not after:
        reading.walk.ensure_all(reading.total)


def _parse_place(after: str) -> _Place:
    start, _, last = after.partition("|")
    if not after:
        return _Place()
    if not start.isdecimal():
        raise PartialHarvest(f"Reprise impossible : « {after[:80]} » n’est pas un endroit de cette source.")
    return _Place(int(start), last)


class _Reading:
    """One run."""

    def __init__(self, config: CONFIG, asking: Asking, since: datetime | None) -> None:
        self.config, self.asking, self.since = config, asking, since
        self.walk = Walk(config.url)
        self.total: int | None = None
        self.returns = 0

    def read(self, place: _Place) -> tuple[Page, _Place | None]:
        """The page at a place, and the place after it."""
        overlap = 1 if place.last else 0
        first = max(place.start - overlap, 0)
        rows, notes = self._search(first)
        if overlap and rows and _get_id(rows[0]) != place.last:
            return self._go_back(place, notes)
        fresh = rows[overlap:] if rows and _get_id(rows[0]) == place.last else rows
        records, gone = self._sort_out(fresh)
        end = first + len(rows)
        is_over = not fresh or end >= (self.total or 0)
        following = None if is_over else _Place(end, _get_id(rows[-1]))
        page = Page(
            self.walk.keep_new(records),
            str(following) if following else "",
            self.total,
            self.walk.note_gone(gone),
            notes,
        )
        return page, following

    def _go_back(self, place: _Place, notes: tuple[str, ...]) -> tuple[Page, _Place]:
        """The catalogue moved under our feet: one page is read again, its records are told once."""
        self.returns += 1
        if self.returns > MOST_RETURNS:
            raise PartialHarvest(
                f"{self.config.url} : le catalogue change plus vite qu’il n’est lu, des jeux de données"
                " seraient oubliés. Relancez la moisson à une heure plus calme."
            )
        before = _Place(max(place.start - self.config.rows, 0))
        told = "Le catalogue a changé pendant la lecture : une page a été relue."
        return Page((), str(before), self.total, (), (*notes, told)), before

    def _search(self, first: int) -> tuple[list[Any], tuple[str, ...]]:
        config = self.config
        asked = {
            "q": config.q,
            "fq": " ".join(filter(None, (config.fq, self._build_since()))),
            "sort": "metadata_modified asc, id asc",
            "rows": str(config.rows),
            "start": str(first),
        }
        asked = {key: value for key, value in asked.items() if value}
        url = join_address(config.url, f"api/3/action/package_search?{urlencode(asked)}")
        self.walk.enter(f"{url} ({self.returns})")
        content = self.asking.get(url, accept=JSON)
        told, notes = read_object(content)
        result = told.get("result")
        if told.get("success") is not True or not isinstance(result, dict):
            raise refuse(content, f"CKAN annonce un échec ({_describe(told.get('error'))}).")
        count = result.get("count")
        self.total = count if isinstance(count, int) and not isinstance(count, bool) else None
        return take_list(result, "results", content), notes

    def _build_since(self) -> str:
        if self.since is None:
            return ""
        return f"metadata_modified:[{self.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} TO *]"

    def _sort_out(self, rows: list[Any]) -> tuple[list[Harvested | Faulty], list[str]]:
        """Packages to describe, and ids of those withdrawn; what is of another type is passed over."""
        records: list[Harvested | Faulty] = []
        gone: list[str] = []
        for row in rows:
            if not isinstance(row, dict):
                records.append(build_faulty(row, "un jeu de données de CKAN est un objet JSON."))
            elif row.get("type", "dataset") not in self.config.types:
                self.walk.note_gone((_get_id(row),))
            elif is_withdrawn(row):
                gone.append(_get_id(row))
            else:
                records.append(build_package(row, self.config.url, self.config.extras))
        return records, gone


def _fetch_file(config: CONFIG, asking: Asking) -> Iterator[Page]:
    """« data.json » is one file: one page."""
    url = config.url if config.url.endswith(".json") else join_address(config.url, "data.json")
    content = asking.get(url, accept=JSON)
    told, notes = read_object(content)
    rows = take_list(told, "dataset", content)
    walk = Walk(url)
    records = [
        build_project_open_data(row, url)
        if isinstance(row, dict)
        else build_faulty(row, "un jeu de données est un objet JSON.")
        for row in rows
        if not isinstance(row, dict) or row.get("accessLevel", "public") == "public"
    ]
    yield Page(walk.keep_new(records), "", len(records), (), notes)


def _get_id(row: object) -> str:
    return choose_language(row.get("id") or row.get("name")) if isinstance(row, dict) else ""


def _describe(error: object) -> str:
    if isinstance(error, dict):
        return choose_language(error.get("message")) or choose_language(error.get("__type")) or "sans motif"
    return choose_language(error) or "sans motif"
