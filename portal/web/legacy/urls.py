"""Addresses of the portal that came before (original.md, section 2.1): they keep working, for ever."""

from django.urls import re_path

from portal.web.legacy import publications, views

_REF = r"(?P<ref>[\w\-]+)"

urlpatterns = [
    # Before the sheets' own addresses: /epci/<name>-<siren> was the original's order.
    re_path(r"^(?P<kind>commune)/(?P<ref>[\w\-]*\d[\dABab]\d{3})/?$", views.redirect_sheet),
    re_path(r"^(?P<kind>commune|epci)/(?P<ref>(?:[\w\-]*[A-Za-z_\-])\d{9})/?$", views.redirect_sheet),
    re_path(r"^(?P<kind>commune|epci|departement|region)/(?P<siren>\d{9})/[\w\-]*/?$", views.redirect_siren),
    re_path(rf"^(?P<kind>departement|region)/{_REF}/?$", views.redirect_sheet),
    re_path(
        rf"^(?P<kind>departement|region)/{_REF}/liste-(?P<members>communes|epcis|departements)/?$",
        views.redirect_members,
    ),
    re_path(
        r"^compare/(?P<kind>commune|epci|departement|region)/(?P<refs>[\w\-/]+?)/?$",
        views.redirect_comparison,
    ),
    re_path(
        r"^compare_export/epci/membres/(?P<ref>[\w\-]+)/?$", views.redirect_member_file, {"kind": "epci"}
    ),
    re_path(
        r"^compare_export/departement/membres/(?P<ref>[\w\-]+)/?$",
        views.redirect_member_file,
        {"kind": "departement"},
    ),
    re_path(r"^compare_export/commune/(?P<refs>[\w\-/]+?)/?$", views.redirect_comparison_file),
    re_path(r"^export/commune/(?P<ref>[\w\-]+)/?$", views.redirect_file),
    re_path(r"^publications/?$", publications.redirect_publications),
    re_path(r"^plan/?$", views.redirect_fixed, {"to": "/plan-du-site"}),
    re_path(r"^faq/?$", views.redirect_fixed, {"to": "/aide"}),
]
