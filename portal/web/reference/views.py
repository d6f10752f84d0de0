"""The reference part of the library: glossary, lists of codes, methods, calendar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.timezone import localdate

from portal.references.glossary import FIELDS
from portal.references.handbook import get_handbook
from portal.stats.addresses import parse_segment, write_segment
from portal.ui.exports.citations import CitationFormat
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import build_file_response, parse_format
from portal.ui.refusing import Impossible
from portal.web.reference import calendar, glossary, methods, nomenclatures
from portal.web.reference.citing import build_response
from portal.web.reference.opening import reference_page

E = TypeVar("E")


def _get(entries: Mapping[str, E], segment: str) -> E:
    """Raises Http404."""
    entry = entries.get(parse_segment(segment))
    if entry is None:
        raise Http404(f"no entry {segment!r}")
    return entry


def _find_move(request: HttpRequest, segment: str) -> HttpResponsePermanentRedirect | None:
    """To the one address of an entry, when another way of joining its words was asked."""
    whole = write_segment(parse_segment(segment))
    if whole == segment:
        return None
    return HttpResponsePermanentRedirect(request.path.removesuffix(segment) + whole)


@reference_page
def show_glossary(request: HttpRequest) -> HttpResponse:
    discipline = request.GET.get("domaine", "")
    if discipline and discipline not in FIELDS:
        raise Impossible(
            f"L’adresse demande « domaine={discipline[:40]} ». Domaines connus : {', '.join(FIELDS)}."
        )
    return render(request, "reference/glossary.html", glossary.present_glossary(discipline))


@reference_page
def show_term(request: HttpRequest, segment: str) -> HttpResponse:
    term = _get(get_handbook().glossary, segment)
    moved = _find_move(request, segment)
    return moved or render(request, "reference/term.html", glossary.present_term(term))


@reference_page
def cite_term(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    term = _get(get_handbook().glossary, segment)
    return build_response(glossary.cite_term(term), cast("CitationFormat", extension), segment)


@reference_page
def show_nomenclatures(request: HttpRequest) -> HttpResponse:
    return render(request, "reference/nomenclatures.html", nomenclatures.present_nomenclatures())


@reference_page
def show_nomenclature(request: HttpRequest, segment: str) -> HttpResponse:
    entry = _get(get_handbook().nomenclatures, segment)
    moved = _find_move(request, segment)
    return moved or render(request, "reference/nomenclature.html", nomenclatures.present_nomenclature(entry))


@reference_page
def download_nomenclature(request: HttpRequest, segment: str) -> HttpResponse:
    entry = _get(get_handbook().nomenclatures, segment)
    wanted = parse_format("csv", request.GET.get("format"))
    if wanted is None:
        raise Impossible("L’adresse demande un format inconnu. Formats connus : csv, excel.")
    table, readme = nomenclatures.build_table(entry)
    return build_file_response(
        wanted, [table], readme, file_name=build_file_name("open-collectivites", segment)
    )


@reference_page
def cite_nomenclature(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    entry = _get(get_handbook().nomenclatures, segment)
    return build_response(nomenclatures.cite_nomenclature(entry), cast("CitationFormat", extension), segment)


@reference_page
def show_methods(request: HttpRequest) -> HttpResponse:
    return render(request, "reference/methods.html", methods.present_methods())


@reference_page
def show_method(request: HttpRequest, segment: str) -> HttpResponse:
    method = _get(get_handbook().methods, segment)
    moved = _find_move(request, segment)
    return moved or render(request, "reference/method.html", methods.present_method(method))


@reference_page
def cite_method(request: HttpRequest, segment: str, extension: str) -> HttpResponse:
    method = _get(get_handbook().methods, segment)
    return build_response(methods.cite_method(method), cast("CitationFormat", extension), segment)


def show_calendar(request: HttpRequest) -> HttpResponse:
    """Not kept by proxies for long: the first month is that of today."""
    response = render(request, "reference/calendar.html", calendar.present_calendar(localdate()))
    response["Cache-Control"] = "public, max-age=3600"
    return response


def subscribe_calendar(request: HttpRequest) -> HttpResponse:
    """The same, for calendars that read it again each week."""
    response = HttpResponse(calendar.write_ics(localdate()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendrier-collectivites.ics"'
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    return response
