"""Content security policy of the back-office.

Wagtail's admin draws itself with inline styles and scripts, so the strict policy of public pages
would break it. The exception is by path and stops at the door of the back-office.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

ADMIN_PREFIX: Final = "/admin/"

ADMIN_POLICY: Final[dict[str, list[str]]] = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'self'"],  # previews open in a frame of the editor
}


class PolicyMiddleware:
    """Sets the policy of an answer that has none of its own; no shared cache keeps one of the back-office.

    Each policy is written once, when the server starts: django-csp's own middleware writes it for
    every answer. As there, Django's pages for developers go without.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._public = build_policy()
        self._admin = build_policy(config=ADMIN_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A preview is a page shown in a frame of the editor, by a request that nobody sent.
        is_admin = request.path.startswith(ADMIN_PREFIX) or getattr(request, "is_dummy", False)
        if not (settings.DEBUG and response.status_code in (404, 500)):
            response.setdefault(HEADER, self._admin if is_admin else self._public)
        if is_admin:
            response.setdefault("Cache-Control", "no-store, private")
        return response
