"""Contours as files: TopoJSON for anybody, compact columns for our script."""

from __future__ import annotations

import gzip
import json
from typing import Any, Final

from portal.kernel.french import fix_name
from portal.kernel.topology.compact import write_compact
from portal.kernel.topology.topojson import write_topojson
from portal.territories.addresses import SEGMENTS
from portal.territories.queries.contours import Contours, build_contours
from portal.territories.queries.zones import Zone, list_zone_positions
from portal.web.explore.fonds.addresses import get_contours_version

_LICENCE: Final = "Licence Ouverte 2.0"
_LEVEL_OF_GZIP: Final = 9


def build_file(zone: Zone, level: str, *, is_compact: bool) -> bytes:
    """The contours of a zone at a level, as JSON compressed with gzip; the same input gives the same bytes.

    Raises ValueError for a level that is none of the zone's.
    """
    contours = build_contours(level, list_zone_positions(zone, level), zone.kind)
    written = _write_columns(contours, zone, level) if is_compact else _write_topojson(contours, zone, level)
    return compress(written)


def compress(written: dict[str, Any], level: int = _LEVEL_OF_GZIP) -> bytes:
    """JSON without spaces, compressed with gzip."""
    text = json.dumps(written, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return gzip.compress(text.encode(), level, mtime=0)


def _write_topojson(contours: Contours, zone: Zone, level: str) -> dict[str, Any]:
    """Geometries named after the level, in the order of the values; ``limites`` are wider borders.

    Beside what the format asks: the plane of the coordinates, and the insets (overseas parts moved into
    the plane of the metropole, each at its own scale: their coordinates are not those of the ground).
    """
    names = [(one.code, {"nom": fix_name(one.name)}) for one in contours.members]
    lines = {"limites": contours.borders} if contours.borders else {}
    scale, translate = contours.transform.scale, contours.transform.translate
    return {
        **write_topojson(contours.topology, names, name=level, transform=contours.transform, lines=lines),
        "crs": contours.plane,
        "licence": _LICENCE,
        "zone": zone.key,
        "version": get_contours_version(),
        "cartouches": [
            {
                "nom": one.label,
                "bbox": [
                    translate[0] + scale[0] * one.box[0],
                    translate[1] + scale[1] * (one.box[1] + one.box[3]),
                    translate[0] + scale[0] * (one.box[0] + one.box[2]),
                    translate[1] + scale[1] * one.box[1],
                ],
            }
            for one in contours.insets
        ],
    }


def _write_columns(contours: Contours, zone: Zone, level: str) -> dict[str, Any]:
    """See ``portal.kernel.topology.compact``; codes parted by spaces, names by ends of lines."""
    return {
        "format": get_contours_version(),
        "zone": zone.key,
        "level": level,
        "path": f"/{SEGMENTS[level]}/",
        "size": contours.size,
        "codes": " ".join(one.code for one in contours.members),
        "names": "\n".join(fix_name(one.name) for one in contours.members),
        **write_compact(contours.topology, len(contours.members)),
        "borders": contours.borders,
        "insets": [{"label": one.label, "box": one.box} for one in contours.insets],
    }
