"""``/groups``: save a group of territories, read one. None lists them: their names are words of strangers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from portal.api.door import ensure_parameters, write
from portal.api.groups.saved import build_group
from portal.api.groups.schemas import Group, GroupAsked
from portal.api.problems import Problem, ProblemError
from portal.api.references import split_reference
from portal.api.saved_groups import get_group
from portal.territories.actions.groups import (
    GroupRefused,
    GroupRemovedError,
    TooManyGroupsError,
    record_group,
)
from portal.territories.lists.members import Reference, gather_members
from portal.territories.queries.groups import MEMBER_KINDS
from portal.territories.queries.universe import get_universe

router = Router(tags=["Groupes"])


@router.post(
    "",
    response={200: Group, 400: Problem, 410: Problem, 429: Problem},
    operation_id="save_group",
    summary="Enregistrer un groupe",
)
def save(request: HttpRequest, asked: GroupAsked) -> HttpResponse:
    """Sans clé. Le même nom et les mêmes membres donnent le même groupe : enregistrer deux fois ne change
    rien. Le corps est en `application/json`."""
    ensure_parameters(request)
    if request.content_type != "application/json":
        raise ProblemError(400, "bad_request", "Envoyez du JSON : « Content-Type: application/json ».")
    members = gather_members(_list_current(asked.members), as_communes=asked.as_communes)
    definition = f"Groupe enregistré par l’API : {members.words}. {members.notice}".strip()
    try:
        group = record_group(
            name=asked.name,
            member_kind=members.kind,
            codes=members.codes,
            definition=definition,
            by=request.META.get("REMOTE_ADDR", ""),
        )
    except GroupRemovedError as refusal:
        raise ProblemError(410, "group_removed", str(refusal)) from refusal
    except TooManyGroupsError as refusal:
        raise ProblemError(429, "too_many_requests", str(refusal)) from refusal
    except GroupRefused as refusal:
        raise ProblemError(400, "invalid_parameter", str(refusal), [("members", str(refusal))]) from refusal
    return write(build_group(get_group(group.public_id)))


def _list_current(references: list[str]) -> list[Reference]:
    """Kinds and codes of today's territories. Raises ProblemError 400, with those that are none."""
    universe = get_universe()
    found: dict[Reference, None] = {}
    unknown = []
    for text in references:
        pair = split_reference(text, MEMBER_KINDS)
        position = universe.position(*pair) if pair else None
        if pair is None or position is None or not universe.is_current[pair[0]][position]:
            unknown.append(text[:40])
        else:
            found[pair] = None
    if unknown:
        names = ", ".join(f"« {text} »" for text in unknown[:20])
        detail = f"Ni commune, ni intercommunalité, ni département, ni région d’aujourd’hui : {names}."
        errors = [("members", f"« {text} » n’est pas un territoire d’aujourd’hui.") for text in unknown[:20]]
        raise ProblemError(400, "invalid_parameter", detail, errors)
    return list(found)


@router.get(
    "/{id}",
    response={200: Group, 400: Problem, 404: Problem, 410: Problem},
    operation_id="get_group",
    summary="Un groupe enregistré",
)
def get_one(request: HttpRequest, id: str) -> HttpResponse:  # noqa: A002 - the name in the address
    """Ses membres d’aujourd’hui : un code disparu est suivi jusqu’à ses successeurs, et `notices` le dit.
    Ses chiffres sont à `/territories/group/{id}/figures`."""
    ensure_parameters(request)
    return write(build_group(get_group(id)))
