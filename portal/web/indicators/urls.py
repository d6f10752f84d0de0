from django.urls import path, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.web.indicators import views

urlpatterns = [
    path("indicateurs", views.show_indicators, name="indicators"),
    re_path(
        rf"^indicateurs/(?P<segment>[a-z][a-z0-9_-]{{0,79}})\.(?P<extension>{CITATION_EXTENSIONS})$",
        views.cite_indicator,
    ),
    re_path(r"^indicateurs/(?P<segment>[a-z][a-z0-9_-]{0,79})$", views.show_indicator, name="indicator"),
]
