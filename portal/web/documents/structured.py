"""What programs read in the page of a document: schema.org, and Dublin Core in its head.

The values are those shown on the page, no more and no less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.conf import settings

from portal.library.kinds import DocumentKind
from portal.library.models import Document, DocumentFile, Identifier
from portal.library.queries.producers import name_producer
from portal.library.search.asked import Facet
from portal.library.words import word_kind, write_moment
from portal.references.shelf import get_references
from portal.web.documents.facets import FACETS, name_place

_TYPES: Final = {
    DocumentKind.PUBLICATION: "Report",
    DocumentKind.DATASET: "Dataset",
    DocumentKind.TOOL: "SoftwareApplication",
    DocumentKind.REFERENCE: "CreativeWork",
    DocumentKind.PLATFORM: "WebSite",
}
_DCMI_TYPES: Final = {
    DocumentKind.PUBLICATION: "Text",
    DocumentKind.DATASET: "Dataset",
    DocumentKind.TOOL: "Software",
    DocumentKind.REFERENCE: "Text",
    DocumentKind.PLATFORM: "InteractiveResource",
}


def build_structured(
    document: Document, files: Sequence[DocumentFile], identifiers: Sequence[Identifier]
) -> dict[str, Any]:
    """The JSON-LD of the page."""
    kind = DocumentKind(document.kind)
    page = settings.SITE_URL + document.path
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _TYPES[kind],
        "@id": page,
        "name": document.title,
        "url": page,
        "sameAs": document.url,
        "description": document.abstract,
        "inLanguage": document.language,
        "datePublished": write_moment(document.published_on, document.published_precision),
        "dateModified": document.modified_on.isoformat() if document.modified_on else "",
        "publisher": [_describe_producer(slug) for slug in document.producers],
        "license": _find_licence(document),
        "keywords": document.keywords,
        "about": [FACETS[Facet.SUBJECT].name(slug) for slug in document.subjects],
        "spatialCoverage": [_describe_place(key) for key in document.territories],
        "identifier": [f"{one.scheme}:{one.value}" for one in identifiers],
        "isPartOf": _describe_series(document),
        "distribution": [_describe_file(one) for one in files] if kind == DocumentKind.DATASET else [],
        "encoding": [_describe_file(one) for one in files] if kind != DocumentKind.DATASET else [],
    }
    if kind == DocumentKind.TOOL:
        found["applicationCategory"] = "WebApplication"
    return {name: value for name, value in found.items() if value}


def _describe_producer(slug: str) -> dict[str, Any]:
    known = name_producer(slug)
    described = {"@type": "Organization", "name": known.name, "url": known.page}
    return {name: value for name, value in described.items() if value}


def _describe_place(key: str) -> dict[str, Any]:
    place = name_place(key)
    described = {
        "@type": "AdministrativeArea",
        "name": place.label,
        "url": settings.SITE_URL + place.path if place.path else "",
    }
    return {name: value for name, value in described.items() if value}


def _describe_file(file: DocumentFile) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "DataDownload" if file.document.kind == DocumentKind.DATASET else "MediaObject",
        "name": file.title,
        "contentUrl": file.url,
        "encodingFormat": file.format,
        "contentSize": f"{file.size_bytes} B" if file.size_bytes else "",
        "dateModified": file.modified_on.isoformat() if file.modified_on else "",
    }
    return {name: value for name, value in described.items() if value}


def _describe_series(document: Document) -> dict[str, Any]:
    series = document.series
    if series is None or not series.is_shown:
        return {}
    return {"@type": "CreativeWorkSeries", "name": series.title, "url": settings.SITE_URL + series.path}


def _find_licence(document: Document) -> str:
    known = get_references().licences.get(document.licence)
    return known.page if known else document.licence_words


def list_meta(document: Document) -> Iterator[tuple[str, str]]:
    """Names and contents of the meta tags of Dublin Core (NF Z 44-079)."""
    yield "DC.title", document.title
    for slug in document.producers:
        yield "DC.creator", name_producer(slug).name
    if not document.producers and document.publisher_words:
        yield "DC.creator", document.publisher_words
    for label in (FACETS[Facet.SUBJECT].name(slug) for slug in document.subjects):
        yield "DC.subject", label
    optional = (
        ("DC.description", document.abstract[:1000]),
        ("DC.date", write_moment(document.published_on, document.published_precision)),
        ("DCTERMS.modified", document.modified_on.isoformat() if document.modified_on else ""),
        ("DC.type", _DCMI_TYPES[DocumentKind(document.kind)]),
        ("DC.type", word_kind(document.kind)),
        ("DC.identifier", settings.SITE_URL + document.path),
        ("DC.source", document.url),
        ("DC.language", document.language),
        ("DC.rights", _find_licence(document)),
    )
    yield from ((name, content) for name, content in optional if content)
    for one in document.formats:
        yield "DC.format", one
    for key in document.territories:
        yield "DCTERMS.spatial", name_place(key).label
