"""Addresses of the frames of the explorer."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from portal.web.explore.embed import views

urlpatterns: list[URLPattern] = [
    re_path(r"^integrer/explorer/(?P<segment>[a-z0-9][a-z0-9_-]{0,79})$", views.show_embed),
]
