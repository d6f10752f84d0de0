"""Addresses of the portal: one line a feature. Their shapes are public promises (product.md, section 12)."""

from django.urls import URLPattern, URLResolver, include, path

from portal.cms.urls import admin_patterns, page_patterns

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.web.home.urls")),
    path("", include("portal.web.factsheets.urls")),
    path("", include("portal.web.comparison.urls")),
    path("", include("portal.web.groups.urls")),
    path("", include("portal.web.explore.urls")),
    path("", include("portal.web.indicators.urls")),
    path("", include("portal.web.datasets.urls")),
    path("", include("portal.web.reference.urls")),
    path("", include("portal.web.documents.urls")),
    path("", include("portal.web.links.urls")),
    path("", include("portal.web.legacy.urls")),
    path("", include("portal.web.sitemap.urls")),
    path("", include("portal.web.health.urls")),
    path("", include("portal.web.search.urls")),
    path("", include("portal.web.api_guide.urls")),
    path("", include("portal.web.embedding.urls")),
    path("api/v1/", include("portal.api.urls")),
    path("", include(admin_patterns)),
    # Editorial pages come last: they take any address that nothing else answers.
    path("", include(page_patterns)),
]
