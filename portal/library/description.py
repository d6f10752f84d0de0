"""A resource understood: typed values, and which of them were deduced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

FIELDS: Final = (
    "kind", "title", "url", "abstract", "text", "producers", "publisher_words", "published_on",
    "published_precision", "published_words", "modified_on", "years", "subjects", "keywords", "levels",
    "territories", "language", "licence", "licence_words", "formats", "frequency", "image_url",
)  # fmt: skip
"""Columns of ``Document`` that a harvest writes, and an agent may correct."""


@dataclass(frozen=True, slots=True)
class DescribedFile:
    """A file: ``format`` is one of ``portal.library.describing.formats``, or empty."""

    url: str
    title: str = ""
    format: str = ""
    size_bytes: int | None = None
    modified_on: date | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """The columns of ``Document`` (same names, same meaning), and what goes beside it.

    ``inferred``: names of the fields that no word of the source gave. ``identifiers``: (scheme, value).
    ``organizations``: slug → name of producers that the catalogue does not know. ``series``: title of the
    series; ``series_url`` where it is found. ``warnings``: French sentences for the report.
    """

    kind: str
    title: str
    url: str
    abstract: str = ""
    text: str = ""
    producers: tuple[str, ...] = ()
    publisher_words: str = ""
    published_on: date | None = None
    published_precision: str = ""
    published_words: str = ""
    modified_on: date | None = None
    years: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    language: str = ""
    licence: str = ""
    licence_words: str = ""
    formats: tuple[str, ...] = ()
    frequency: str = ""
    image_url: str = ""
    inferred: frozenset[str] = frozenset()
    identifiers: tuple[tuple[str, str], ...] = ()
    files: tuple[DescribedFile, ...] = ()
    organizations: tuple[tuple[str, str], ...] = ()
    series: str = ""
    series_url: str = ""
    warnings: tuple[str, ...] = ()
