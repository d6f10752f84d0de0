from django.urls import path

from portal.web.home import views

urlpatterns = [path("", views.show_home, name="home")]
