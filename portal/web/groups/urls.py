"""Groups: what they are, making one, the page of one and its files. The id alone decides."""

from django.urls import path, re_path

from portal.ui.exports.responses import EXTENSIONS
from portal.web.groups import views

_ADDRESS = r"groupes/(?P<public_id>[0-9a-zA-Z]{8,20})(?P<tail>(?:-[^/]*?)?)"

urlpatterns = [
    path("groupes", views.show_groups, name="groups"),
    path("groupes/nouveau", views.edit_group, name="new_group"),
    re_path(rf"^{_ADDRESS}\.(?P<extension>{EXTENSIONS})$", views.download_group),
    re_path(rf"^{_ADDRESS}/(?P<part>membres)\.(?P<extension>{EXTENSIONS})$", views.download_group),
    re_path(rf"^{_ADDRESS}$", views.show_group, name="group"),
]
