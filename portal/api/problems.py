"""Errors of the API: RFC 9457 problem details, in plain French, with codes that never change.

A client switches on ``code``; a person reads ``detail``, which says what to do about it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import BaseModel, Field

logger = logging.getLogger(__name__)

CONTENT_TYPE: Final = "application/problem+json; charset=utf-8"

TITLES: Final[dict[str, str]] = {
    "invalid_parameter": "Paramètre incorrect",
    "unknown_parameter": "Paramètre inconnu",
    "repeated_parameter": "Paramètre répété",
    "unknown_territory": "Territoire inconnu",
    "unknown_indicator": "Indicateur inconnu",
    "unknown_dataset": "Jeu de données inconnu",
    "unknown_release": "Version inconnue",
    "unknown_address": "Adresse inconnue",
    "unknown_group": "Groupe inconnu",
    "unknown_document": "Document inconnu",
    "document_removed": "Document retiré",
    "group_removed": "Groupe retiré",
    "too_many_requests": "Trop de demandes",
    "no_figure": "Aucune donnée",
    "method_not_allowed": "Méthode refusée",
    "version_gone": "Version qui n’est plus servie",
    "bad_request": "Demande illisible",
    "internal_error": "Erreur du portail",
}
"""Every code, and its title. Codes are a promise: one may be added, none changes."""


class ParameterError(BaseModel):
    """What is wrong with one parameter."""

    parameter: str = Field(examples=["limit"])
    message: str = Field(examples=["Un nombre entier de 1 à 1000 est attendu."])


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Adresse de la page qui décrit ce type d’erreur.")
    title: str = Field(examples=["Territoire inconnu"])
    status: int = Field(examples=[404])
    detail: str = Field(description="Ce qui s’est passé et ce qu’il faut faire, en français.")
    code: str = Field(description="Code stable, pour les programmes.", examples=["unknown_territory"])
    errors: list[ParameterError] = Field(default=[], description="Les paramètres en cause.")


class ProblemError(Exception):
    """Raised anywhere in a router: becomes the answer."""

    def __init__(self, status: int, code: str, detail: str, errors: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.errors = status, code, detail, errors


def build_problem(
    status: int, code: str, detail: str, errors: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """The answer that says what went wrong."""
    body: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/api/#{code.replace('_', '-')}",
        "title": TITLES[code],
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"parameter": name, "message": message} for name, message in errors],
    }
    # What was asked is quoted; JSON can hold a lone half of a pair (« \ud800 »), which no answer can.
    content = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    return HttpResponse(content, status=status, content_type=CONTENT_TYPE)


def refuse_parameter(parameter: str, message: str) -> ProblemError:
    """The error to raise when one parameter cannot be used."""
    detail = f"Le paramètre « {parameter} » est incorrect : {message}"
    return ProblemError(400, "invalid_parameter", detail, [(parameter, message)])


def register_problems(api: NinjaAPI) -> None:
    """Make every exception of the API a problem."""
    api.exception_handler(ProblemError)(_answer_problem)
    api.exception_handler(ValidationError)(_answer_invalid)
    api.exception_handler(Http404)(_answer_missing)
    api.exception_handler(SuspiciousOperation)(_answer_unreadable)
    api.exception_handler(HttpError)(_answer_unreadable)
    api.exception_handler(Exception)(_answer_internal)


def _answer_problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return build_problem(error.status, error.code, error.detail, error.errors)


def _answer_missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return build_problem(404, "unknown_address", "Rien ne se trouve à cette adresse.")


def _answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = [(_name_parameter(detail["loc"]), _translate(detail)) for detail in error.errors]
    names = ", ".join(f"« {name} »" for name in dict.fromkeys(name for name, _ in found))
    return build_problem(400, "invalid_parameter", f"Valeur incorrecte pour {names}.", found)


def _name_parameter(location: Sequence[str | int]) -> str:
    """The name in the address: the last name of a pydantic location, numbers of list items left out."""
    names = [part for part in location if isinstance(part, str)]
    return names[-1] if names else ""


_MESSAGES: Final = {
    "int_parsing": "un nombre entier est attendu.",
    "bool_parsing": "« true » ou « false » est attendu.",
    "int_parsing_size": "ce nombre est trop grand.",
    "greater_than_equal": "{ge} au moins est attendu.",
    "less_than_equal": "{le} au plus est attendu.",
    "string_too_long": "{max_length} caractères au plus sont attendus.",
    "string_pattern_mismatch": "la forme n’est pas celle qui est attendue.",
    "too_long": "{max_length} valeurs au plus sont attendues.",
    "too_short": "une valeur au moins est attendue.",
    "missing": "ce paramètre est nécessaire.",
    "literal_error": "les valeurs possibles sont {expected}.",
}


def _translate(detail: dict[str, Any]) -> str:
    """French for the kinds of error that the parameters of this API can have."""
    message = _MESSAGES.get(detail["type"], "cette valeur ne convient pas.")
    return message.format(**detail.get("ctx", {})).replace(" or ", " ou ")


def _answer_unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return build_problem(400, "bad_request", "La demande n’a pas pu être lue : vérifiez son adresse.")


def _answer_internal(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("API: %s", request.path, exc_info=error)
    detail = "Le portail n’a pas su répondre. L’incident est enregistré ; réessayez plus tard."
    return build_problem(500, "internal_error", detail)
