from django.urls import path, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.web.datasets import views

_SLUG = r"(?P<segment>[a-z][a-z0-9_-]{0,79})"
_NUMBER = r"(?P<number>[1-9][0-9]{0,5})"

urlpatterns = [
    path("donnees", views.show_datasets, name="datasets"),
    path("donnees/fraicheur", views.show_freshness, name="freshness"),
    path("donnees/versions", views.show_versions, name="versions"),
    re_path(rf"^donnees/{_SLUG}\.(?P<extension>{CITATION_EXTENSIONS})$", views.cite_dataset),
    re_path(rf"^donnees/{_SLUG}$", views.show_dataset, name="dataset"),
    re_path(rf"^donnees/{_SLUG}/versions/{_NUMBER}$", views.show_release, name="release"),
    re_path(
        rf"^donnees/{_SLUG}/versions/{_NUMBER}\.(?P<suffix>parquet|csv|schema\.json|sha256)$",
        views.download_release,
        name="release_file",
    ),
]
