"""Addresses of the explorer and of the dashboards."""

from django.urls import URLPattern, URLResolver, include, path

from portal.web.explore import views
from portal.web.explore.choosing import views as choosing
from portal.web.explore.fonds import views as fonds
from portal.web.explore.hub import views as hub
from portal.web.explore.mapping import views as mapping

urlpatterns: list[URLPattern | URLResolver] = [
    path("explorer", hub.show_hub, name="explore"),
    path("explorer/zones", choosing.show_zones, name="explore_zones"),
    path("", include("portal.web.explore.files.urls")),
    path("", include("portal.web.explore.embed.urls")),
    path("explorer/fonds/<slug:level>.json", fonds.show_contours),
    path("explorer/fonds/<slug:level>.min.json", fonds.show_contours, {"compact": True}),
    path("explorer/<slug:segment>/valeurs.json", fonds.show_values),
    path("explorer/<slug:segment>/carte.png", mapping.show_picture, name="explore_picture"),
    path("explorer/<slug:segment>", views.show_indicator, name="explore_indicator"),
    path("", include("portal.web.explore.dashboards.urls")),
]
