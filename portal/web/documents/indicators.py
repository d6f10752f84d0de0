"""Figures on the same themes as a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import typeset
from portal.references.shelf import get_references
from portal.stats.addresses import INDICATORS_PATH, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
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
    found = []
    for slug in themes:
        online = [
            (typeset(one.label), indicator_path(one.slug))
            for one in get_catalogue().list_public_indicators()
            if one.theme == slug and list_extents(one.slug)
        ]
        if online:
            label = typeset(get_catalogue().themes[slug].label)
            found.append(ThemeFigures(label, f"{INDICATORS_PATH}?theme={slug}", tuple(online[:_SHOWN])))
    return found
