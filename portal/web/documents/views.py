"""``/bibliotheque``: documents found by words and facets, their pages, feeds and files."""

from __future__ import annotations

from typing import cast

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render

from portal.audience.actions import count_view
from portal.cms.versions import get_page_version
from portal.library.kinds import DocumentState
from portal.library.models import Document
from portal.library.queries.documents import find_document
from portal.library.search.asked import Facet
from portal.territories.search.engine import search_territories
from portal.ui.caching import public_page
from portal.ui.exports.citations import CitationFormat, build_reference_response
from portal.ui.exports.documents import answer_in_turn
from portal.ui.exports.responses import Format, build_file_response
from portal.ui.refusing import View, refuse_impossible
from portal.web.documents import citing, files
from portal.web.documents.asked import PLACE, read_question
from portal.web.documents.feed import CONTENT_TYPE, build_feed
from portal.web.documents.listing import present_list
from portal.web.documents.page import present_document

_LONGEST_PLACE = 100
_MERGERS = 10
"""A document merged into another that was merged in turn: followed so far."""


def library_view(view: View) -> View:
    """A public page that may be asked for what cannot be: a bad request is told in plain French."""

    opened: View = public_page(get_page_version, has_versions=False)(refuse_impossible(view))
    return opened


@library_view
def show_list(request: HttpRequest) -> HttpResponse:
    question = read_question(request.GET)
    place = request.GET.get(PLACE, "")[:_LONGEST_PLACE].strip()
    hits = search_territories(place, limit=1) if place else []
    if hits:
        chosen = question.choose(Facet.TERRITORY, f"{hits[0].kind}:{hits[0].code}")
        return HttpResponseRedirect(chosen.address())
    notice = f"Aucun territoire ne ressemble à « {place} » : la recherche n’en tient pas compte."
    return render(request, "documents/list.html", present_list(question, notice if place else ""))


@library_view
def show_feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(build_feed(read_question(request.GET)), content_type=CONTENT_TYPE)


@library_view
def download_list(request: HttpRequest, extension: str) -> HttpResponse:
    """Every document of a search, in a turn of its own: thousands of rows take more than a page."""
    question = read_question(request.GET)

    def write() -> HttpResponse:
        table = files.build_table(question)
        readme = files.build_readme(question, table)
        name = files.name_file(question)
        response = build_file_response(cast("Format", extension), [table], readme, file_name=name)
        response["X-Robots-Tag"] = "noindex"
        return response

    return answer_in_turn(request, write)


@library_view
def show_document(request: HttpRequest, pk: str, tail: str | None = None) -> HttpResponse:
    document = _get_document(pk)
    if document.state == DocumentState.MERGED:
        return HttpResponsePermanentRedirect(_follow(document).path)
    if not document.is_shown:
        return render(request, "documents/gone.html", status=410)
    if request.path != document.path:
        return HttpResponsePermanentRedirect(document.path)
    count_view(f"document:{document.pk}", request=request)
    return render(request, "documents/document.html", present_document(document))


@library_view
def cite_document(request: HttpRequest, pk: str, extension: str, tail: str | None = None) -> HttpResponse:
    """A document for a reference manager."""
    document = _get_document(pk)
    if not document.is_shown:
        return HttpResponsePermanentRedirect(_follow(document).path)
    reference = citing.build_reference(document)
    text = citing.write_bibtex(reference) if extension == "bib" else citing.write_ris(reference)
    return build_reference_response(
        text, cast("CitationFormat", extension), "open-collectivites", document.slug
    )


def _get_document(pk: str) -> Document:
    """Raises Http404."""
    document = find_document(int(pk))
    if document is None:
        raise Http404(f"no document {pk}")
    return document


def _follow(document: Document) -> Document:
    """What became of a document that was merged into another."""
    for _ in range(_MERGERS):
        if document.state != DocumentState.MERGED or document.merged_into_id is None:
            break
        document = _get_document(str(document.merged_into_id))
    return document
