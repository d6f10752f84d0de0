"""The knowledge of this portal: its territories, its vocabularies."""

from __future__ import annotations

from typing import NamedTuple

from portal.library.describing.describe import Knowledge
from portal.library.describing.places import Place, build_gazetteer
from portal.library.describing.vocabulary import build_vocabulary
from portal.references.shelf import get_references
from portal.territories.models import Kind, Territory
from portal.territories.queries.universe import get_load_id

_NAMED = (Kind.COMMUNE, Kind.EPCI, Kind.EPT, Kind.DEPARTEMENT, Kind.REGION)


class _Shelf(NamedTuple):
    load: int
    knowledge: Knowledge


_shelf: list[_Shelf] = []


def get_knowledge() -> Knowledge:
    """Built at the first question (about a second), and again after a load of the territories."""
    load = get_load_id()
    if not _shelf or _shelf[0].load != load:
        rows = Territory.objects.filter(is_current=True, kind__in=_NAMED)
        places = (
            Place(kind, code, name, population or 0)
            for kind, code, name, population in rows.values_list("kind", "code", "name", "population")
        )
        knowledge = Knowledge(build_gazetteer(places), build_vocabulary(get_references()))
        _shelf[:] = [_Shelf(load, knowledge)]
    return _shelf[0].knowledge


def reset_knowledge() -> None:
    """Forget it."""
    _shelf.clear()
