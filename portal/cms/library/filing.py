"""Where a previewed record would be filed, in the words of readers rather than in codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.harvest.running.preview import Previewed
from portal.library.description import Description
from portal.library.queries.producers import name_producer
from portal.references.shelf import get_references
from portal.territories.queries.named import Key, NamedTerritory, find_named
from portal.ui.words import LEVELS


def list_filings(records: Iterable[Previewed]) -> list[list[tuple[str, str]]]:
    """For each record, (« Thèmes », « Finances, Fiscalité »)…; nothing of what it does not tell.

    One statement for all their territories.
    """
    described = [one.description for one in records]
    keys = {_split(key) for one in described if one for key in one.territories}
    named = find_named(sorted(keys))
    return [_file(one, named) if one else [] for one in described]


def _split(key: str) -> Key:
    kind, _, code = key.partition(":")
    return kind, code


def _file(found: Description, named: Mapping[Key, NamedTerritory]) -> list[tuple[str, str]]:
    made = dict(found.organizations)
    subjects = get_references().subjects
    places = [(named.get(_split(key)), key) for key in found.territories]
    told = {
        "Producteurs": [made.get(slug) or name_producer(slug).acronym for slug in found.producers],
        "Date": [found.published_words or str(found.published_on or "")],
        "Thèmes": [subjects[slug].label if slug in subjects else slug for slug in found.subjects],
        "Niveaux": [LEVELS.get(level, level) for level in found.levels],
        "Territoires": [place.name if place else key for place, key in places],
    }
    return [(name, words) for name, values in told.items() if (words := ", ".join(filter(None, values)))]
