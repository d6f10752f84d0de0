"""Addresses of the explorer and of the dashboards."""

from django.urls import URLPattern, URLResolver, path

from portal.web.explore import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("explorer/<slug:segment>", views.show_indicator, name="explore_indicator"),
]
