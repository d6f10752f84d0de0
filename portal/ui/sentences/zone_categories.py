"""What the categories of the members of a zone are: shares of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from portal.kernel.french import NO_BREAK_SPACE, format_number, format_percent, join_words
from portal.ui.sentences.zone_words import ZoneValues

_CATEGORIES_AT_MOST: Final = 4
_COLON: Final = f"{NO_BREAK_SPACE}: "


def write_categories(zone: ZoneValues, labels: Mapping[float, str]) -> Iterator[str]:
    """« « Rural » pour 120 des 332 communes (36 %), « Urbain » pour 100 (30 %) »."""
    if not len(zone.known):
        return
    found, counts = np.unique(zone.known, return_counts=True)
    order = np.argsort(-counts, kind="stable").tolist()
    if len(order) == 1:
        yield f"{_count_same(zone)}{_COLON}{quote_label(labels, float(found[0]))}"
        return
    shown = order if len(order) <= _CATEGORIES_AT_MOST + 1 else order[:_CATEGORIES_AT_MOST]
    parts = []
    for number, rank in enumerate(shown):
        count = int(counts[rank])
        counted = f"{format_number(count)} des {zone.count_known()}" if not number else format_number(count)
        share = format_percent(100 * count / len(zone.known), 0)
        parts.append(f"{quote_label(labels, float(found[rank]))} pour {counted} ({share})")
    if others := len(order) - len(shown):
        left = int(counts[order[len(shown) :]].sum())
        parts.append(f"{format_number(others)} autres catégories pour {format_number(left)}")
    yield join_words(parts)


def _count_same(zone: ZoneValues) -> str:
    if len(zone.known) == 1:
        one = "une seule" if zone.words.is_feminine else "un seul"
        return f"{one} {zone.words.noun[0]} a une catégorie"
    return f"la même catégorie pour les {zone.count_known()}"


def quote_label(labels: Mapping[float, str], value: float) -> str:
    """« Rural », between guillemets; a value without a label is told so."""
    label = labels.get(value, "catégorie inconnue")
    return f"«{NO_BREAK_SPACE}{label}{NO_BREAK_SPACE}»"
