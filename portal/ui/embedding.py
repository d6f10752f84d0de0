"""Pages made to be shown inside the pages of other sites: ``/integrer/…``, compact twins of ours.

Any site may frame them, and only them: they set no cookie, ask for no permission, hold no form, and work
without a script. An answer carries what it shows (``EmbeddedPage.embed``), which is how oEmbed knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import parse_qsl, urlencode

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from markupsafe import Markup

from portal.ui.caching import public_page
from portal.ui.frozen import add_version, find_frozen

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

PREFIX: Final = "/integrer"
THEME: Final = "theme"
THEMES: Final = {"clair": "light", "sombre": "dark"}
"""Word of ``?theme=`` → theme of the design system; without a word, that of the reader's system."""

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 560
LEAST_PX: Final = 160
"""Below it nothing of a page can be read."""

_POLICY: Final[dict[str, list[str]]] = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["*"],
}
_GONE: Final = "Les chiffres de cette version ne sont plus conservés."
_UNKNOWN: Final = "Ce contenu n’existe pas, ou n’existe plus."


@dataclass(frozen=True, slots=True)
class Embed:
    """What is embedded. ``path`` is that of the full page, with what it asks; ``title`` is set for French.

    ``width_px`` and ``height_px`` are the size at which all of it shows.
    """

    title: str
    path: str
    width_px: int = WIDTH_PX
    height_px: int = HEIGHT_PX


class EmbeddedPage(HttpResponse):
    """The answer of an embedded view that found what to show."""

    embed: Embed


def embedded_page(version: Callable[[], str]) -> Callable[[View[P]], View[P]]:
    """Decorate the view of an address under ``/integrer``: cached as public pages are, and framed by anyone.

    What is not found is said in the frame, where the page that hosts it shows it.
    """

    def decorate(view: View[P]) -> View[P]:
        def answer_or_say(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Http404:
                return refuse_embed(request, _UNKNOWN, status=404)

        cached = public_page(version, refuse=_refuse_version)(answer_or_say)

        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            response = cached(request, *args, **kwargs)
            response[HEADER] = _write_policy()
            response.xframe_options_exempt = True  # read by Django’s middleware
            response["X-Robots-Tag"] = "noindex"
            return response

        answer.is_embedded = True  # type: ignore[attr-defined]
        return answer

    return decorate


def is_embedded(view: Callable[..., Any]) -> bool:
    """Whether a view answers for a page that other sites may frame."""
    return bool(getattr(view, "is_embedded", False))


def render_embed(
    request: HttpRequest, template: str, embed: Embed, context: Mapping[str, Any]
) -> EmbeddedPage:
    """A page of the frame ``ui/frame/embed.html``, in the theme that its address asks."""
    path = embed.path
    if frozen := find_frozen():
        path = add_version(path, frozen.key)
    shown = {**context, "embed": embed, "full_path": path, "dressed": find_theme(request)}
    page = EmbeddedPage(render_to_string(template, shown, request))
    page.embed = embed
    return page


def refuse_embed(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    """A frame that says why it shows nothing else."""
    context = {"reason": reason, "dressed": find_theme(request)}
    return HttpResponse(render_to_string("ui/frame/embed_refusal.html", context, request), status=status)


def find_theme(request: HttpRequest) -> str:
    """« light », « dark », or nothing: as the reader's system is."""
    return THEMES.get(request.GET.get(THEME, ""), "")


def build_embed_path(path: str, *, theme: str = "") -> str:
    """« /integrer/explorer/dette?zone=… » for « /explorer/dette?zone=… »."""
    path, _, query = path.partition("?")
    asked = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != THEME]
    if theme in THEMES:
        asked.append((THEME, theme))
    return f"{PREFIX}{path}?{urlencode(asked, safe=':,')}" if asked else f"{PREFIX}{path}"


def write_iframe(
    embed: Embed, *, theme: str = "", width_px: int | None = None, height_px: int | None = None
) -> Markup:
    """The element that shows it in another page: as wide as there is room when no width is given."""
    return Markup(
        '<iframe src="{}{}" title="{} – {}" width="{}" height="{}" loading="lazy"'
        ' style="border:0;max-width:100%"></iframe>'
    ).format(
        settings.SITE_URL,
        build_embed_path(embed.path, theme=theme),
        embed.title,
        settings.SITE_NAME,
        width_px or "100%",
        height_px or embed.height_px,
    )


def write_resizing_script() -> Markup:
    """What makes the frames of a page as high as what they show; they work without."""
    return Markup('<script src="{}{}/redimensionner.js" defer></script>').format(settings.SITE_URL, PREFIX)


def build_page_path(path: str) -> str:
    """The address of the page that gives the code of a page of ours, its size and its looks."""
    return f"{PREFIX}?{urlencode({'url': path}, safe=':,/')}"


def build_oembed_path(path: str, form: str = "json") -> str:
    """The address at which oEmbed describes a page of ours."""
    return f"/oembed?{urlencode({'url': settings.SITE_URL + path, 'format': form})}"


def _refuse_version(request: HttpRequest) -> HttpResponse:
    return refuse_embed(request, _GONE, status=410)


@cache
def _write_policy() -> str:
    return build_policy(config=_POLICY)
