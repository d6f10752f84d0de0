from django.urls import path, re_path

from portal.web.sitemap import views

urlpatterns = [
    path("plan-du-site", views.show_site_map, name="site_map"),
    path("sitemap.xml", views.show_sitemap_index, name="sitemap"),
    re_path(
        r"^sitemap-(?P<part>pages|[a-z-]+-[0-9]{1,2})\.xml$", views.show_sitemap_part, name="sitemap_part"
    ),
    path("robots.txt", views.show_robots, name="robots"),
    path(".well-known/security.txt", views.show_security, name="security"),
    path("favicon.ico", views.show_favicon, name="favicon"),
]
