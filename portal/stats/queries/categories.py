"""What the numbers of a nomenclature stand for, closed (in the catalogue) or open (in the releases)."""

from __future__ import annotations

from functools import lru_cache

from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Category, Indicator
from portal.stats.store.read import Snapshot, get_nomenclature, get_snapshot


def find_category(indicator: str, value: float) -> Category | None:
    """The category that the store keeps as ``value``, if there is one.

    Of an open nomenclature the releases online know the labels: the one that is served first speaks.
    """
    known = get_catalogue().indicators.get(indicator)
    if known is None or not known.open_categories:
        return known.find_category(value) if known else None
    return _find_open(get_snapshot(), indicator, value)


def write_category(indicator: Indicator, value: float | None) -> float | str | None:
    """What a file writes for a value: the number, or the label of its category."""
    if value is None or not indicator.is_categorical:
        return value
    found = find_category(indicator.slug, value)
    return found.label if found else ""


@lru_cache(maxsize=4096)
def _find_open(snapshot: Snapshot, indicator: str, value: float) -> Category | None:
    """Looked for once in the releases of a snapshot."""
    for release in snapshot.list_by_precedence():
        named = get_nomenclature(release.release_id, indicator).get(value)
        if named is not None:
            return Category(value=int(value), key=named.key, label=named.label)
    return None


def list_categories(indicator: str) -> list[Category]:
    """All categories of an indicator: in the order of the catalogue, or of their keys when it is open."""
    known = get_catalogue().indicators.get(indicator)
    if known is None or not known.open_categories:
        return list(known.categories) if known else []
    found: dict[float, Category] = {}
    for release in get_snapshot().list_by_precedence():
        for value, named in get_nomenclature(release.release_id, indicator).items():
            found.setdefault(value, Category(value=int(value), key=named.key, label=named.label))
    return sorted(found.values(), key=lambda category: category.key)
