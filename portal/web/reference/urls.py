from django.urls import path, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.web.reference import views
from portal.web.reference.platforms import views as platforms

_SEGMENT = r"(?P<segment>[a-z][a-z0-9_-]{0,79})"
_CITED = rf"{_SEGMENT}\.(?P<extension>{CITATION_EXTENSIONS})$"

urlpatterns = [
    path("bibliotheque/plateformes", platforms.show_platforms, name="platforms"),
    path("bibliotheque/plateformes.csv", platforms.download_platforms, name="platforms_file"),
    path("bibliotheque/glossaire", views.show_glossary, name="glossary"),
    re_path(rf"^bibliotheque/glossaire/{_CITED}", views.cite_term),
    re_path(rf"^bibliotheque/glossaire/{_SEGMENT}$", views.show_term, name="term"),
    path("bibliotheque/nomenclatures", views.show_nomenclatures, name="nomenclatures"),
    re_path(rf"^bibliotheque/nomenclatures/{_CITED}", views.cite_nomenclature),
    re_path(
        rf"^bibliotheque/nomenclatures/{_SEGMENT}\.csv$",
        views.download_nomenclature,
        name="nomenclature_file",
    ),
    re_path(rf"^bibliotheque/nomenclatures/{_SEGMENT}$", views.show_nomenclature, name="nomenclature"),
    path("bibliotheque/methodes", views.show_methods, name="methods"),
    re_path(rf"^bibliotheque/methodes/{_CITED}", views.cite_method),
    re_path(rf"^bibliotheque/methodes/{_SEGMENT}$", views.show_method, name="method"),
    path("bibliotheque/calendrier", views.show_calendar, name="calendar"),
    path("bibliotheque/calendrier.ics", views.subscribe_calendar, name="calendar_feed"),
]
