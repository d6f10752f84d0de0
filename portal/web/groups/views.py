"""Views of groups: make one, read one, take it away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from portal.cms.versions import get_page_version
from portal.territories.actions.groups import (
    GroupRefused,
    GroupRemovedError,
    TooManyGroupsError,
    record_group,
)
from portal.territories.queries.groups import GroupCard, count_removed, find_group, was_removed
from portal.ui.caching import public_page
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.responses import build_file_response, parse_format
from portal.web.groups.asked import LONGEST_ADDRESS, Draft, read_draft
from portal.web.groups.drafts import present_draft
from portal.web.groups.examples import build_examples
from portal.web.groups.files import build_readme, build_tables
from portal.web.groups.page import find_order, present_group
from portal.web.groups.saving import comes_from_here


class Gone(Exception):
    """The group was saved, then removed."""


class Elsewhere(Exception):
    """The group is at another address."""


def get_group_version() -> str:
    """The version of pages; it also changes when a group is removed (known a few seconds later)."""
    return f"{get_page_version()}-{count_removed()}"


def _group_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A public page that search engines leave out: its name was written by a stranger."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            response = view(request, **address)
        except Gone:
            response = render(request, "groups/gone.html", status=410)
        except Elsewhere as elsewhere:
            response = HttpResponsePermanentRedirect(str(elsewhere))
        response["X-Robots-Tag"] = "noindex"
        return response

    return public_page(get_group_version)(answer)


@public_page(get_page_version)
def show_groups(request: HttpRequest) -> HttpResponse:
    return render(request, "groups/index.html", {"examples": build_examples()})


# No token: saving asks for no account and gives no right (see saving.py), and a token would need a cookie.
@csrf_exempt
def edit_group(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _take_form(request)
    return _show_draft(request)


@_group_view
def _show_draft(request: HttpRequest) -> HttpResponse:
    return _render_draft(request, read_draft(request.GET))


def _take_form(request: HttpRequest) -> HttpResponse:
    if not comes_from_here(request):
        return _refuse(request, "Ce formulaire a été envoyé par un autre site.", 403)
    draft = read_draft(request.POST)
    if request.POST.get("action") == "enregistrer":
        return _save(request, draft)
    address = draft.build_address()
    if len(address) <= LONGEST_ADDRESS:
        return HttpResponseRedirect(f"{address}#lignes", status=303)
    return _render_draft(request, draft)


def _save(request: HttpRequest, draft: Draft) -> HttpResponse:
    if draft.resolved.to_choose:
        problem = "Il reste des lignes à préciser avant d’enregistrer : choisissez, ou laissez-les de côté."
        return _render_draft(request, draft, problem)
    card = draft.card
    try:
        group = record_group(
            name=draft.shown_name,
            member_kind=card.member_kind,
            codes=card.codes,
            definition=card.definition,
            by=request.META.get("REMOTE_ADDR", ""),
        )
    except GroupRemovedError:
        return render(request, "groups/gone.html", status=410)
    except TooManyGroupsError as refusal:
        return _refuse(request, str(refusal), 429)
    except GroupRefused as refusal:
        return _render_draft(request, draft, str(refusal))
    found = find_group(group.public_id)
    return HttpResponseRedirect(found.path if found else "/groupes", status=303)


def _render_draft(request: HttpRequest, draft: Draft, problem: str = "") -> HttpResponse:
    context = present_draft(draft, find_order(draft.members.kind, request.GET.get("tri")) or "")
    return render(request, "groups/new.html", {**context, "problem": problem}, status=400 if problem else 200)


def _refuse(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "400.html", {"reason": reason}, status=status)


def _get_group(request: HttpRequest, public_id: str, tail: str, suffix: str = "") -> GroupCard:
    """The group of an address. Raises Http404, Gone, Elsewhere."""
    card = find_group(public_id)
    if card is None:
        if was_removed(public_id):
            raise Gone
        raise Http404(f"no group {public_id}")
    if (public_id, tail) != (card.id, f"-{card.slug}"):
        query = request.META.get("QUERY_STRING", "")
        raise Elsewhere(f"{card.path}{suffix}{f'?{query}' if query else ''}")
    return card


@_group_view
def show_group(request: HttpRequest, public_id: str, tail: str) -> HttpResponse:
    card = _get_group(request, public_id, tail)
    order = find_order(card.member_kind, request.GET.get("tri"))
    page = request.GET.get("page", "1")
    if order is None or not (page.isascii() and page.isdigit() and len(page) < 3 and int(page)):
        return _refuse(request, "Cette liste ne peut pas être triée ou feuilletée ainsi.", 400)
    return render(request, "groups/group.html", present_group(card, order, int(page)))


@_group_view
def download_group(
    request: HttpRequest, public_id: str, tail: str, extension: str, part: str = ""
) -> HttpResponse:
    suffix = f"/{part}.{extension}" if part else f".{extension}"
    card = _get_group(request, public_id, tail, suffix)
    wanted = parse_format(extension, request.GET.get("format"))
    if wanted is None:
        return _refuse(request, "Ce format n’existe pas.", 400)
    tables = build_tables(card)
    chosen = [tables[1]] if part else tables
    name = build_file_name("open-collectivites", "groupe", card.id, card.slug, *([part] if part else []))
    return build_file_response(wanted, chosen, build_readme(card), file_name=name)
