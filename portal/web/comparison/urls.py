from django.urls import path, re_path

from portal.ui.exports.responses import EXTENSIONS
from portal.web.comparison import views

_SEGMENT = r"(?P<segment>[a-z][a-z0-9-]{0,79})"

urlpatterns = [
    path("comparer", views.show_comparison, name="comparison"),
    re_path(rf"^comparer\.(?P<extension>{EXTENSIONS})$", views.download_comparison, name="comparison_file"),
    path("comparer.pdf", views.print_comparison, name="comparison_document"),
    # No indicator is called « indicateurs ».
    path("comparer/indicateurs", views.choose_indicators, name="comparison_indicators"),
    re_path(rf"^comparer/{_SEGMENT}\.(?P<image>svg|png)$", views.download_image, name="comparison_image"),
    re_path(rf"^comparer/{_SEGMENT}$", views.show_one, name="comparison_indicator"),
]
