"""How pages of ours are shown in others: the page that gives the code, oEmbed, the script that resizes."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from portal.cms.versions import get_page_version
from portal.ui import embedding
from portal.ui.caching import public_page
from portal.web.embedding.finding import MalformedAddress, NotEmbeddable, find_embed
from portal.web.embedding.oembed import FORMATS, describe_embed, write_xml
from portal.web.embedding.page import Refused, build_page, read_asked

_SCRIPT: Final = Path(embedding.__file__).with_name("static") / "js" / "resize.js"
_PIXELS: Final = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_DAY_S: Final = 86400


def _is_told(response: HttpResponse) -> HttpResponse:
    """Scripts of any site may read the answer: it is the same for everyone."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@public_page(get_page_version)
def show_oembed(request: HttpRequest) -> HttpResponse:
    """``/oembed?url=&format=json|xml&maxwidth=&maxheight=``."""
    form = request.GET.get("format", "json")
    if form not in FORMATS:
        return _is_told(_say("Les formats sont json et xml.", 501))
    try:
        sizes = [_parse_pixels(request.GET.get(name, "")) for name in ("maxwidth", "maxheight")]
        embed = find_embed(request.GET.get("url", ""))
    except MalformedAddress:
        return _is_told(_say("url : une adresse de ce site ; maxwidth, maxheight : des pixels.", 400))
    except NotEmbeddable:
        return _is_told(_say("Cette adresse n’a rien à montrer ailleurs, ou n’est pas de ce site.", 404))
    fields = describe_embed(embed, most_wide=sizes[0], most_high=sizes[1])
    if form == "xml":
        return _is_told(HttpResponse(write_xml(fields), content_type=FORMATS[form]))
    return _is_told(JsonResponse(fields, json_dumps_params={"ensure_ascii": False}))


def _parse_pixels(text: str) -> int | None:
    """Raises MalformedAddress for what is no number of pixels."""
    if not text:
        return None
    if not _PIXELS.fullmatch(text):
        raise MalformedAddress(text[:80])
    return int(text)


def _say(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")


def send_script(request: HttpRequest) -> HttpResponse:
    """The script of the pages around our frames: its address has no hash, for it is written in theirs."""
    response = HttpResponse(_read_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={_DAY_S}, stale-if-error={_DAY_S}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _is_told(response)


@cache
def _read_script() -> bytes:
    return _SCRIPT.read_bytes()


@public_page(get_page_version)
def show_page(request: HttpRequest) -> HttpResponse:
    """« Intégrer »: the code of a page of ours for another site, its size, what it will look like."""
    try:
        asked = read_asked(request.GET)
    except Refused as refused:
        return render(request, "400.html", {"reason": refused.reason}, status=400)
    response = render(request, "embedding/page.html", build_page(asked))
    response[HEADER] = _write_policy()
    return response


@cache
def _write_policy() -> str:
    """That of public pages, and a frame of ours for the preview."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return build_policy(config={**directives, "frame-src": ["'self'"]})
