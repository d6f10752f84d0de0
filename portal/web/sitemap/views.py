"""Where everything is: for people, for robots, for those who found a vulnerability."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from portal.cms.models import OperatorDetails
from portal.cms.versions import get_page_version
from portal.ui.caching import public_page
from portal.ui.environment import find_asset
from portal.web.sitemap import listing

_XML: Final = "application/xml; charset=utf-8"
_TEXT: Final = "text/plain; charset=utf-8"
_SECURITY_DAYS: Final = 180
"""How long a reader may trust the contact given here (RFC 9116 asks for less than a year)."""


@public_page(get_page_version)
def show_site_map(request: HttpRequest) -> HttpResponse:
    context = {
        "regions": listing.list_regions(),
        "pages": list(listing.list_pages()),
        "kinds": listing.list_kinds(),
    }
    return render(request, "sitemap/site_map.html", context)


@public_page(get_page_version)
def show_sitemap_index(request: HttpRequest) -> HttpResponse:
    text = listing.write_index(settings.SITE_URL, listing.list_parts(), listing.find_data_change())
    return HttpResponse(text, content_type=_XML)


@public_page(get_page_version)
def show_sitemap_part(request: HttpRequest, part: str) -> HttpResponse:
    found = next((one for one in listing.list_parts() if one.name == part), None)
    if found is None:
        raise Http404(f"no sitemap {part!r}")
    return HttpResponse(listing.write_part(settings.SITE_URL, listing.list_paths(found)), content_type=_XML)


@public_page(get_page_version)
def show_robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read but the back-office and pages without end (searches, sorted lists)."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /recherche?",
        "Disallow: /comparer?",
        "Disallow: /comparer.csv",
        "Disallow: /*?tri=",
        "Disallow: /*?quoi=",
        "Disallow: /*?page=",
        "Disallow: /indicateurs?q=",
        "Disallow: /explorer?q=",
        "Disallow: /explorer*ici=",
        "Disallow: /explorer/zones",
        "Disallow: /explorer/*?",
        "Disallow: /donnees/*/versions/*.",
        "Disallow: /bibliotheque?q=",
        "Disallow: /bibliotheque?*&",
        "Disallow: /bibliotheque.",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=_TEXT)


def show_security(request: HttpRequest) -> HttpResponse:
    """RFC 9116; the date of expiry moves with the calendar, so that it is never in the past."""
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{OperatorDetails.load().get_contact_email()}",
        f"Expires: {today + timedelta(days=_SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        f"Policy: {settings.SITE_URL}/contact",
    ]
    response = HttpResponse("\n".join(lines) + "\n", content_type=_TEXT)
    response["Cache-Control"] = "public, max-age=86400"
    return response


def show_favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Browsers ask for it here whatever the page says."""
    response = HttpResponsePermanentRedirect(find_asset(f"ui/favicon-{settings.SITE_IDENTITY}.svg"))
    response["Cache-Control"] = "public, max-age=86400"
    return response
