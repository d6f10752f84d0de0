from django.urls import path

from portal.web.indicators import views

urlpatterns = [path("indicateurs", views.show_indicators, name="indicators")]
