"""Local open-data platforms of the library, all at once: there are about a thousand, and sheets ask of one.

Kept per process, read again when a document has changed: a page costs no statement of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.library.kinds import DocumentKind, DocumentState
from portal.library.models import Document
from portal.library.queries.versions import get_library_version


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform. ``territories``: « kind:code » of those that publish there; none for a syndicat or an
    agency. ``described_on``: the day that its source describes, None when it does not say."""

    id: int
    slug: str
    title: str
    url: str
    territories: tuple[str, ...]
    keywords: tuple[str, ...]
    producers: tuple[str, ...]
    sources: tuple[str, ...]
    described_on: date | None

    @property
    def path(self) -> str:
        """The address of its page, from the root."""
        return f"/bibliotheque/{self.id}-{self.slug}"


@dataclass(frozen=True, eq=False)
class Platforms:
    """``local``: those of a territory, or of one authority without territory, by title. ``described_on``: the
    latest day that a source describes."""

    local: tuple[Platform, ...]
    by_territory: Mapping[str, tuple[Platform, ...]]

    @property
    def described_on(self) -> date | None:
        return max((one.described_on for one in self.local if one.described_on), default=None)


_COLUMNS: Final = (
    "id", "slug", "title", "url", "territories", "keywords", "producers", "sources", "modified_on",
)  # fmt: skip
_NATIONAL: Final = "france:FR"
_kept: dict[int, Platforms] = {}


def get_platforms() -> Platforms:
    """Platforms online; not those of the whole country, nor those of nobody that no dated list names."""
    version = get_library_version()
    found = _kept.get(version)
    if found is None:
        found = _read(version)
        _kept.clear()
        _kept[version] = found
    return found


def _read(version: int) -> Platforms:
    if not version:  # no document was ever written: nothing to ask
        return Platforms((), {})
    rows = Document.objects.filter(kind=DocumentKind.PLATFORM, state=DocumentState.PUBLISHED)
    local = []
    by_territory: dict[str, list[Platform]] = {}
    for row in rows.order_by("title", "pk").values_list(*_COLUMNS):
        platform = _build(row)
        territories, on = platform.territories, platform.described_on
        is_listed = bool(territories) or on is not None
        if _NATIONAL in territories or not is_listed:
            continue
        local.append(platform)
        for territory in platform.territories:
            by_territory.setdefault(territory, []).append(platform)
    return Platforms(tuple(local), {key: tuple(group) for key, group in by_territory.items()})


def _build(row: tuple[Any, ...]) -> Platform:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Platform(*values)


def forget_platforms() -> None:
    """Forget what was kept: for tests."""
    _kept.clear()
