"""``/liens``: the health of the addresses that the library sends readers to, and who checks them."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from portal.cms.versions import get_editorial_version
from portal.library.links.queries import get_health_version
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_file_name, parse_dialect, write_csv
from portal.web.links.files import build_rows
from portal.web.links.health import present_health
from portal.web.links.robot import present_robot


def get_version() -> str:
    """Changes with the documents, the checks and the texts of the site."""
    return f"{get_health_version()}-{get_editorial_version()}"


@public_page(get_version, has_versions=False)
def show_health(request: HttpRequest) -> HttpResponse:
    return render(request, "links/health.html", present_health())


@public_page(get_editorial_version, has_versions=False)
def show_robot(request: HttpRequest) -> HttpResponse:
    return render(request, "links/robot.html", present_robot())


@public_page(get_version, has_versions=False)
def download(request: HttpRequest, table: str) -> HttpResponse:
    dialect = parse_dialect(request.GET.get("format"))
    if dialect is None:
        page = render(request, "400.html", {"reason": "Ce format n’existe pas : « csv » ou « excel »."})
        return HttpResponseBadRequest(page.content)
    response = HttpResponse(
        write_csv(build_rows(table), dialect), content_type="text/csv; charset=utf-8; header=present"
    )
    name = build_file_name("liens", table, "" if dialect == "canonical" else dialect)
    response["Content-Disposition"] = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}"
    return response
