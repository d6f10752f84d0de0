from django.urls import path, re_path

from portal.ui.exports.responses import EXTENSIONS
from portal.web.comparison import views

urlpatterns = [
    path("comparer", views.show_comparison, name="comparison"),
    re_path(rf"^comparer\.(?P<extension>{EXTENSIONS})$", views.download_comparison, name="comparison_file"),
]
