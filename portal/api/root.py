"""The API, put together: one line a resource."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from portal.api.compare.router import router as compare
from portal.api.datasets.router import router as datasets
from portal.api.documents.router import router as documents
from portal.api.figures.router import router as figures
from portal.api.groups.router import router as groups
from portal.api.indicators.router import router as indicators
from portal.api.perimeter.router import router as perimeter
from portal.api.problems import register_problems
from portal.api.territories.router import router as territories

DESCRIPTION: Final = """
Lire les données d’Open Collectivités : territoires, indicateurs, chiffres, sources, documents.

- Sans clé ni inscription, en lecture seule (GET), depuis n’importe quel site (CORS).
- Toute liste a la forme `{"items": […], "next": …}` ; `next` est l’adresse de la page suivante, ou null.
- Un chiffre ne va jamais seul : unité, année, source, et `absence` quand il manque (jamais 0).
- Une erreur est un `application/problem+json` (RFC 9457) dont le champ `code` ne change pas.
- Chaque réponse porte un ETag : envoyez-le dans `If-None-Match`, la réponse sera 304 si rien n’a changé.
- Les codes sont des textes : « 01001 » n’est pas 1001.
"""


class FrenchJson(JSONRenderer):
    """Accents as they are: lighter, and readable by people."""

    def __init__(self) -> None:
        self.json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


api = NinjaAPI(
    renderer=FrenchJson(),
    title="Open Collectivités",
    version="1",
    description=DESCRIPTION.strip(),
    urls_namespace="api_v1",
    docs_url=None,
    openapi_url="/openapi.json",
    openapi_extra={
        "info": {
            "license": {"name": "Licence Ouverte 2.0", "identifier": "etalab-2.0"},
            "contact": {"name": "Open Collectivités", "url": f"{settings.SITE_URL}/contact"},
        },
        "externalDocs": {"description": "Guide de l’API", "url": f"{settings.SITE_URL}/api/"},
    },
    servers=[{"url": settings.SITE_URL, "description": "Ce portail"}],
)
register_problems(api)
api.add_router("/territories", territories)
api.add_router("/territories", figures)
api.add_router("/indicators", indicators)
api.add_router("/compare", compare)
api.add_router("/perimeter", perimeter)
api.add_router("/groups", groups)
api.add_router("/datasets", datasets)
api.add_router("/documents", documents)
