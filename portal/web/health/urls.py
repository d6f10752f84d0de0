from django.urls import path

from portal.web.health import views

urlpatterns = [path("sante", views.show_health, name="health")]
