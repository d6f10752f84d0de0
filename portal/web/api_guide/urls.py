from django.urls import path
from django.views.generic import RedirectView

from portal.web.api_guide import views

urlpatterns = [
    path("api/", views.show_guide, name="api_guide"),
    path("api", RedirectView.as_view(url="/api/", permanent=True)),
]
