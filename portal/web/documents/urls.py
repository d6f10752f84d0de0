from django.urls import path, re_path

from portal.ui.exports.citations import CITATION_EXTENSIONS
from portal.web.documents import views
from portal.web.documents.files import EXTENSIONS

_DOCUMENT = r"(?P<pk>[1-9][0-9]{0,9})(?P<tail>-[^/.]*)?"

urlpatterns = [
    path("bibliotheque", views.show_list, name="library"),
    path("bibliotheque.atom", views.show_feed, name="library_feed"),
    re_path(rf"^bibliotheque\.(?P<extension>{EXTENSIONS})$", views.download_list, name="library_file"),
    re_path(rf"^bibliotheque/{_DOCUMENT}\.(?P<extension>{CITATION_EXTENSIONS})$", views.cite_document),
    re_path(rf"^bibliotheque/{_DOCUMENT}$", views.show_document, name="document"),
]
