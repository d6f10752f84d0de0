"""The list of all indicators: by theme, filtered by words and by theme, all in its address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from portal.kernel.french import format_count, format_period
from portal.stats.addresses import indicator_path, parse_segment, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import get_data_version
from portal.stats.queries.coverage import list_extents
from portal.stats.queries.finding import find_indicators
from portal.ui.words import word_levels

_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Words (empty: all), and slug of a theme (empty: all)."""

    q: str
    theme: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator: ``details`` says its unit, levels and years; ``text`` what it answers."""

    anchor: str
    path: str
    label: str
    text: str
    details: str


@dataclass(frozen=True, slots=True)
class ThemeGroup:
    """A theme and those of its indicators that answer."""

    anchor: str
    label: str
    summary: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """What the page shows. ``themes``: (segment, label, number of indicators, is chosen) of the filter."""

    asked: Asked
    groups: tuple[ThemeGroup, ...]
    themes: tuple[tuple[str, str, int, bool], ...]
    total: int
    found: int

    @property
    def is_filtered(self) -> bool:
        return bool(self.asked.q or self.asked.theme)

    @property
    def count(self) -> str:
        return format_count(self.found, "indicateur")


def parse_asked(q: str, theme: str) -> Asked | None:
    """What an address asks; None when its theme does not exist."""
    slug = parse_segment(theme)
    if slug and slug not in get_catalogue().themes:
        return None
    return Asked(" ".join(q.replace("\0", " ").split())[:_LONGEST], slug)


def build_index(asked: Asked) -> Index:
    """Public indicators in the catalogue's order: those of the theme that have the words asked."""
    everything = get_catalogue().list_public_indicators()
    matching = list_matching(asked.q)
    found = [
        one
        for one in everything
        if asked.theme in ("", one.theme) and (matching is None or one.slug in matching)
    ]
    counts = {theme: len(list(members)) for theme, members in groupby(everything, lambda one: one.theme)}
    themes = get_catalogue().themes
    return Index(
        asked=asked,
        groups=tuple(_build_groups(found)),
        themes=tuple(
            (write_segment(slug), themes[slug].label, count, slug == asked.theme)
            for slug, count in counts.items()
        ),
        total=len(everything),
        found=len(found),
    )


def list_matching(q: str) -> frozenset[str] | None:
    """Slugs of the indicators that have every word asked, whatever their accents, capitals and plurals; None
    for no words: all of them."""
    if not q:
        return None
    finding = find_indicators(q)
    return frozenset() if finding.is_partial or finding.corrected else frozenset(finding.slugs)


def _build_groups(indicators: Iterable[Indicator]) -> Iterable[ThemeGroup]:
    for slug, members in groupby(indicators, key=lambda one: one.theme):
        theme = get_catalogue().themes[slug]
        entries = tuple(_build_entry(get_data_version(), one.slug) for one in members)
        yield ThemeGroup(write_segment(slug), theme.label, theme.summary, entries)


@lru_cache(maxsize=2048)
def _build_entry(version: str, slug: str) -> Entry:
    """The same until the next publication."""
    indicator = get_catalogue().indicators[slug]
    unit = get_catalogue().units[indicator.unit]
    extents = list_extents(slug)
    years = "pas encore de données"
    if extents:
        years = format_period(min(one.first_year for one in extents), max(one.last_year for one in extents))
    levels = word_levels([one.kind for one in extents] or indicator.levels)
    details = (unit.plural or unit.symbol, levels, years)
    return Entry(
        anchor=write_segment(slug),
        path=indicator_path(slug),
        label=indicator.label,
        text=indicator.question or indicator.method or "",
        details=", ".join(part for part in details if part),
    )


def forget_entries() -> None:
    """Drop what is kept: for tests."""
    _build_entry.cache_clear()
