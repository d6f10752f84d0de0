"""Content security policy of the back-office.

Wagtail's admin draws itself with inline styles and scripts, so the strict policy of public pages
would break it. The exception is by path and stops at the door of the back-office.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

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


class AdminPolicyMiddleware:
    """Answers under /admin/ get the back-office's policy and are never kept by a shared cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIX):
            response._csp_config = ADMIN_POLICY  # type: ignore[attr-defined]
            response.setdefault("Cache-Control", "no-store, private")
        return response
