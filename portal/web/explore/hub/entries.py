"""Indicators as entries of a list: what each answers, where it has a map, how fresh it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.kernel.french import typeset
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.questions import Question
from portal.stats.queries import get_data_version, get_latest_year, list_indicator_sources
from portal.stats.queries.coverage import list_extents
from portal.ui.words import word_levels
from portal.web.explore.hub.around import Around, place_entry


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry says wherever the reader is. ``online``: levels with a map, none when it waits.

    ``years``: level → its latest year that most of its territories have.
    """

    slug: str
    label: str
    short: str
    question: str
    about: str
    levels: str
    years: Mapping[str, int]
    online: frozenset[str]
    is_extract: bool

    @property
    def details(self) -> str:
        """« Carte des communes et départements, 2023 »."""
        part = " ; une partie de la source seulement" if self.is_extract else ""
        return typeset(f"Carte des {self.levels}, {self.tell_year()}{part}")

    def tell_year(self, level: str = "") -> str:
        """« 2023 » at a level; « 2021 à 2023 selon le niveau » where levels are not of one year."""
        if level in self.years:
            return str(self.years[level])
        first, last = min(self.years.values()), max(self.years.values())
        return str(last) if first == last else f"{first} à {last} selon le niveau"


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator to open: on a map, or as a ranking."""

    known: Known
    path: str
    ranking: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One question of the catalogue and where it is answered."""

    text: str
    path: str
    details: str


def get_known(slug: str) -> Known:
    """What is said of an indicator until the next publication."""
    return _build_known(get_data_version(), slug)


@lru_cache(maxsize=2048)
def _build_known(version: str, slug: str) -> Known:
    indicator = get_catalogue().indicators[slug]
    extents = [one for one in list_extents(slug) if one.kind != "france"]
    kinds = [one.kind for one in extents]
    return Known(
        slug=slug,
        label=typeset(indicator.label),
        short=typeset(indicator.short_label),
        question=typeset(indicator.question or ""),
        about=indicator_path(slug),
        levels=word_levels(kinds),
        years={one.kind: get_latest_year(slug, one.kind) or one.last_year for one in extents},
        online=frozenset(kinds),
        is_extract=any(source.extract for source in list_indicator_sources(slug)),
    )


def build_entries(slugs: Iterable[str], around: Around | None) -> list[Entry]:
    """Those that are online, in their order."""
    return [
        Entry(
            known,
            place_entry(slug, known.online, around),
            place_entry(slug, known.online, around, view="classement"),
        )
        for slug in slugs
        if (known := get_known(slug)).online
    ]


def list_waiting(slugs: Iterable[str]) -> list[Known]:
    """Those whose source is not online yet."""
    return [known for slug in slugs if not (known := get_known(slug)).online]


def build_askings(questions: Iterable[Question], around: Around | None) -> list[Asking]:
    """Questions whose figures are online; near the reader, a question is answered there."""
    return [
        Asking(
            typeset(one.question),
            _place_question(one, known, around),
            typeset(f"{known.short}, {known.tell_year(one.level or '')}"),
        )
        for one in questions
        if (known := get_known(one.indicator)).online and (one.level is None or one.level in known.online)
    ]


def _place_question(one: Question, known: Known, around: Around | None) -> str:
    level, zone = one.level or "", one.zone or ""
    if one.nationwide and around is not None:
        return place_entry(one.indicator, known.online, around.widen(), level=level, view=one.view)
    return place_entry(one.indicator, known.online, around, level=level, zone=zone, view=one.view)


def forget_entries() -> None:
    """Drop what is kept: for tests."""
    _build_known.cache_clear()
