"""``/bibliotheque/plateformes``: who publishes open data, and who the law obliges to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import build_file_response, parse_format
from portal.ui.refusing import Impossible
from portal.web.reference.opening import reference_page
from portal.web.reference.platforms.asked import read_question
from portal.web.reference.platforms.page import build_table, present_platforms


@reference_page
def show_platforms(request: HttpRequest) -> HttpResponse:
    question = read_question(request.GET)
    return render(request, "reference/platforms.html", present_platforms(question))


@reference_page
def download_platforms(request: HttpRequest) -> HttpResponse:
    wanted = parse_format("csv", request.GET.get("format"))
    if wanted is None:
        raise Impossible("L’adresse demande un format inconnu. Formats connus : csv, excel.")
    table, readme = build_table(read_question(request.GET))
    name = build_file_name("open-collectivites", "plateformes-donnees-ouvertes")
    return build_file_response(wanted, [table], readme, file_name=name)
