from django.urls import path

from portal.web.reference.platforms import views as platforms

urlpatterns = [
    path("bibliotheque/plateformes", platforms.show_platforms, name="platforms"),
    path("bibliotheque/plateformes.csv", platforms.download_platforms, name="platforms_file"),
]
