"""Images that editors uploaded. A web server in front usually answers before this view."""

from __future__ import annotations

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.static import serve


def serve_image(request: HttpRequest, path: str) -> HttpResponseBase:
    """An image or a rendition of one; documents go through Wagtail, which checks who may read them."""
    response: HttpResponseBase = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if isinstance(response, FileResponse):
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
