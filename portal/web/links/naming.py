"""Names of producers and sources, and the way to their documents."""

from __future__ import annotations

from urllib.parse import urlencode

from portal.harvest.platforms import find_known_source
from portal.library.addresses import LIBRARY_PATH
from portal.library.queries.producers import name_producer


def name_group(kind: str, slug: str) -> str:
    """The name of a producer or of a source; absence has words too."""
    if kind == "source":
        known = find_known_source(slug)
        return known.title if known else slug or "Sans source moissonnée"
    return name_producer(slug).name if slug else "Producteur non précisé"


def find_documents_path(kind: str, slug: str, *, dead: bool = False) -> str:
    """The documents of a producer or a source in the library; empty when no search gives them."""
    if not slug:
        return ""
    asked = {"source" if kind == "source" else "producteur": slug} | ({"etat": "mort"} if dead else {})
    return f"{LIBRARY_PATH}?{urlencode(asked)}"
