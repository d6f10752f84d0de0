"""What the page « Intégrer » asks and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import QueryDict

from portal.kernel.french import typeset
from portal.ui.embedding import (
    LEAST_PX,
    PREFIX,
    THEMES,
    Embed,
    build_embed_path,
    write_iframe,
    write_resizing_script,
)
from portal.web.embedding.finding import MalformedAddress, NotEmbeddable, find_embed

_MOST_PX: Final = 4000
_NOT_OURS: Final = (
    "Cette adresse n’est pas celle d’une page à intégrer. Une adresse de ce site est attendue, par exemple "
    "« {example} » : celle d’une carte ou d’un graphique de l’explorateur, d’un tableau de bord, du chiffre "
    "d’un territoire. Ouvrez la page voulue et suivez « Intégrer »."
)
_NOT_PIXELS: Final = (
    "La taille « {found} » n’en est pas une : un nombre de pixels de {least} à {most} est attendu."
)
_NOT_THEME: Final = "Le thème « {found} » n’existe pas : « clair », « sombre », ou rien."


class Refused(Exception):
    """Something asked that cannot be, in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = typeset(reason)


@dataclass(frozen=True, slots=True)
class Asked:
    """``embed`` is None when no address was given; a size of None is that of the page itself."""

    embed: Embed | None = None
    address: str = ""
    width_px: int | None = None
    height_px: int | None = None
    theme: str = ""


def read_asked(query: QueryDict) -> Asked:
    """``?url=&largeur=&hauteur=&theme=``. Raises Refused."""
    address = query.get("url", "").strip()
    width, height = (_parse_size(query.get(name, "").strip()) for name in ("largeur", "hauteur"))
    theme = query.get("theme", "")
    if theme and theme not in THEMES:
        raise Refused(_NOT_THEME.format(found=theme[:40]))
    if not address:
        return Asked(None, "", width, height, theme)
    try:
        return Asked(find_embed(address), address, width, height, theme)
    except (MalformedAddress, NotEmbeddable):
        example = f"{settings.SITE_URL}/explorer/population?zone=departement:35"
        raise Refused(_NOT_OURS.format(example=example)) from None


def _parse_size(text: str) -> int | None:
    if not text:
        return None
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not LEAST_PX <= size <= _MOST_PX:
        raise Refused(_NOT_PIXELS.format(found=text[:40], least=LEAST_PX, most=_MOST_PX))
    return size


def build_page(asked: Asked) -> dict[str, Any]:
    """What the template shows: without an address, how it is done."""
    context: dict[str, Any] = {
        "asked": asked,
        "themes": [("", "Comme l’appareil de la personne"), ("clair", "Clair"), ("sombre", "Sombre")],
        "script": write_resizing_script(),
        "script_path": f"{PREFIX}/redimensionner.js",
        "preview": "",
    }
    if asked.embed is not None:
        context["code"] = write_iframe(
            asked.embed, theme=asked.theme, width_px=asked.width_px, height_px=asked.height_px
        )
        context["preview"] = build_embed_path(asked.embed.path, theme=asked.theme)
    return context
