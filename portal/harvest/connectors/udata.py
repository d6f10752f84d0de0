"""Platforms of udata (data.gouv.fr): datasets by organisation, tag, topic or words, and elements of topics.

API v1 (files in the answer) or v2 (files apart). A search that goes beyond the window of the platform
(10 000 records) is read from both ends of the dates of creation; beyond twice the window it must be cut
into several ``queries``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from pydantic import Field

from portal.harvest.bounds import Walk
from portal.harvest.formats.answers import build_faulty, read_object, take_list
from portal.harvest.formats.saying import choose_language, join_address
from portal.harvest.formats.udata import build_dataset, is_withdrawn
from portal.harvest.pages import Asking, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url
from portal.kernel.http import OutboundError, Reason
from portal.library.harvested import Harvested

JSON: Final = "application/json"
MOST_FILE_PAGES: Final = 20
OLDEST, NEWEST, ELEMENTS = "created", "-created", "elements"


class CONFIG(Descriptor):
    """``queries``: sets of parameters of the search (organization, tag, topic, q, license, granularity…),
    read one after the other; none asks for the whole platform. ``elements_of``: topics whose elements are
    read instead, or besides. ``window``: page × page size that the platform accepts."""

    kind: Literal["udata"]
    url: Url
    version: Literal[1, 2] = 1
    queries: Many[Mapping[str, str | Many[str]]] = ()
    elements_of: Many[str] = ()
    page_size: Annotated[int, Field(ge=1, le=1000)] = 50
    window: Annotated[int, Field(ge=1)] = 10_000
    names_datagouv: bool = True
    """Whether its ids are those of data.gouv.fr, by which another source may name the same dataset."""
    keeps_archived: bool = False

    def list_steps(self) -> list[tuple[str, Mapping[str, str | tuple[str, ...]]]]:
        """(sort, parameters) of what is read, in order."""
        searches = self.queries or (() if self.elements_of else ({},))
        return [(OLDEST, one) for one in searches] + [(ELEMENTS, {"topic": one}) for one in self.elements_of]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: « 0|created|3 »."""

    step: int
    sort: str
    page: int = 1

    def __str__(self) -> str:
        return f"{self.step}|{self.sort}|{self.page}"


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every dataset, oldest first: ``since`` is not used, for the platforms sort by it in several ways."""
    del since
    reading = _Reading(config, asking)
    place = _parse_place(after, config)
    is_whole = not after and len(reading.steps) == 1
    while place is not None:
        page, place = reading.read(place)
        yield page
    if reading.failure is not None:
        raise reading.failure
    if is_whole:
        reading.walk.ensure_all(reading.total)


def _parse_place(after: str, config: CONFIG) -> _Place | None:
    steps = config.list_steps()
    parts = after.split("|")
    if not after:
        return _Place(0, steps[0][0])
    if len(parts) != 3 or not parts[0].isdecimal() or not parts[2].isdecimal() or int(parts[0]) >= len(steps):
        raise PartialHarvest(f"Reprise impossible : « {after[:80]} » n’est pas un endroit de cette source.")
    return _Place(int(parts[0]), parts[1], int(parts[2]))


class _Reading:
    """One run."""

    def __init__(self, config: CONFIG, asking: Asking) -> None:
        self.config, self.asking = config, asking
        self.steps = config.list_steps()
        self.walk = Walk(config.url)
        self.total: int | None = None
        self.failure: PartialHarvest | None = None
        """Why what is left cannot be read."""

    def read(self, place: _Place) -> tuple[Page, _Place | None]:
        """The page at a place, and the place after it."""
        url = self._build_url(place)
        self.walk.enter(url)
        content = self.asking.get(url, accept=JSON)
        told, notes = read_object(content)
        rows = take_list(told, "data", content)
        total = told.get("total")
        is_known = isinstance(total, int) and place.sort != ELEMENTS  # elements are not datasets only
        self.total = total if is_known else None
        records: list[Harvested | Faulty] = []
        gone: list[str] = []
        for row in rows:
            self._sort_out(row, place, records, gone)
        following = self._find_next(place, told, len(rows))
        page = Page(
            self.walk.keep_new(records),
            str(following) if following else "",
            self.total if len(self.steps) == 1 else None,
            self.walk.note_gone(gone),
            notes,
        )
        return page, following

    def _build_url(self, place: _Place) -> str:
        _, query = self.steps[place.step]
        paging = {"page": str(place.page), "page_size": str(self.config.page_size)}
        if place.sort == ELEMENTS:
            path = f"api/2/topics/{query['topic']}/elements/"
            return f"{join_address(self.config.url, path)}?{urlencode(paging)}"
        path = "api/1/datasets/" if self.config.version == 1 else "api/2/datasets/search/"
        asked = {**query, "sort": place.sort, **paging}
        return f"{join_address(self.config.url, path)}?{urlencode(asked, doseq=True)}"

    def _find_next(self, place: _Place, told: Mapping[str, Any], count: int) -> _Place | None:
        """The next page; the other end of the dates at the edge of the window; the next search; or none."""
        size, window = self.config.page_size, self.config.window
        read = place.page * size
        known = self.total if self.total is not None else read + 1
        is_over = not count or (told.get("next_page") is None if "next_page" in told else read >= known)
        if place.sort == NEWEST and known - window // size * size <= read:  # the oldest were read first
            is_over = True
        if not is_over and (place.page + 1) * size <= window:
            return replace(place, page=place.page + 1)
        if not is_over or (place.sort == OLDEST and read >= window and known > read):
            return self._turn(place, known)
        self.walk.start_slice()
        step = place.step + 1
        return _Place(step, self.steps[step][0]) if step < len(self.steps) else None

    def _turn(self, place: _Place, known: int) -> _Place | None:
        """The other end of the dates, unless both ends together do not hold everything."""
        if place.sort == OLDEST and known <= 2 * self.config.window:
            self.walk.start_slice()
            return replace(place, sort=NEWEST, page=1)
        self.failure = PartialHarvest(
            f"{self.config.url} : {known} jeux de données répondent, et la plateforme n’en laisse lire que"
            f" {2 * self.config.window}. Coupez la demande en plusieurs dans « queries » (par organisation,"
            " par mot-clé)."
        )
        return None

    def _sort_out(
        self, row: object, place: _Place, records: list[Harvested | Faulty], gone: list[str]
    ) -> None:
        """A dataset goes among the records or among those withdrawn; other elements of a topic nowhere."""
        if place.sort == ELEMENTS:
            element = row.get("element") if isinstance(row, dict) else None
            if not isinstance(element, dict) or element.get("class") != "Dataset":
                return
            key = choose_language(element.get("id"))
            row = self._fetch_dataset(key)
            if row is None:
                gone.append(key)
                return
        if not isinstance(row, dict):
            records.append(build_faulty(row, "un jeu de données de udata est un objet JSON."))
        elif is_withdrawn(row, keeps_archived=self.config.keeps_archived):
            gone.append(choose_language(row.get("id")))
        else:
            config = self.config
            files = self._list_files(row)
            records.append(build_dataset(row, files, config.url, names_datagouv=config.names_datagouv))

    def _fetch_dataset(self, key: str) -> dict[str, Any] | None:
        """A dataset of a topic; None when the platform does not have it any more."""
        if not key.replace("-", "").isalnum():
            return None
        try:
            content = self.asking.get(join_address(self.config.url, f"api/1/datasets/{key}/"), accept=JSON)
        except OutboundError as error:
            if error.reason is Reason.NOT_FOUND:
                return None
            raise
        return read_object(content)[0]

    def _list_files(self, row: Mapping[str, Any]) -> list[Any]:
        """Its files; version 2 gives the address of their list, in pages."""
        told = row.get("resources")
        if isinstance(told, list):
            return told
        href = told.get("href") if isinstance(told, dict) and told.get("total") != 0 else None
        found: list[Any] = []
        asked: set[str] = set()
        while isinstance(href, str) and href not in asked and len(asked) < MOST_FILE_PAGES:
            asked.add(href)
            content = self.asking.get(href, accept=JSON)
            answer, _ = read_object(content)
            found += take_list(answer, "data", content)
            href = answer.get("next_page")
        return found
