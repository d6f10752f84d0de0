from collections.abc import Callable

from django.urls import URLPattern, path, re_path

from portal.api.door import answer_unknown_address, open_to_all
from portal.api.root import api
from portal.stats.queries import get_data_version
from portal.stats.queries.datasets import get_source_version

app_name = "api_v1"  # django-ninja finds its own addresses by this name
_patterns, _, _ = api.urls


def _find_version(route: str) -> Callable[[], str]:
    """Datasets tell how fresh they are, which changes without any publication."""
    return get_source_version if route.startswith("datasets") else get_data_version


urlpatterns: list[URLPattern] = [
    URLPattern(
        found.pattern,
        open_to_all(found.callback, _find_version(str(found.pattern))),
        found.default_args,
        found.name,
    )
    for found in _patterns
    if isinstance(found, URLPattern) and found.name != "api-root"
]
urlpatterns += [
    path("", open_to_all(answer_unknown_address), name="api-root"),
    re_path(r"^(?P<rest>(?s:.+))$", open_to_all(answer_unknown_address)),
]
