"""Figures on the same themes as a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.kernel.french import typeset
from portal.references.shelf import get_references
from portal.stats.addresses import INDICATORS_PATH, indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import get_data_version
from portal.stats.queries.coverage import list_extents

_SHOWN: Final = 4
"""Of each theme."""


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """A theme of the sheets and its first indicators online: label, address. ``path`` lists all."""

    label: str
    path: str
    indicators: tuple[tuple[str, str], ...]


def list_indicators(subjects: Iterable[str]) -> list[ThemeFigures]:
    """The figures that the subjects of a document cover, theme by theme."""
    known = get_references().subjects
    themes = dict.fromkeys(theme for slug in subjects if slug in known for theme in known[slug].themes)
    version = get_data_version()
    return [found for slug in themes if (found := _list_theme(slug, version)) is not None]


@lru_cache(maxsize=64)
def _list_theme(slug: str, version: str) -> ThemeFigures | None:
    """The same for every document, until figures are published; None without any online."""
    online = [
        (typeset(one.label), indicator_path(one.slug))
        for one in get_catalogue().list_public_indicators()
        if one.theme == slug and list_extents(one.slug)
    ]
    if not online:
        return None
    label = typeset(get_catalogue().themes[slug].label)
    return ThemeFigures(label, f"{INDICATORS_PATH}?theme={write_segment(slug)}", tuple(online[:_SHOWN]))


def forget_themes() -> None:
    """Forget what was listed: for tests."""
    _list_theme.cache_clear()
