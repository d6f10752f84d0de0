"""Feeds: RSS 0.9x, 1.0, 2.0 and Atom, however they were written.

The whole is opened, bounded and mended by ``portal.kernel.markup.xml``; feedparser then reads the entries
by batches, each in a feed of ours that is well formed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Annotated, Final, Literal

from pydantic import Field

from portal.harvest.bounds import Walk
from portal.harvest.formats.elements import Reading
from portal.harvest.formats.feeds import Key, build_entry, find_shared, parse_entries, read_key
from portal.harvest.pages import Asking, Content, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Url
from portal.kernel.markup.text import clean_text, clean_url
from portal.kernel.markup.xml import Element, get_name, get_text, write_element
from portal.library.harvested import Harvested

ACCEPT: Final = "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml, text/xml"
BATCH: Final = 50
LISTS_LATEST: Final = True
"""A feed forgets: what is no longer there is not gone."""
_ENDS: Final = re.compile(rb"(</?)(?:\w+:)?(?:item|entry)\b")
ROOTS: Final = frozenset({"rss", "feed", "rdf"})


class CONFIG(Descriptor):
    """``pages``: how many pages of an archived feed (« next », RFC 5005) are followed. ``most_entries``:
    beyond, the feed is cut and the run partial."""

    kind: Literal["feed"]
    url: Url
    pages: Annotated[int, Field(ge=1, le=500)] = 50
    most_entries: Annotated[int, Field(ge=1)] = 100_000


@dataclass(frozen=True, slots=True)
class _Place:
    """A page of the feed, and the last entry read in it."""

    url: str
    last: str = ""

    def __str__(self) -> str:
        return json.dumps([self.url, self.last], ensure_ascii=False)


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every entry that the feed holds, by batches."""
    del since  # a feed is short, and its dates are not to be trusted
    place: _Place | None = _parse_place(after) if after else _Place(config.url)
    walk = Walk(config.url)
    pages = 0
    while place is not None:
        walk.enter(place.url)
        pages += 1
        reading = _Feed(config, asking.get(place.url, accept=ACCEPT), place, walk)
        yield from reading.iterate_pages(follows=pages < config.pages)
        if reading.failure is not None:
            raise reading.failure
        place = reading.following


def _parse_place(after: str) -> _Place:
    try:
        url, last = json.loads(after)
        return _Place(str(url), str(last))
    except (ValueError, TypeError, RecursionError) as error:
        raise PartialHarvest(
            f"Reprise impossible : « {after[:80]} » n’est pas un endroit de cette source."
        ) from error


class _Feed:
    """One page of a feed. ``failure`` and ``following`` are known once every page was taken."""

    def __init__(self, config: CONFIG, content: Content, place: _Place, walk: Walk) -> None:
        self._config, self._content, self._place, self._walk = config, content, place, walk
        self._reading = Reading(content, guesses=True)
        self._language = ""
        self._next = ""
        self.failure: PartialHarvest | None = None
        self.following: _Place | None = None

    def iterate_pages(self, *, follows: bool) -> Iterator[Page]:
        """Batches of entries. Raises PartialHarvest for what is no feed."""
        keys = self._read_keys()
        if self._is_cut() and _ENDS.findall(self._reading.document.utf8)[-1:] == [b"<"]:
            keys.pop()  # half an entry: its name may be in the half that is missing
        shared = find_shared(keys)
        marks = [key.mark for key in keys]
        start = marks.index(self._place.last) + 1 if self._place.last in marks else 0
        self._judge(len(keys))
        self.following = _Place(self._next) if follows and self._next and not self.failure else None
        elements = islice(self._iterate_entries(), start, len(keys))
        is_over = False
        while not is_over:
            batch = list(islice(((get_name(one) == "entry", write_element(one)) for one in elements), BATCH))
            parsed = parse_entries([one for _, one in batch], is_atom=any(atom for atom, _ in batch))
            records = [
                build_entry(entry, key, shared, base=self._content.url, language=self._language)
                for entry, key in zip(parsed, keys[start : start + len(batch)], strict=False)
            ]
            start += len(batch)
            is_over = not batch or start >= len(keys)
            yield self._build_page(records, marks, start)

    def _build_page(self, records: list[Harvested | Faulty], marks: list[str], done: int) -> Page:
        """``done``: how many entries were read."""
        before = self._walk.repeated
        kept = self._walk.keep_new(records)
        repeated = self._walk.repeated - before
        warnings = [] if done > BATCH else list(self._reading.notes)
        if repeated:
            warnings.append(f"{repeated} entrée(s) en double dans le flux : la première est gardée.")
        after = _Place(self._place.url, marks[done - 1]) if done < len(marks) else self.following
        return Page(kept, str(after) if after else "", None, (), tuple(warnings))

    def _read_keys(self) -> list[Key]:
        """The names of every entry; the language and the next page of the feed on the way."""
        keys: list[Key] = []
        for element in self._reading.iterate("item", "entry", "language", "link"):
            name = get_name(element)
            if name in {"item", "entry"}:
                if len(keys) >= self._config.most_entries:
                    self.failure = PartialHarvest(
                        f"À l’adresse {self._content.url}, le flux compte plus de {self._config.most_entries}"
                        " entrées : la suite n’a pas été lue."
                    )
                    break
                keys.append(read_key(element))
            elif name == "language":
                self._language = self._language or clean_text(get_text(element), longest=40)
            elif element.get("rel") == "next":
                self._next = clean_url(element.get("href"), base=self._content.url) or ""
        return keys

    def _is_cut(self) -> bool:
        document = self._reading.document
        return document.is_damaged and not document.is_closed()

    def _iterate_entries(self) -> Iterator[Element]:
        return self._reading.iterate("item", "entry")

    def _judge(self, count: int) -> None:
        document = self._reading.document
        if not count and document.root_name.lower() not in ROOTS:
            raise PartialHarvest(
                f"À l’adresse {self._content.url}, un flux RSS ou Atom était attendu ; un document XML"
                f" « {document.root_name[:40]} » est venu. L’adresse du flux a sans doute changé."
            )
        if self._is_cut():
            self.failure = self.failure or PartialHarvest(
                f"À l’adresse {self._content.url}, le flux est coupé avant sa fin ; les entrées venues sont"
                " gardées. Relancez la moisson."
            )
        self.failure = self.failure or self._reading.failure
