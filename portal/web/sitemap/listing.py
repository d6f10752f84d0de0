"""Every public address, for robots (XML) and for people (the site map)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from portal.cms.models import ContentPage
from portal.library.addresses import KIND_WORDS, library_path
from portal.library.queries.documents import count_shown
from portal.library.queries.recent import list_addresses
from portal.library.words import PLURALS
from portal.references.addresses import method_path, nomenclature_path, term_path
from portal.references.handbook import get_handbook
from portal.stats.addresses import DASHBOARDS_PATH, dataset_path, explore_path, indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import list_sources
from portal.stats.queries.coverage import list_extents
from portal.territories.addresses import SEGMENTS, path_of
from portal.territories.models import Load, Territory

PART_SIZE: Final = 10_000
"""Addresses in one sitemap: five times fewer than the protocol allows, so that a part stays small."""

LISTED_KINDS: Final = (
    "region", "departement", "epci", "ept", "commune", "arrondissement_municipal", "commune_deleguee",
)  # fmt: skip

DOCUMENTS: Final = "bibliotheque"
"""Name of the parts that list the documents of the library."""

FIXED_PATHS: Final = (
    "/", "/france", "/comparer", "/explorer", "/tableaux-de-bord", "/groupes", "/recherche", "/bibliotheque",
    "/indicateurs", "/donnees", "/donnees/fraicheur", "/donnees/versions", "/integrer", "/plan-du-site",
    "/liens", "/robots", "/bibliotheque/plateformes", "/bibliotheque/glossaire",
    "/bibliotheque/nomenclatures", "/bibliotheque/methodes", "/bibliotheque/calendrier",
)  # fmt: skip
"""Pages that are neither a territory nor editorial; a test checks that none is missing."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the sitemap: ``name`` is « communes-1 », « bibliotheque-1 » or « pages »."""

    name: str
    kind: str | None
    first: int


def list_parts() -> list[Part]:
    """The parts there are, from the number of current territories of each kind."""
    parts = [Part("pages", None, 0)]
    for kind in LISTED_KINDS:
        count = Territory.objects.filter(kind=kind, is_current=True).count()
        parts += [
            Part(f"{SEGMENTS[kind]}-{number}", kind, first)
            for number, first in enumerate(range(0, count, PART_SIZE), start=1)
        ]
    firsts = range(0, count_shown(), PART_SIZE)
    return parts + [
        Part(f"{DOCUMENTS}-{rank}", DOCUMENTS, first) for rank, first in enumerate(firsts, start=1)
    ]


def list_paths(part: Part) -> list[tuple[str, datetime | None]]:
    """Pairs of (path, last change) of one part."""
    if part.kind is None:
        changed_at = find_data_change()
        fixed = [(path, changed_at) for path in FIXED_PATHS]
        described = [
            *(indicator_path(one.slug) for one in get_catalogue().list_public_indicators()),
            *(
                explore_path(one.slug)
                for one in get_catalogue().list_public_indicators()
                if list_extents(one.slug)
            ),
            *(f"{DASHBOARDS_PATH}/{one.segment}" for one in get_catalogue().dashboards.values()),
            *(dataset_path(slug) for slug in get_catalogue().datasets),
            *(term_path(slug) for slug in get_handbook().glossary),
            *(nomenclature_path(slug) for slug in get_handbook().nomenclatures),
            *(method_path(slug) for slug in get_handbook().methods),
        ]
        fixed += [(path, changed_at) for path in described]
        return fixed + [
            (page.get_url() or "", page.last_published_at)
            for page in ContentPage.objects.live().public().order_by("path")
        ]
    if part.kind == DOCUMENTS:
        return list_addresses(part.first, PART_SIZE)
    changed_at = find_data_change()
    rows = Territory.objects.filter(kind=part.kind, is_current=True).order_by("code")
    return [
        (path_of(part.kind, code, slug), changed_at)
        for code, slug in rows.values_list("code", "slug")[part.first : part.first + PART_SIZE]
    ]


def find_data_change() -> datetime | None:
    """When what the sheets show last changed: the latest load or publication."""
    loaded = Load.objects.values_list("finished_at", flat=True).first()
    published = [source.published_at for source in list_sources() if source.published_at]
    return max([*published, *([loaded] if loaded else [])], default=None)


def write_index(site_url: str, parts: Iterable[Part], changed_at: datetime | None) -> str:
    entries = (_write_entry("sitemap", f"{site_url}/sitemap-{part.name}.xml", changed_at) for part in parts)
    return _wrap("sitemapindex", entries)


def write_part(site_url: str, paths: Iterable[tuple[str, datetime | None]]) -> str:
    return _wrap("urlset", (_write_entry("url", site_url + path, changed_at) for path, changed_at in paths))


def _write_entry(tag: str, address: str, changed_at: datetime | None) -> str:
    changed = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
    return f"<{tag}><loc>{escape(address)}</loc>{changed}</{tag}>"


def _wrap(tag: str, entries: Iterable[str]) -> str:
    body = "\n".join(entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{tag} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}\n</{tag}>\n'
    )


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """A région of the site map and its départements, as (label, path)."""

    label: str
    path: str
    departements: tuple[tuple[str, str], ...]


def list_regions() -> list[RegionEntry]:
    """Régions in the order of their names, each with its départements in the order of their codes."""
    rows = Territory.objects.filter(kind__in=["region", "departement"], is_current=True)
    regions = sorted((row for row in rows if row.kind == "region"), key=lambda row: row.name)
    departements = sorted((row for row in rows if row.kind == "departement"), key=lambda row: row.code)
    return [
        RegionEntry(
            region.name,
            path_of("region", region.code, region.slug),
            tuple(
                (f"{row.name} ({row.code})", path_of("departement", row.code, row.slug))
                for row in departements
                if row.region_code == region.code
            ),
        )
        for region in regions
    ]


def list_kinds() -> list[tuple[str, str]]:
    """Kinds of documents as (label, path of their list)."""
    return [(label, library_path(type=KIND_WORDS[kind])) for kind, label in PLURALS.items()]


def list_pages() -> Iterator[tuple[str, str]]:
    """Editorial pages as (title, path)."""
    for page in ContentPage.objects.live().public().order_by("path"):
        yield page.title, page.get_url() or ""
