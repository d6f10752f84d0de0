"""Pages of ours in the pages of others. What is shown there is in the addresses of each feature."""

from django.urls import path

from portal.web.embedding import views

urlpatterns = [
    path("integrer", views.show_page, name="embedding"),
    path("integrer/redimensionner.js", views.send_script),
    path("oembed", views.show_oembed),
]
