"""``/publications`` of the original portal → the library, with what its filters mean here.

Filters that were numbers of its own database (topic, scope, type of document, author) are left out: their
meaning is lost with it. So is the number of a page, which listed other documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponsePermanentRedirect, QueryDict

from portal.library.addresses import LIBRARY_PATH
from portal.territories.models import Territory

_YEAR: Final = re.compile(r"[12][0-9]{3}")
_DATE: Final = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9])")
_REF: Final = re.compile(r"[\w-]{1,120}")
_PLACES: Final = ("commune", "epci", "departement", "region")
_DATES: Final = {"after": "du", "before": "au"}


def redirect_publications(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """``/publications/?year=2019&departement=finistere`` → the same choice in the library."""
    query = urlencode(list(_translate(request.GET)), safe=":")
    return HttpResponsePermanentRedirect(f"{LIBRARY_PATH}?{query}" if query else LIBRARY_PATH)


def _translate(sent: QueryDict) -> Iterator[tuple[str, str]]:
    for kind in _PLACES:
        code = _find_code(kind, sent.get(kind, ""))
        if code:
            yield "territoire", f"{kind}:{code}"
    year = sent.get("year", "")
    if _YEAR.fullmatch(year):
        yield "annee", year
    for old, new in _DATES.items():
        day = sent.get(old, "")
        if _DATE.fullmatch(day):
            yield new, day


def _find_code(kind: str, ref: str) -> str:
    """The code of a territory that the original named « finistere », « vannes-56260 » or by its SIREN."""
    if not _REF.fullmatch(ref):
        return ""
    rows = Territory.objects.filter(kind=kind, is_current=True)
    for wanted in ({"slug": ref}, {"siren": ref}, {"code": ref.rpartition("-")[2].upper()}):
        code = rows.filter(**wanted).values_list("code", flat=True).first()
        if code is not None:
            return code
    return ""
