"""Names of producers: those of the catalogue, and those that sources brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.library.models import Organization
from portal.library.queries.versions import get_library_version
from portal.references.shelf import get_references


@dataclass(frozen=True, slots=True)
class ProducerName:
    """``acronym`` is for a line of a list, the name itself when there is none; ``page`` may be empty.

    ``territory`` is « kind:code » for an authority that publishes; ``is_known``: the catalogue has it.
    """

    slug: str
    name: str
    acronym: str
    page: str = ""
    territory: str = ""
    is_known: bool = False


def name_producer(slug: str) -> ProducerName:
    """The producer of this slug; the slug itself as a name when nothing knows it."""
    known = get_references().producers.get(slug)
    if known is not None:
        return ProducerName(slug, known.name, known.acronym or known.name, known.page, is_known=True)
    return get_organizations().get(slug) or ProducerName(slug, slug, slug)


def find_producer(slug: str) -> ProducerName | None:
    """None for a slug that names nothing."""
    return name_producer(slug) if slug in get_references().producers else get_organizations().get(slug)


def get_organizations() -> Mapping[str, ProducerName]:
    """Producers that the catalogue does not describe, by slug: read once for each state of the library."""
    return _read_organizations(get_library_version())


@lru_cache(maxsize=1)
def _read_organizations(version: int) -> dict[str, ProducerName]:
    rows = Organization.objects.values_list("slug", "name", "page", "territory")
    return {
        slug: ProducerName(slug, name, name, page, territory)
        for slug, name, page, territory in rows.iterator(chunk_size=2000)
    }


def forget_organizations() -> None:
    """Forget what was read: for tests, whose databases all begin at the same revision."""
    _read_organizations.cache_clear()
