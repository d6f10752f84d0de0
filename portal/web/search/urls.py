from django.urls import path

from portal.web.search import views

urlpatterns = [path("recherche", views.show_results, name="search")]
