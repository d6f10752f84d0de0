"""Addresses of the browser tests of the design system: the style guide and the error pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.ui.samples import STYLEGUIDE, build_context, get_environment


def show_style_guide(request: HttpRequest) -> HttpResponse:
    template = get_environment().from_string(STYLEGUIDE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(request=request, **build_context()))


def show_error(request: HttpRequest, code: int) -> HttpResponse:
    return HttpResponse(get_environment().get_template(f"{code}.html").render(request=request))


urlpatterns = [path("guide", show_style_guide), path("erreur/<int:code>", show_error)]
