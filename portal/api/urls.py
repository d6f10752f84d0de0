from collections.abc import Callable

from django.urls import URLPattern, path, re_path

from portal.api.door import answer_unknown_address, open_to_all
from portal.api.root import api
from portal.cms.versions import get_documents_version
from portal.stats.queries import get_data_version
from portal.stats.queries.datasets import get_source_version
from portal.territories.queries.groups import count_removed

app_name = "api_v1"  # django-ninja finds its own addresses by this name


def get_group_version() -> str:
    """That of the figures, and how many groups were removed."""
    return f"{get_data_version()}-{count_removed()}"


_patterns, _, _ = api.urls


def _find_version(route: str) -> Callable[[], str]:
    """Datasets tell how fresh they are, which changes without any publication; groups may be removed, and
    the library has a life of its own."""
    if route.startswith("documents"):
        return get_documents_version
    if route.startswith(("groups", "territories/")):
        return get_group_version
    return get_source_version if route.startswith("datasets") else get_data_version


urlpatterns: list[URLPattern] = [
    URLPattern(
        found.pattern,
        open_to_all(
            found.callback,
            _find_version(str(found.pattern)),
            takes_posts=str(found.pattern) == "groups",
        ),
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
