from django.urls import path, re_path

from portal.web.indicators import views

urlpatterns = [
    path("indicateurs", views.show_indicators, name="indicators"),
    re_path(r"^indicateurs/(?P<segment>[a-z][a-z0-9_-]{0,79})$", views.show_indicator, name="indicator"),
]
