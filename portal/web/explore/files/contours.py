"""The values of a view on their contours: GeoJSON (RFC 7946), for map software.

The collection has one member of its own, ``metadata``: what the values are, their unit, year and source,
the classes of the map and the address of the page. Each feature has the code of its territory for ``id``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from portal.kernel.figures import Absence
from portal.kernel.french import fix_name, format_count, format_number, typeset
from portal.stats.queries.categories import write_category
from portal.territories.queries.coordinates import list_geometries
from portal.ui.cells import word_figure_state, word_origin
from portal.ui.exports import readme
from portal.ui.exports.tables import clean_text
from portal.ui.maps.painting import PaintedClass, Painting
from portal.ui.refusing import Impossible
from portal.web.explore.files.explaining import build_citation, list_sources, write_title
from portal.web.explore.mapping.drawing import paint_explored
from portal.web.explore.reading import Explored

CONTENT_TYPE: Final = "application/geo+json"
FEATURES_AT_MOST: Final = 6000
"""Measured: 4,300 communes of the largest région in half a second and 2.5 MB; the 34,900 of France take four
seconds and 20 MB, most of it contours that map software has better."""

_TOO_MANY: Final = (
    "Les contours de {count} feraient un fichier trop lourd ({most} au plus). Demandez une région ou un "
    "département (« zone=region:53 »), ou joignez par code le CSV de cette page aux contours de l’IGN "
    "(Admin Express)."
)


def write_geojson(explored: Explored) -> bytes:
    """Features in the order of the positions; ``geometry`` is null for a territory without a contour here.

    Raises Impossible when there are too many territories.
    """
    count = len(explored.positions)
    if count > FEATURES_AT_MOST:
        most = format_number(FEATURES_AT_MOST)
        raise Impossible(typeset(_TOO_MANY.format(count=format_count(count, *explored.nouns), most=most)))
    painting = paint_explored(explored)
    geometries = list_geometries(explored.level, explored.positions.tolist())
    parts = [
        _write_json({"type": "Feature", "id": one["code"], "properties": one, "geometry": geometry})
        for one, geometry in zip(_list_properties(explored, painting), geometries, strict=True)
    ]
    missing = sum(geometry is None for geometry in geometries)
    head = _write_json(_describe(explored, painting, missing))
    features = ",\n".join(parts)
    return f'{{"type":"FeatureCollection","metadata":{head},"features":[\n{features}\n]}}\n'.encode()


def _list_properties(explored: Explored, painting: Painting) -> Iterator[dict[str, Any]]:
    column = explored.column
    if column is None:
        return
    looks, ranks = painting.looks.tolist(), column.ranks.tolist()
    for place, member in enumerate(explored.members):
        figure = column.figure(place)
        yield {
            "type_de_territoire": member.kind,
            "code": member.code,
            "nom": clean_text(fix_name(member.name)),
            "valeur": write_category(explored.indicator, figure.value),
            "absence": None if figure.absence is Absence.NONE else figure.absence.slug,
            "statut": word_figure_state(figure),
            "origine": word_origin(figure.origin) if figure.value is not None else None,
            "rang": None if painting.is_categorical else ranks[place] or None,
            "classe": looks[place] + 1 if looks[place] >= 0 else None,
        }


def _describe(explored: Explored, painting: Painting, missing: int) -> dict[str, Any]:
    citation, sources = build_citation(explored), list_sources(explored)
    return {
        "titre": write_title(explored),
        "indicateur": explored.indicator.slug,
        "annee": explored.year,
        "unite": explored.unit,
        "zone": explored.zone.key,
        "niveau": explored.level,
        "sources": list(readme.name_origins(sources)),
        "licence": citation.licence,
        "donnees_au": citation.dated.isoformat() if citation.dated else None,
        "adresse": citation.address,
        "classes": [_describe_class(rank, one, painting) for rank, one in enumerate(painting.classes, 1)],
        "sans_contour": missing,
        "systeme": "WGS 84, degrés ; contours simplifiés pour le dessin, impropres à la mesure",
    }


def _describe_class(number: int, one: PaintedClass, painting: Painting) -> dict[str, Any]:
    """Its number in the features, what it holds, how many territories."""
    if painting.is_categorical:
        return {"classe": number, "modalite": one.label, "effectif": one.count}
    return {"classe": number, "minimum": one.least, "maximum": one.most, "effectif": one.count}


def _write_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
