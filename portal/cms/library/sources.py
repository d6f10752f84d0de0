"""Sources in the back-office: what each gives, a preview before activation, runs on demand, their reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import require_admin_access

from portal.cms.library.filing import list_filings
from portal.harvest.asking import LIMITS, open_polite
from portal.harvest.jobs import RUN
from portal.harvest.queries import find_report, get_standing, list_runs, list_standings
from portal.harvest.running.planning import (
    UnknownSourceError,
    activate_source,
    deactivate_source,
    find_source,
)
from portal.harvest.running.preview import preview_source
from portal.harvest.saying import OUTCOMES
from portal.harvest.sources import Source
from portal.jobs.queue import enqueue
from portal.kernel.http import OutboundError

SEE: Final = "harvest.view_sourcestate"
RUN_RIGHT: Final = "harvest.change_sourcestate"
_PATIENCE: Final = replace(LIMITS, deadline_s=25, attempts=1, connect_s=8, read_s=15)
"""An agent waits for a preview: a slow source is told rather than waited for."""

View = Callable[..., HttpResponse]


def _those_who_see(view: View) -> View:
    return cast(View, require_admin_access(permission_required(SEE, raise_exception=True)(view)))


def _get_source(slug: str) -> Source:
    try:
        return find_source(slug)
    except UnknownSourceError as error:
        raise Http404(str(error)) from error


@_those_who_see
def show_sources(request: HttpRequest) -> HttpResponse:
    """All of them: active or not, last run, what is wrong."""
    standings = list_standings(timezone.now())
    context = {
        "standings": standings,
        "active": sum(one.is_active for one in standings),
        "header_title": "Sources de la bibliothèque",
    }
    return render(request, "cms/library/sources.html", context)


@_those_who_see
@require_http_methods(["GET", "POST"])
def show_source(request: HttpRequest, slug: str) -> HttpResponse:
    """One source, its runs; the buttons activate, stop, run now."""
    source = _get_source(slug)
    if request.method == "POST":
        if not request.user.has_perm(RUN_RIGHT):
            return HttpResponse("Droits insuffisants.", status=403)
        _act(request, source)
        return redirect("library_source", slug=slug)
    context = {
        "source": source,
        "standing": get_standing(source, timezone.now()),
        "runs": list_runs(slug),
        "may_run": request.user.has_perm(RUN_RIGHT),
        "header_title": source.title,
    }
    return render(request, "cms/library/source.html", context)


def _act(request: HttpRequest, source: Source) -> None:
    act, now = request.POST.get("act", ""), timezone.now()
    if act == "activate":
        activate_source(source.slug, now)
        messages.success(request, "La source est active : sa première moisson commence dans les dix minutes.")
    elif act == "deactivate":
        deactivate_source(source.slug, now)
        messages.success(request, "La source n’est plus moissonnée ; ses documents restent.")
    elif act == "run":
        is_new = enqueue(RUN, source=source.slug)
        words = "Moisson demandée : rechargez cette page." if is_new else "Une moisson est déjà demandée."
        messages.success(request, words)
    else:
        raise Http404(f"no act {act!r}")


@_those_who_see
def show_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The first records and what they would become; nothing is saved."""
    source = _get_source(slug)
    try:
        polite = open_polite(limits=_PATIENCE)
    except OutboundError as error:
        messages.error(request, error.sentence)
        return redirect("library_source", slug=slug)
    preview = preview_source(source, timezone.now(), polite=polite)
    context: dict[str, Any] = {
        "source": source,
        "preview": preview,
        "records": [
            (one, OUTCOMES[one.outcome], filing)
            for one, filing in zip(preview.records, list_filings(preview.records), strict=True)
        ],
        "header_title": f"Aperçu : {source.title}",
    }
    return render(request, "cms/library/preview.html", context)


@_those_who_see
def show_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What a run did, record by record where something went wrong."""
    report = find_report(pk, 500)
    if report is None:
        raise Http404(f"no run {pk}")
    context = {"report": report, "run": report.run, "header_title": f"Moisson de {report.run.source}"}
    return render(request, "cms/library/report.html", context)
