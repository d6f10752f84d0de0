"""Documents and files that are long to make, as answers: in their turn, or a page that asks to come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui.exports.pdf import Cover, build_pdf_response, compile_in_turn
from portal.ui.exports.turns import BusyError, get_turns


def answer_document(
    request: HttpRequest,
    template: Path,
    present: Callable[[], tuple[Mapping[str, Any], Cover]],
    *,
    file_name: str,
) -> HttpResponse:
    """The document of what ``present`` gives, as ``compile_in_turn`` makes it; 503 when too many are being
    made."""
    try:
        return build_pdf_response(compile_in_turn(template, present), file_name=file_name)
    except BusyError as busy:
        return _ask_again(request, busy)


def answer_in_turn(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponse:
    """What ``make`` gives, with the turn of a document: for files that take more than half a second of a
    core. 503 when there is none."""
    try:
        with get_turns().take():
            return make()
    except BusyError as busy:
        return _ask_again(request, busy)


def _ask_again(request: HttpRequest, busy: BusyError) -> HttpResponse:
    context = {"seconds": busy.retry_after_s, "again": request.get_full_path()}
    response = render(request, "ui/busy.html", context, status=503)
    response["Retry-After"] = str(busy.retry_after_s)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
