"""Who is asking: sessions, users and messages, for the addresses where it may matter.

The sheets, the figures and the search are the same for everyone. Knowing the visitor there would
cost each page a tenth of its time, and tie its request in a knot that only the collector undoes.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase

_ANONYMOUS: Final = frozenset({"/france", "/groupes", "/recherche", "/sante"})
_ANONYMOUS_PREFIXES: Final = (
    "/api/",
    "/communes/",
    "/departements/",
    "/epci/",
    "/ept/",
    "/france/",
    "/groupes/",
    "/regions/",
)


class _WhereItMatters:
    """Put before a middleware: it does not see requests for anonymous addresses."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path in _ANONYMOUS or path.startswith(_ANONYMOUS_PREFIXES):
            answer: HttpResponseBase = self.get_response(request)
        else:
            answer = super().__call__(request)  # type: ignore[misc]
        return answer


class VisitorSessionMiddleware(_WhereItMatters, SessionMiddleware):
    """Django's sessions."""


class VisitorMiddleware(_WhereItMatters, AuthenticationMiddleware):
    """Django's ``request.user``."""


class VisitorMessageMiddleware(_WhereItMatters, MessageMiddleware):
    """Django's messages."""
