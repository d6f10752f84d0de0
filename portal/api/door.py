"""What every address of the API does alike: methods, sharing between origins, caching, versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_origin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from pydantic import BaseModel

from portal.api.problems import ProblemError, build_problem
from portal.stats.queries import get_data_version
from portal.stats.queries.versions import get_version_key
from portal.ui.caching import public_page
from portal.ui.frozen import PARAMETER

View = Callable[..., HttpResponse]

METHODS: Final = "GET, HEAD, OPTIONS"


def open_to_all(
    view: View, version: Callable[[], str] = get_data_version, *, takes_posts: bool = False
) -> View:
    """Readable by any site and any cache, with GET and HEAD only; never with credentials.

    ``version`` changes whenever the answer may. ``takes_posts``: programs may also send something there,
    pages of other sites may not (their browser asks first, and POST is not among what it is told).
    """
    cached: View = public_page(version, refuse=_refuse_version)(view)

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if takes_posts and request.method == "POST":
            response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
        else:
            response = _answer_by_method(cached, request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is done here in anyone's name
    return answer


def _answer_by_method(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Max-Age"] = "86400"
        return response
    if request.method not in ("GET", "HEAD"):
        response = build_problem(405, "method_not_allowed", "L’API se lit avec GET ; elle n’écrit rien.")
        response["Allow"] = METHODS
        return response
    asked = request.method
    request.method = "GET"  # the answer to HEAD has the headers of GET; the server leaves its body out
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = asked


def answer_unknown_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Anything under the API that is no resource."""
    description = f"{settings.SITE_URL}/api/v1/openapi.json"
    detail = f"Aucune ressource à cette adresse. Celles qui existent sont décrites à {description}"
    return build_problem(404, "unknown_address", detail)


def write(answer: BaseModel) -> HttpResponse:
    """The answer as JSON. Its model has been checked when it was built: django-ninja would do it again,
    which takes ten times as long on a page of a thousand territories."""
    return HttpResponse(answer.model_dump_json(), content_type="application/json; charset=utf-8")


def ensure_parameters(request: HttpRequest, known: type[BaseModel] | None = None) -> None:
    """Refuse parameters that do not exist, and those given twice that may be given once.

    Raises ProblemError: a misspelt filter that is silently ignored gives wrong figures.
    """
    fields = known.model_fields if known else {}
    for name, values in request.GET.lists():
        if name not in fields:
            names = ", ".join(fields) or "aucun"
            detail = f"Le paramètre « {name[:50]} » n’existe pas ici. Paramètres possibles : {names}."
            raise ProblemError(400, "unknown_parameter", detail, [(name[:50], "paramètre inconnu.")])
        if len(values) > 1 and get_origin(fields[name].annotation) is not list:
            detail = f"Le paramètre « {name} » ne peut être donné qu’une fois."
            raise ProblemError(400, "repeated_parameter", detail, [(name, "une seule valeur est attendue.")])


def _refuse_version(request: HttpRequest) -> HttpResponse:
    detail = (
        "Cette version des données est inconnue, ou n’est plus servie. Reprenez sans « version » pour les "
        f"chiffres d’aujourd’hui ; versions servies : {settings.SITE_URL}/donnees/versions"
    )
    return build_problem(410, "version_gone", detail, [(PARAMETER, "cette version n’est plus servie.")])


def build_next(request: HttpRequest, after: str | None, *, is_versioned: bool = True) -> str | None:
    """Address of the next page of a list: the one asked, from ``after`` on, at the same version of the
    data where it has versions, so that pages fit together whatever is published meanwhile."""
    if after is None:
        return None
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        query.setlist(name, values)
    query["after"] = after
    if is_versioned and (key := get_version_key()):
        query[PARAMETER] = key
    return f"{settings.SITE_URL}{request.path}?{query.urlencode(safe=':')}"
