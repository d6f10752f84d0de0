"""``/documents``: the library, by words and filters, and one document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Path, Query, Router

from portal.api.documents import schemas
from portal.api.documents.answers import build_document, build_facets, build_items
from portal.api.door import build_next, ensure_parameters, write
from portal.api.problems import Problem, ProblemError, refuse_parameter
from portal.api.references import split_reference
from portal.harvest.platforms import find_known_source
from portal.kernel.french import typeset
from portal.library.addresses import library_path
from portal.library.kinds import DocumentState
from portal.library.queries.documents import find_document, list_cards
from portal.library.queries.producers import find_producer, name_producer
from portal.library.search.asked import DEEPEST, Asked, Facet, Order
from portal.library.search.engine import search_documents
from portal.library.search.found import Match
from portal.library.search.suggesting import suggest_documents
from portal.references.shelf import get_references

router = Router(tags=["Bibliothèque"])

Number = Annotated[int, Path(ge=1, le=9_999_999_999)]

_ORDERS: Final = {"relevance": Order.RELEVANCE, "date": Order.DATE, "title": Order.TITLE}


@router.get(
    "",
    response={200: schemas.DocumentList, 400: Problem},
    operation_id="list_documents",
    summary="Chercher dans la bibliothèque",
)
def get_list(request: HttpRequest, filters: Query[schemas.DocumentFilters]) -> HttpResponse:
    """Publications, jeux de données, outils, documents de référence et plateformes. Au plus les 10 000
    premiers d’une recherche ; une moisson en cours peut décaler les pages."""
    ensure_parameters(request, schemas.DocumentFilters)
    asked = _read_asked(filters)
    found = search_documents(asked, facets=tuple(Facet) if filters.facets else ())
    after = asked.first + asked.limit
    is_last = after >= min(found.total, DEEPEST)
    return write(
        schemas.DocumentList(
            items=build_items(list_cards(found.ids)),
            next=build_next(request, None if is_last else str(after), is_versioned=False),
            total=found.total,
            proposal=found.proposal,
            has_every_word=found.match == Match.ALL,
            facets=build_facets(found) if filters.facets else None,
        )
    )


@router.get(
    "/suggestions",
    response={200: schemas.SuggestionList, 400: Problem},
    operation_id="suggest_documents",
    summary="Proposer pendant la frappe",
)
def get_suggestions(request: HttpRequest, filters: Query[schemas.SuggestionFilters]) -> HttpResponse:
    """Documents dont le titre a tous les mots, le dernier n’étant que commencé, thématiques, producteurs."""
    ensure_parameters(request, schemas.SuggestionFilters)
    found = suggest_documents(filters.q, filters.limit)
    subjects = get_references().subjects
    items = [
        *(("subject", subjects[one].label, library_path(theme=one)) for one in found.subjects),
        *(("producer", name_producer(one).name, library_path(producteur=one)) for one in found.producers),
        *(("document", one.title, one.path) for one in found.titles),
    ]
    return write(
        schemas.SuggestionList(
            items=[
                schemas.Suggestion.model_validate({"kind": kind, "label": typeset(label), "path": path})
                for kind, label, path in items
            ],
            next=None,
        )
    )


@router.get(
    "/{id}",
    response={200: schemas.Document, 301: None, 400: Problem, 404: Problem, 410: Problem},
    operation_id="get_document",
    summary="Un document",
)
def get_one(request: HttpRequest, id: Number) -> HttpResponse:  # noqa: A002
    """Toute sa description, ses fichiers, sa série, et d’où vient chaque champ. Un document réuni à un
    autre renvoie à lui."""
    ensure_parameters(request)
    document = find_document(id)
    if document is None:
        raise ProblemError(404, "unknown_document", f"Aucun document {id}. Liste : /api/v1/documents.")
    if document.state == DocumentState.MERGED and document.merged_into_id is not None:
        return HttpResponsePermanentRedirect(f"/api/v1/documents/{document.merged_into_id}")
    if not document.is_shown:
        raise ProblemError(410, "document_removed", f"Le document {id} a été retiré par un agent.")
    return write(build_document(document))


def _read_asked(filters: schemas.DocumentFilters) -> Asked:
    """Raises ProblemError for a value that names nothing: a misspelt filter would find nothing, silently."""
    references = get_references()
    _ensure_known("subject", filters.subject, references.subjects.__contains__)
    _ensure_known("licence", filters.licence, references.licences.__contains__)
    _ensure_known("producer", filters.producer, lambda slug: find_producer(slug) is not None)
    _ensure_known("source", filters.source, lambda slug: find_known_source(slug) is not None)
    _ensure_known("territory", filters.territory, lambda key: split_reference(key) is not None)
    if filters.since and filters.until and filters.since > filters.until:
        raise refuse_parameter("since", "cette date vient après « until ».")
    chosen: dict[Facet, Iterable[str]] = {
        Facet.KIND: filters.kind,
        Facet.SUBJECT: filters.subject,
        Facet.LEVEL: filters.level,
        Facet.TERRITORY: [f"{kind}:{code}" for kind, code in _split(filters.territory)],
        Facet.PRODUCER: filters.producer,
        Facet.YEAR: list(map(str, filters.year)),
        Facet.SOURCE: filters.source,
        Facet.LICENCE: filters.licence,
        Facet.FORMAT: [one.lower() for one in filters.format],
        Facet.LINK: filters.link,
    }
    return Asked(
        q=filters.q,
        chosen={facet: frozenset(values) for facet, values in chosen.items() if values},
        since=filters.since,
        until=filters.until,
        order=_ORDERS[filters.order],
        first=filters.after,
        limit=filters.limit,
    )


def _split(references: Collection[str]) -> list[tuple[str, str]]:
    return [pair for one in references if (pair := split_reference(one)) is not None]


def _ensure_known(name: str, values: Collection[str], is_known: Callable[[str], bool]) -> None:
    for value in values:
        if not is_known(value):
            raise refuse_parameter(name, f"« {value[:60]} » est inconnu.")
