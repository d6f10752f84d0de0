"""Who publishes open data: one entry an authority, with its platforms, in the order of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.kernel.french import fix_name, sort_key
from portal.library.naming import fold
from portal.library.queries.platforms import Platform, Platforms, get_platforms
from portal.references.handbook import get_handbook
from portal.references.technologies import Technology
from portal.territories.addresses import path_of
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import get_universe

OTHER: Final = "autre"
KINDS: Final = {
    "commune": ("commune", "communes"),
    "epci": ("intercommunalité", "intercommunalités"),
    "ept": ("établissement public territorial", "établissements publics territoriaux"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    OTHER: ("autre organisme", "autres organismes"),
}
"""Kind → singular and plural, from the smallest; the last is for syndicats, agencies and the like."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An authority, or a body without territory. ``path``: its sheet, or empty. ``region``, ``departement``:
    codes, empty when unknown; ``technologies``: slugs of the catalogue."""

    name: str
    kind: str
    path: str
    region: str
    departement: str
    platforms: tuple[Platform, ...]
    technologies: tuple[str, ...]
    folded: str


def list_entries() -> tuple[Entry, ...]:
    """Everyone whom the library knows a platform of, by name. No statement, once platforms are kept."""
    return _build(get_platforms(), get_universe().version)


@lru_cache(maxsize=1)
def _build(platforms: Platforms, load: int) -> tuple[Entry, ...]:
    del load  # what the entries are kept for
    named = get_directory().by_code
    found = []
    for key, group in platforms.by_territory.items():
        kind, _, code = key.partition(":")
        relative = named.get((kind, code))
        if relative is None or kind not in KINDS:
            continue
        name = fix_name(relative.name)
        path = path_of(kind, code, relative.slug)
        found.append(
            _build_entry(
                name,
                kind,
                path,
                group,
                _find_area(kind, code, "region"),
                _find_area(kind, code, "departement"),
            )
        )
    found += [
        _build_entry(_shorten(one.title), OTHER, "", (one,)) for one in platforms.local if not one.territories
    ]
    return tuple(sorted(found, key=lambda one: sort_key(one.name)))


def _find_area(kind: str, code: str, wide: str) -> str:
    return code if kind == wide else get_universe().group_of(kind, code, wide)


def _shorten(title: str) -> str:
    """« ADACL Landes » for « Données ouvertes : ADACL Landes »."""
    return title.partition(" : ")[2] or title


def _build_entry(
    name: str, kind: str, path: str, group: tuple[Platform, ...], region: str = "", departement: str = ""
) -> Entry:
    told = {
        slug: None for one in group for word in one.keywords if (slug := _name_technologies().get(fold(word)))
    }
    return Entry(name, kind, path, region, departement, group, tuple(told), fold(name))


@lru_cache(maxsize=1)
def _name_technologies() -> dict[str, str]:
    """Folded alias → slug."""
    return {fold(word): one.slug for one in list_technologies() for word in (one.label, *one.aliases)}


def list_technologies() -> list[Technology]:
    """By label."""
    return sorted(get_handbook().technologies.values(), key=lambda one: sort_key(one.label))


def list_labels(entry: Entry) -> Iterator[str]:
    """Labels of its technologies."""
    known = get_handbook().technologies
    yield from (known[slug].label for slug in entry.technologies)


def forget_entries() -> None:
    """Forget what was kept: for tests."""
    _build.cache_clear()
    _name_technologies.cache_clear()
