"""``/donnees/versions``: each state of the figures of the portal, what moved, which can still be opened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404
from django.utils.timezone import localtime

from portal.kernel.french import format_count, format_date, sort_key
from portal.stats.addresses import dataset_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.versions import KEPT_FOR, Version, list_versions
from portal.ui.frozen import add_version

PAGE_SIZE: Final = 50
_NAMED: Final = 6
"""Datasets named in a line; beyond, they are counted."""
_EXAMPLE: Final = "/france"
_DAYS_IN_MONTH: Final = 30.5


@dataclass(frozen=True, slots=True)
class Line:
    """One state. ``path`` opens a page at it, and is empty when that cannot be done any more."""

    key: str
    day: str
    hour: str
    moved: tuple[tuple[str, str], ...]
    others: str
    path: str
    is_online: bool


def present_versions(page: int) -> dict[str, Any]:
    """All that the template shows. Raises Http404 beyond the last page."""
    found = list_versions()
    pages = max(1, -(-len(found) // PAGE_SIZE))
    if page > pages:
        raise Http404(f"page {page} of {pages}")
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return {
        "lines": [_build_line(one) for one in shown],
        "count": format_count(len(found), "version"),
        "months": int(KEPT_FOR.days / _DAYS_IN_MONTH),
        "page": page,
        "pages": pages,
        "url_of": lambda number: f"/donnees/versions?page={number}",
    }


def _build_line(version: Version) -> Line:
    at = localtime(version.recorded_at)
    moved = sorted(_name_datasets(version.moved), key=lambda one: sort_key(one[0]))
    left = len(moved) - _NAMED
    return Line(
        key=version.key,
        day=format_date(at.date()),
        hour=f"{at:%Hh%M}",
        moved=tuple(moved[:_NAMED]),
        others=format_count(left, "autre", "autres") if left > 0 else "",
        path=add_version(_EXAMPLE, version.key) if version.is_kept else "",
        is_online=version.is_online,
    )


def _name_datasets(slugs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Title and address; what is computed from the others goes without saying."""
    datasets = get_catalogue().datasets
    for slug in slugs:
        if slug in datasets:
            yield datasets[slug].title, dataset_path(slug)
