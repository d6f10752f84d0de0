"""Whether a form may be taken, from whom and how often.

Saving needs no account and gives no right, so no token is asked: what another site could make a visitor
do, anyone can do. Forms of other sites are refused all the same, and nobody saves by the hundred.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest

from portal.kernel.pace import Pace

PACE: Final = Pace(limit=60, window_s=600)
"""Groups saved from one address, in each process. Behind a proxy that hides addresses: by everyone."""

_OWN_SITES: Final = frozenset({"same-origin", "none"})


def comes_from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of this site, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OWN_SITES
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def may_save(request: HttpRequest) -> bool:
    """Whether this address has not saved too much lately; counts one more."""
    return PACE.allows(request.META.get("REMOTE_ADDR", ""))
