from django.urls import path, re_path

from portal.web.links import views

urlpatterns = [
    path("liens", views.show_health, name="links"),
    path("robots", views.show_robot, name="robot"),
    re_path(r"^liens/(?P<table>producteurs|sources|morts)\.csv$", views.download, name="links_file"),
]
