"""What is known of a source before reading any record of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rules:
    """Defaults (used when a record does not say) and lookups (words of the source → ours).

    The keys of lookups are folded (``portal.library.naming.fold``). ``page``: where people find the source,
    the address of a series that it names. ``names_places``: look for territories in titles and abstracts.
    """

    page: str = ""
    kind: str = "publication"
    producers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    licence: str = ""
    language: str = ""
    subject_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    level_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    producer_words: Mapping[str, str] = field(default_factory=dict)
    kind_words: Mapping[str, str] = field(default_factory=dict)
    territory_words: Mapping[str, str] = field(default_factory=dict)
    names_places: bool = True
    keeps_text: bool = True
