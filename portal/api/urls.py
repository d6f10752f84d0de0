from django.urls import URLPattern, path, re_path

from portal.api.door import answer_unknown_address, open_to_all
from portal.api.root import api

app_name = "api_v1"  # django-ninja finds its own addresses by this name
_patterns, _, _ = api.urls

urlpatterns: list[URLPattern] = [
    URLPattern(found.pattern, open_to_all(found.callback), found.default_args, found.name)
    for found in _patterns
    if isinstance(found, URLPattern) and found.name != "api-root"
]
urlpatterns += [
    path("", open_to_all(answer_unknown_address), name="api-root"),
    re_path(r"^(?P<rest>.+)$", open_to_all(answer_unknown_address)),
]
