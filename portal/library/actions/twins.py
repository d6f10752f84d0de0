"""Whether a resource that a source describes is already in the library."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from rapidfuzz.fuzz import token_sort_ratio

from portal.library.description import Description
from portal.library.kinds import DatePrecision
from portal.library.models import Document, Identifier
from portal.library.naming import build_edition_key, build_title_key, build_url_key, fold
from portal.library.provenance import EVERY, SERIES

URL: Final = "url"
TITLE: Final = "title"
EDITION: Final = "edition"
_OURS: Final = frozenset({URL, TITLE, EDITION})
_SAME_TITLE: Final = 85
"""Percentage above which two titles at one address are one title, reworded."""
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Twins:
    """``same``: surely the same document. ``possible``: (document, in French why), for an agent to say."""

    same: Document | None = None
    possible: tuple[tuple[int, str], ...] = ()


def list_identifiers(description: Description) -> list[tuple[str, str]]:
    """What names a document: the identifiers of its source, then ours (address, title, edition)."""
    year = description.published_on.year if description.published_on else None
    ours = [
        (URL, build_url_key(description.url)),
        (TITLE, build_title_key(description.title, description.producers)),
        (EDITION, build_edition_key(description.title, description.producers, year)),
    ]
    return list(dict.fromkeys([*description.identifiers, *ours]))


def find_twins(description: Description) -> Twins:
    """Documents that this one may be, with one query.

    An identifier given by the source (ark, doi, number at data.gouv.fr) is enough. One address is enough
    when the titles look alike: a page may list several publications. One title, producer and year is a
    question for an agent. A series made to hold its vintages waits for its description.
    """
    named = list_identifiers(description)
    asked = Q()
    for scheme, value in named:
        asked |= Q(scheme=scheme, value=value)
    rows = Identifier.objects.filter(asked).select_related("document").order_by("document_id")
    possible: dict[int, str] = {}
    for row in rows:
        document = _follow(row.document)
        if _is_same(row.scheme, document, description):
            return Twins(same=document)
        if row.scheme == URL:
            possible.setdefault(document.pk, "Même adresse, titres différents")
        elif row.scheme == EDITION and not _differ(document, description):
            possible[document.pk] = "Même titre, même producteur, même année"
    return Twins(possible=tuple(possible.items()))


def list_taken(descriptions: Iterable[Description]) -> set[tuple[str, str]]:
    """Of the names of these, those that a document of the library has, with one query."""
    named = {name for description in descriptions for name in list_identifiers(description)}
    rows = Identifier.objects.filter(value__in={value for _, value in named})
    return named & set(rows.values_list("scheme", "value"))


def _is_same(scheme: str, document: Document, description: Description) -> bool:
    if scheme not in _OURS:
        return True
    if scheme == URL:
        return _is_reworded(fold(document.title), fold(description.title))
    is_waiting = document.provenance.get(EVERY, {}).get("origin") == SERIES
    return scheme == TITLE and is_waiting and not description.series


def _is_reworded(one: str, other: str) -> bool:
    """Whether two titles at one address are one: the accounts of 2019 are not those of 2020."""
    has_same_numbers = sorted(_NUMBER.findall(one)) == sorted(_NUMBER.findall(other))
    return has_same_numbers and token_sort_ratio(one, other) >= _SAME_TITLE


def _differ(document: Document, description: Description) -> bool:
    """Whether two editions surely differ: a study and its data, two issues of a monthly note."""
    if document.kind != description.kind:
        return True
    days = (document.published_on, description.published_on)
    precisions = {document.published_precision, description.published_precision}
    return None not in days and days[0] != days[1] and DatePrecision.YEAR not in precisions


def _follow(document: Document) -> Document:
    """The document that answers for one that was merged."""
    seen = {document.pk}
    while document.merged_into is not None and document.merged_into.pk not in seen:
        document = document.merged_into
        seen.add(document.pk)
    return document
