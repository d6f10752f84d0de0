"""What waits for an agent in the library: doubles to settle, links to mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import require_admin_access

from portal.kernel.french import format_count
from portal.library.actions.editing import EditError, answer_pair
from portal.library.links.actions import (
    LinkError,
    accept_proposals,
    confirm_link,
    ignore_link,
    recheck_links,
    refuse_proposals,
    replace_address,
)
from portal.library.links.models import Link
from portal.library.links.queries import QUEUES, count_queue, list_proposals, list_queue
from portal.library.models import Pair
from portal.library.queries.producers import name_producer

PAGE_SIZE: Final = 50
RIGHT: Final = "library.change_document"
_QUEUE_WORDS: Final = {
    "proposals": "Propositions",
    "dead": "Liens morts",
    "doubtful": "Peut-être vides",
    "changed": "Contenu très différent",
    "failing": "En panne ou trop lents",
    "blocked": "Vérification refusée par le site",
}

View = Callable[..., HttpResponse]


def _agents(view: View) -> View:
    """Only those who may correct documents."""
    return cast(View, require_admin_access(permission_required(RIGHT, raise_exception=True)(view)))


def _read_page(request: HttpRequest) -> int:
    text = request.GET.get("p", "1")
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100_000):
        raise Http404(f"no page {text!r}")
    return int(text)


@_agents
def show_pairs(request: HttpRequest) -> HttpResponse:
    """Documents that may be one, the latest noticed first."""
    page = _read_page(request)
    waiting = Pair.objects.filter(verdict=Pair.Verdict.WAITING).select_related("first", "second")
    rows = waiting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    context = {
        "rows": [(pair, _word_document(pair.first), _word_document(pair.second)) for pair in rows],
        "total": waiting.count(),
        "page": page,
        "has_more": waiting.count() > page * PAGE_SIZE,
        "header_title": "Doublons possibles",
    }
    return render(request, "cms/library/pairs.html", context)


def _word_document(document: Any) -> str:
    """Producer and date: what tells two documents apart."""
    makers = ", ".join(name_producer(slug).acronym for slug in document.producers)
    return " · ".join(filter(None, (makers, document.published_words or str(document.published_on or ""))))


@_agents
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the same document, or two."""
    verdict = request.POST.get("verdict", "")
    if verdict not in {Pair.Verdict.SAME, Pair.Verdict.DIFFERENT}:
        raise Http404(f"no verdict {verdict!r}")
    pair = get_object_or_404(Pair.objects.select_related("first", "second"), pk=pk)
    try:
        answer_pair(pair, verdict=verdict, by=request.user.get_username(), now=timezone.now())
    except EditError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"C’est noté : {Pair.Verdict(verdict).label.lower()}.")
    return redirect("library_pairs")


@_agents
@require_http_methods(["GET", "POST"])
def show_links(request: HttpRequest, queue: str) -> HttpResponse:
    """Addresses of one queue, or proposals to accept together."""
    if queue != "proposals" and queue not in QUEUES:
        raise Http404(f"no queue {queue!r}")
    if request.method == "POST":
        _act_on_links(request)
        return redirect("library_links", queue=queue)
    page = _read_page(request)
    counts = count_queue()
    context = {
        "queue": queue,
        "queues": [(name, _QUEUE_WORDS[name], count) for name, count in counts.items()],
        "page": page,
        "has_more": counts[queue] > page * PAGE_SIZE,
        "header_title": "Liens de la bibliothèque",
    }
    first = (page - 1) * PAGE_SIZE
    if queue == "proposals":
        context["proposals"] = list_proposals(first=first, limit=PAGE_SIZE)[0]
    else:
        context["links"] = list_queue(cast(Any, queue), first=first, limit=PAGE_SIZE).links
    return render(request, "cms/library/links.html", context)


def _act_on_links(request: HttpRequest) -> None:
    """Do what the button says of the rows that are chosen, and tell how many."""
    act, now, by = request.POST.get("act", ""), timezone.now(), request.user.get_username()
    ids = [int(one) for one in request.POST.getlist("id") if one.isascii() and one.isdigit()][:500]
    one = request.POST.get("one", "")
    ids = [int(one)] if one.isascii() and one.isdigit() else ids
    if not ids:
        messages.error(request, "Cochez d’abord les lignes concernées.")
        return
    try:
        count = _MANY[act](ids, by, now) if act in _MANY else _act_on_one(request, act, ids[0], by, now)
    except LinkError as error:
        messages.error(request, str(error))
        return
    messages.success(request, f"{format_count(count, 'adresse traitée', 'adresses traitées')}.")


_MANY: Final[dict[str, Callable[[list[int], str, Any], int]]] = {
    "accept": lambda ids, by, now: accept_proposals(ids, by=by, now=now),
    "refuse": lambda ids, by, now: refuse_proposals(ids, by=by, now=now),
    "recheck": lambda ids, by, now: recheck_links(ids, now=now),
}


def _act_on_one(request: HttpRequest, act: str, pk: int, by: str, now: Any) -> int:
    link = get_object_or_404(Link, pk=pk)
    if act == "ignore":
        ignore_link(link, by=by, now=now)
    elif act == "confirm":
        confirm_link(link, by=by, now=now)
    elif act == "replace":
        return replace_address(link, value=request.POST.get("value", "").strip(), by=by, now=now)
    else:
        raise Http404(f"no act {act!r}")
    return 1
