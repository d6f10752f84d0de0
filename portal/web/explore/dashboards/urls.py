"""Addresses of the dashboards."""

from django.urls import path, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.ui.exports.responses import EXTENSIONS
from portal.web.explore.dashboards import views

_SEGMENT = r"(?P<segment>[a-z][a-z0-9_-]{0,79})"

urlpatterns = [
    path("tableaux-de-bord", views.list_all, name="dashboards"),
    re_path(
        rf"^tableaux-de-bord/{_SEGMENT}\.(?P<extension>{CITATION_EXTENSIONS})$",
        views.cite_dashboard,
        name="dashboard_citation",
    ),
    re_path(
        rf"^tableaux-de-bord/{_SEGMENT}\.(?P<extension>{EXTENSIONS})$",
        views.download_dashboard,
        name="dashboard_file",
    ),
    re_path(rf"^tableaux-de-bord/{_SEGMENT}\.pdf$", views.print_dashboard, name="dashboard_document"),
    re_path(rf"^tableaux-de-bord/{_SEGMENT}$", views.show_dashboard, name="dashboard"),
    re_path(rf"^integrer/tableaux-de-bord/{_SEGMENT}$", views.show_embed),
]
