"""Documents of the domain → their schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from portal.api.documents import schemas
from portal.library.kinds import DocumentState
from portal.library.links.reading import read_states
from portal.library.models import Document
from portal.library.queries.documents import Card, list_files, list_identifiers, list_vintages
from portal.library.queries.producers import name_producer
from portal.library.search.found import Found

_COMMON = (
    "kind", "title", "abstract", "publisher_words", "published_on", "modified_on", "subjects", "levels",
    "territories", "formats", "sources", "url",
)  # fmt: skip


def build_items(cards: list[Card]) -> list[schemas.DocumentItem]:
    """Items of a list, in their order: one statement."""
    states = read_states([card.id for card in cards]) if cards else {}
    return [
        schemas.DocumentItem.model_validate(
            {**_describe(card), "id": card.id, "series": card.series, "link": states[card.id].value}
        )
        for card in cards
    ]


def build_document(document: Document) -> schemas.Document:
    """A document with all that is around it: four statements."""
    return schemas.Document.model_validate(
        {
            **_describe(document),
            "id": document.pk,
            "series": document.series_id,
            "link": read_states([document.pk])[document.pk].value,
            "keywords": document.keywords,
            "years": document.years,
            "published_words": document.published_words,
            "licence_words": document.licence_words,
            "language": document.language,
            "frequency": document.frequency,
            "files": [
                {
                    "url": one.url,
                    "title": one.title,
                    "format": one.format,
                    "bytes": one.size_bytes,
                    "modified_on": one.modified_on,
                }
                for one in list_files(document)
            ],
            "identifiers": [{"scheme": one.scheme, "value": one.value} for one in list_identifiers(document)],
            "vintages": [
                {
                    "id": one.id,
                    "title": one.title,
                    "published_on": one.published_on,
                    "page": settings.SITE_URL + one.path,
                }
                for one in list_vintages(document.series or document)
            ],
            "provenance": dict(_list_origins(document.provenance)),
            "added_at": document.created_at,
            "updated_at": document.updated_at,
        }
    )


def _describe(one: Card | Document) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in _COMMON},
        "producers": [{"slug": slug, "name": name_producer(slug).name} for slug in one.producers],
        "published_precision": one.published_precision or None,
        "licence": one.licence or None,
        "is_archived": one.state == DocumentState.ARCHIVED,
        "page": settings.SITE_URL + one.path,
    }


def _list_origins(provenance: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Without the names of agents."""
    for field, told in provenance.items():
        yield (
            field,
            {
                "origin": str(told.get("origin", "")),
                "source": told.get("source") or None,
                "at": _parse_instant(told.get("at")),
            },
        )


def _parse_instant(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def build_facets(found: Found) -> dict[str, list[schemas.FacetValue]]:
    """Counts by the name of the parameter."""
    return {
        facet.value: [schemas.FacetValue(value=one.value, count=one.count) for one in counts]
        for facet, counts in found.facets.items()
    }
