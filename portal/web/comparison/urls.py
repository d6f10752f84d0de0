from django.urls import path

from portal.web.comparison import views

urlpatterns = [
    path("comparer", views.show_comparison, name="comparison"),
    path("comparer.csv", views.download_comparison, name="comparison_file"),
]
