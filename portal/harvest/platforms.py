"""Sources that nobody wrote: the catalogue of a local platform, by the technology that it is made with.

Each platform of the library whose technology says how it is read (``catalogue/technologies``) can be
harvested. Nothing is kept for it but its state, once an agent activates it: its slug, made of the technology
and of the host, is worked out again from the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from portal.harvest.sources import Defaults, Expectations, Lookups, Source, find_connector, get_sources
from portal.library.naming import fold
from portal.library.queries.platforms import Platform, Platforms, get_platforms
from portal.references.handbook import get_handbook
from portal.references.technologies import Technology

LONGEST_SLUG: Final = 80
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")


def find_known_source(slug: str) -> Source | None:
    """A source of the catalogue, or that of a platform."""
    return get_sources().by_slug.get(slug) or list_platform_sources().get(slug)


def list_platform_sources(technology: str = "") -> Mapping[str, Source]:
    """By slug, in the order of titles; those of one technology when it is given. No statement."""
    found = _build_all(get_platforms())
    if not technology:
        return found
    kept = get_handbook().technologies.get(technology)
    prefix = f"{kept.slug}_" if kept else " "
    return {slug: source for slug, source in found.items() if slug.startswith(prefix)}


@lru_cache(maxsize=1)
def _build_all(platforms: Platforms) -> Mapping[str, Source]:
    """One source a host and technology: authorities that share a platform have one catalogue."""
    groups: dict[str, tuple[Technology, list[Platform]]] = {}
    for platform in platforms.local:
        for technology in _list_technologies(platform):
            groups.setdefault(_name(technology, platform.url), (technology, []))[1].append(platform)
    return {slug: _build(slug, technology, group) for slug, (technology, group) in groups.items()}


def _list_technologies(platform: Platform) -> Iterator[Technology]:
    """Those of its keywords that can be harvested at its address."""
    words = {fold(word) for word in platform.keywords}
    path = urlsplit(platform.url).path
    known = get_handbook().technologies.values()
    claimed = [one.begins for one in known if one.begins and path.startswith(one.begins)]
    for technology in known:
        is_here = path.startswith(technology.begins) if technology.begins else not claimed
        if technology.catalogue and is_here and words & {fold(one) for one in technology.aliases}:
            yield technology


def _name(technology: Technology, url: str) -> str:
    """« opendatasoft_data_exemple_fr »."""
    parts = urlsplit(url)
    told = _find_name(url) if technology.begins else (parts.hostname or "").removeprefix("www.")
    return f"{technology.slug}_{_NOT_SLUG.sub('_', told.lower()).strip('_')}"[:LONGEST_SLUG]


def _find_name(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _build(slug: str, technology: Technology, group: list[Platform]) -> Source:
    """The source of platforms at one host; what its records do not say is that of its only authority."""
    first, is_alone = group[0], len(group) == 1
    parts = urlsplit(first.url)
    words = {"{platform}": f"{parts.scheme}://{parts.netloc}", "{name}": _find_name(first.url)}
    told = _fill(technology.catalogue, words)
    connector = find_connector(str(told["kind"]))
    if connector is None:
        raise LookupError(
            f"catalogue/technologies/{technology.slug}.yaml: unknown connector {told['kind']!r}."
        )
    lists = [get_sources().by_slug[one] for one in first.sources if one in get_sources().by_slug]
    host = (parts.hostname or "").removeprefix("www.")
    # Producers of the library are not all of the catalogue: the descriptor is made without being read again.
    return Source.model_construct(
        slug=slug,
        title=first.title if is_alone else f"Catalogue de {host}",
        producer=lists[0].producer if lists else "",
        page=first.url,
        summary=f"Jeux de données du catalogue de {host} ({technology.label}).",
        connector=connector.CONFIG.model_validate(told),
        defaults=Defaults.model_construct(
            kind="dataset",
            producers=first.producers if is_alone else (),
            territories=first.territories if is_alone and len(first.territories) == 1 else (),
        ),
        lookups=Lookups(),
        names_places=True,
        keeps_text=False,
        every="monthly",
        at_start=False,
        grace_days=30,
        expect=Expectations(),
        folder=Path(settings.CATALOGUE_DIR) / "technologies",
    )


def _fill(value: Any, words: Mapping[str, str]) -> Any:
    """The template with its words in place."""
    if isinstance(value, str):
        for word, text in words.items():
            value = value.replace(word, text)
        return value
    if isinstance(value, dict):
        return {key: _fill(inner, words) for key, inner in value.items()}
    return [_fill(inner, words) for inner in value] if isinstance(value, list) else value


def forget_platform_sources() -> None:
    """Forget what was kept: for tests."""
    _build_all.cache_clear()
