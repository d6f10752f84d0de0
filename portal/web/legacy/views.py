"""Redirections from the original portal's addresses, always permanent, always in one hop."""

from __future__ import annotations

import re
from typing import Final

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect

from portal.territories.addresses import path_of
from portal.territories.models import Territory

_MEMBER_SEGMENTS: Final = {"communes": "communes", "epcis": "epci", "departements": "departements"}
_CODE_AT_END: Final = {
    "commune": re.compile(r"(?:^|-)(\d[\dABab]\d{3})$"),
    "epci": re.compile(r"(?:^|-)(\d{9})$"),
}
_MAX_COMPARED: Final = 8


def redirect_fixed(request: HttpRequest, to: str) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(to)


def redirect_sheet(request: HttpRequest, kind: str, ref: str) -> HttpResponsePermanentRedirect:
    """``/commune/vannes-56260/`` → ``/communes/56260-vannes``."""
    return HttpResponsePermanentRedirect(_get_path(kind, ref))


def redirect_siren(request: HttpRequest, kind: str, siren: str) -> HttpResponsePermanentRedirect:
    """``/commune/215602608/vannes``: the address of the very first version."""
    territory = Territory.objects.filter(kind=kind, siren=siren, is_current=True).first()
    if territory is None:
        raise Http404(f"no {kind} has the SIREN {siren}")
    return HttpResponsePermanentRedirect(path_of(kind, territory.code, territory.slug))


def redirect_members(
    request: HttpRequest, kind: str, ref: str, members: str
) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(f"{_get_path(kind, ref)}/{_MEMBER_SEGMENTS[members]}")


def redirect_member_file(request: HttpRequest, kind: str, ref: str) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(f"{_get_path(kind, ref)}/communes.csv")


def redirect_file(request: HttpRequest, ref: str) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(f"{_get_path('commune', ref)}.csv")


def redirect_comparison(request: HttpRequest, kind: str, refs: str) -> HttpResponsePermanentRedirect:
    """``/compare/commune/vannes-56260/bono-56262`` → ``/comparer?t=commune:56260&t=commune:56262``."""
    return HttpResponsePermanentRedirect(f"/comparer?{_build_query(kind, refs)}")


def redirect_comparison_file(request: HttpRequest, refs: str) -> HttpResponsePermanentRedirect:
    return HttpResponsePermanentRedirect(f"/comparer.csv?{_build_query('commune', refs)}")


def _build_query(kind: str, refs: str) -> str:
    """The compared territories in their order; those that no longer exist are left to the page to say."""
    codes = [_parse_code(kind, ref) for ref in refs.split("/") if ref]
    known = [code for code in codes if code][:_MAX_COMPARED]
    if not known:
        raise Http404("nothing to compare in this address")
    return "&".join(f"t={kind}:{code}" for code in known)


def _get_path(kind: str, ref: str) -> str:
    code = _parse_code(kind, ref)
    territory = Territory.objects.filter(kind=kind, code=code).first() if code else None
    if territory is None:
        raise Http404(f"no {kind} at {ref!r}")
    return path_of(kind, territory.code, territory.slug if territory.is_current else "")


def _parse_code(kind: str, ref: str) -> str | None:
    """The code in an old address: at its end, or, for départements and régions, behind the name."""
    if kind in _CODE_AT_END:
        match = _CODE_AT_END[kind].search(ref)
        return match.group(1).upper() if match else None
    wanted = _squeeze(ref)
    rows = Territory.objects.filter(kind=kind, is_current=True).values_list("code", "slug")
    return next((code for code, slug in rows if _squeeze(slug) == wanted), None)


def _squeeze(slug: str) -> str:
    """« cotes-d-armor » and « cotes-darmor » are the same name, slugged by two rules."""
    return re.sub(r"[^a-z0-9]", "", slug.lower())
