"""Whether a form may be taken.

Saving needs no account and gives no right, so no token is asked: what another site could make a visitor
do, anyone can do. Forms of other sites are refused all the same.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest

_OWN_SITES: Final = frozenset({"same-origin", "none"})


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of this site, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OWN_SITES
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == request.get_host()
    except ValueError:  # « http://[ »
        return False
