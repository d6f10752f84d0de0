"""The back-office, uploaded files and, last of all addresses, the editorial pages."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls

from portal.cms import views
from portal.cms.versions import get_page_version
from portal.ui.caching import public_page

admin_patterns: list[URLPattern | URLResolver] = [
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    re_path(r"^media/(?P<path>(?:images|original_images)/[\w.\-]+)$", views.serve_image, name="media"),
]

page_patterns: list[URLPattern | URLResolver] = [
    re_path(
        # Wagtail writes its addresses with the slash, then strips it; FrontDoorMiddleware redirects it.
        r"^((?:[a-z0-9\-]+/)*[a-z0-9\-]+/?)$",
        public_page(get_page_version)(wagtail_views.serve),
        name="wagtail_serve",
    ),
]
