"""Contours put into the draft: areas, points on the surface, neighbours, outlines."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely
from numpy.typing import NDArray

from portal.kernel.progress import Progress
from portal.territories.actions.load.communes import FRANCE_CODE
from portal.territories.actions.load.descriptors import DetailSource
from portal.territories.actions.load.draft import Arrow, Draft
from portal.territories.actions.load.geometry.areas import compute_areas_km2
from portal.territories.actions.load.geometry.borders import find_adjacent, group_pairs
from portal.territories.actions.load.geometry.contours import Contours, build_contours
from portal.territories.actions.load.geometry.outlines import Places, build_outlines
from portal.territories.actions.load.rows import ReadMember, iterate_csv
from portal.territories.models import Kind
from portal.territories.planes import METROPOLE

GROUPS = (Kind.EPCI, Kind.EPT, Kind.DEPARTEMENT, Kind.REGION, Kind.FRANCE)


def add_geometry(draft: Draft, source: DetailSource, read: ReadMember, progress: Progress) -> None:
    """Read the contours and put everything that comes of them into the draft."""
    contours = read_contours(draft, source, read)
    places = _locate(draft, contours)
    progress("Areas and neighbours")
    _measure(draft, contours, places)
    _find_neighbours(draft, contours, places)
    progress("Outlines")
    draft.shapes = build_outlines(contours.shapes, places)
    _report(draft, contours)


def read_contours(draft: Draft, source: DetailSource, read: ReadMember) -> Contours:
    """Contours of today's communes; those of the collectivités d'outre-mer are in no file."""
    where = f"{source.package}, {source.communes}"
    columns = frozenset({"id", "code", "type", "commune_parent_id", "geometry"})
    communes: dict[str, str] = {}
    codes_by_id: dict[str, str] = {}
    children: dict[str, list[str]] = defaultdict(list)
    for row in iterate_csv(read(source.package, source.communes), columns, where):
        if row["type"] == "COM":
            codes_by_id[row["id"]] = row["code"]
            if draft.get(Kind.COMMUNE, row["code"]):
                communes[row["code"]] = row["geometry"]
        elif row["type"] in {"COMD", "COMA"}:
            children[row["commune_parent_id"]].append(row["geometry"])
    parts = {codes_by_id[parent]: found for parent, found in children.items() if parent in codes_by_id}
    since = [arrow for arrow in draft.arrows if _is_since(arrow, source)]
    return build_contours(communes, parts, _read_cantons(source, read), since)


def _is_since(arrow: Arrow, source: DetailSource) -> bool:
    is_commune = (arrow.before or arrow.after or ("", ""))[0] == Kind.COMMUNE
    return (
        is_commune
        and arrow.effective_on.year >= source.contours_cog
        and (
            (arrow.effective_on.month, arrow.effective_on.day) > (1, 1)
            or arrow.effective_on.year > source.contours_cog
        )
    )


def _read_cantons(source: DetailSource, read: ReadMember) -> dict[str, list[str]]:
    """Département → contours of its cantons, by the codes of the cantons."""
    cantons: dict[str, list[str]] = defaultdict(list)
    where = f"{source.package}, {source.cantons}"
    for row in iterate_csv(read(source.package, source.cantons), frozenset({"code", "geometry"}), where):
        if row["geometry"]:
            cantons[row["code"][:-2]].append(row["geometry"])
    return cantons


def _locate(draft: Draft, contours: Contours) -> Places:
    communes = [draft.territories[Kind.COMMUNE.value, code] for code in contours.codes]
    groups = {
        Kind.EPCI.value: [c.epci_code for c in communes],
        Kind.EPT.value: [c.ept_code for c in communes],
        Kind.DEPARTEMENT.value: [c.departement_code for c in communes],
        Kind.REGION.value: [c.region_code for c in communes],
        Kind.FRANCE.value: [FRANCE_CODE] * len(communes),
    }
    return Places(
        codes=contours.codes,
        zones=[c.departement_code if c.departement_code.startswith("97") else METROPOLE for c in communes],
        own=[c.code not in contours.shared for c in communes],
        groups=groups,
    )


def _measure(draft: Draft, contours: Contours, places: Places) -> None:
    """Areas in km², water included, and a point on the surface: of communes, then of groups."""
    areas = compute_areas_km2(contours.shapes)
    points = shapely.get_coordinates(shapely.point_on_surface(contours.shapes))
    for index, code in enumerate(contours.codes):
        commune = draft.territories[Kind.COMMUNE.value, code]
        commune.longitude, commune.latitude = _round(points[index])
        if places.own[index]:
            commune.area_km2 = round(float(areas[index]), 3)
    unknown = _list_groups_without_all(draft, contours)
    for kind in GROUPS:
        members: dict[str, list[int]] = defaultdict(list)
        for index, code in enumerate(places.groups[kind.value]):
            if code:
                members[code].append(index)
        for code, indexes in members.items():
            group = draft.territories[kind.value, code]
            if (kind.value, code) not in unknown:
                group.area_km2 = round(float(areas[indexes].sum()), 3)
            zone = [i for i in indexes if places.zones[i] == METROPOLE] or indexes
            middle = _find_middle(points[zone], areas[zone])
            group.longitude, group.latitude = _round(points[zone[middle]])


def _list_groups_without_all(draft: Draft, contours: Contours) -> set[tuple[str, str]]:
    """Groups with a commune that no contour covers: their area would be short."""
    groups = set()
    for code in contours.missing:
        commune = draft.territories[Kind.COMMUNE.value, code]
        keys = [(Kind.EPCI, commune.epci_code), (Kind.EPT, commune.ept_code)]
        keys += [(Kind.DEPARTEMENT, commune.departement_code), (Kind.REGION, commune.region_code)]
        groups |= {(kind.value, group) for kind, group in [*keys, (Kind.FRANCE, FRANCE_CODE)] if group}
    return groups


def _find_middle(points: NDArray[np.float64], weights: NDArray[np.float64]) -> int:
    """Which of the points is nearest to their centre: it lies on the territory, the centre may not."""
    centre = np.average(points, axis=0, weights=weights)
    return int(np.argmin(np.hypot(*(points - centre).T)))


def _round(point: NDArray[np.float64]) -> tuple[float, float]:
    return round(float(point[0]), 5), round(float(point[1]), 5)


def _find_neighbours(draft: Draft, contours: Contours, places: Places) -> None:
    pairs = find_adjacent(contours.shapes)
    own = [code if is_own else "" for code, is_own in zip(places.codes, places.own, strict=True)]
    for kind, groups in ((Kind.COMMUNE, own), *((kind, places.groups[kind.value]) for kind in GROUPS[:-1])):
        for one, other in sorted(group_pairs(pairs, groups)):
            draft.neighbours.append(((kind.value, one), (kind.value, other)))


def _report(draft: Draft, contours: Contours) -> None:
    def name(code: str) -> str:
        return f"{code} {draft.territories[Kind.COMMUNE.value, code].name}"

    draft.differences["contour_rebuilt_from_parts"] += [name(code) for code in contours.rebuilt]
    draft.differences["contour_completed_after_merger"] += [name(code) for code in sorted(contours.completed)]
    draft.differences["contour_shared"] += [
        " + ".join(name(code) for code in codes) for codes in contours.shared.values()
    ]
    draft.differences["contour_missing"] += [name(code) for code in contours.missing]
