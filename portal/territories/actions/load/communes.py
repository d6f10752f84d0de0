"""Communes, their parts and the territories above them, as the latest vintage has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from portal.territories.actions.load.draft import Draft, Link
from portal.territories.actions.load.naming import build_slug
from portal.territories.actions.load.rows import AreaRow, CommuneRow
from portal.territories.actions.load.vintages import SUB_ENTITY_TYPES, Run, Vintage, build_runs
from portal.territories.models import Kind, Territory

FRANCE_CODE: Final = "FR"
OVERSEAS_COLLECTIVITY: Final = "com"
"""``zone`` of the collectivités d'outre-mer (975, 977, 978, 984, 986 to 989) in the packages."""


def add_current(draft: Draft, vintage: Vintage) -> None:
    """Add every territory of the COG of the latest vintage; groupings come from ``groups``."""
    _add_regions(draft, vintage)
    _add_departements(draft, vintage)
    _add_communes(draft, vintage)
    _add_sub_entities(draft, vintage)
    _rank_seats(draft, vintage)


def _add_regions(draft: Draft, vintage: Vintage) -> None:
    draft.add(Territory(kind=Kind.FRANCE, code=FRANCE_CODE, name="France", article_kind=3, slug="france"))
    departements: dict[str, set[str]] = defaultdict(set)
    for row in vintage.departements:
        departements[row.region].add(row.code)
    for row in vintage.regions:
        if row.zone == OVERSEAS_COLLECTIVITY:  # repeated from departements.json: it is not a région
            draft.differences["not_regions"].append(f"{row.code} {row.nom}")
            continue
        draft.add(
            Territory(
                kind=Kind.REGION, code=row.code, name=row.nom, article_kind=row.type_liaison,
                slug=build_slug(row.nom), type=row.zone,
                seat_code=_find_seat(draft, vintage, row, departements[row.code]),
            )
        )  # fmt: skip


def _add_departements(draft: Draft, vintage: Vintage) -> None:
    for row in vintage.departements:
        region = row.region if draft.get(Kind.REGION, row.region) else ""
        draft.add(
            Territory(
                kind=Kind.DEPARTEMENT, code=row.code, name=row.nom, article_kind=row.type_liaison,
                slug=build_slug(row.nom), type=row.zone, region_code=region,
                seat_code=_find_seat(draft, vintage, row, {row.code}),
            )
        )  # fmt: skip


def _find_seat(draft: Draft, vintage: Vintage, area: AreaRow, within: set[str]) -> str:
    """Chef-lieu of a département or région, when it is an inhabited commune of it; empty otherwise.

       ``within``: the départements that make it up.
    The packages give the TAAF (984) a commune of Saint-Pierre-et-Miquelon, and Clipperton (989)
       itself, where nobody lives.
    """
    seat = vintage.communes.get(area.chef_lieu)
    if seat is not None and seat.departement_code in within and seat.population:
        return seat.code
    draft.differences["seat_dropped"].append(f"{area.code} {area.nom}: {area.chef_lieu}")
    return ""


def _add_communes(draft: Draft, vintage: Vintage) -> None:
    for row in vintage.communes.values():
        draft.add(build_commune(row, draft))


def build_commune(row: CommuneRow, draft: Draft) -> Territory:
    """The commune of one row; its département and région must already be in the draft."""
    departement = draft.get(Kind.DEPARTEMENT, row.departement_code)
    return Territory(
        kind=Kind.COMMUNE,
        code=row.code,
        name=row.nom,
        article_kind=row.type_liaison,
        slug=build_slug(row.nom),
        siren=row.siren,
        type=OVERSEAS_COLLECTIVITY if departement and departement.type == OVERSEAS_COLLECTIVITY else "",
        postal_codes=list(row.codes_postaux),
        departement_code=row.departement_code,
        region_code=departement.region_code if departement else "",
        arrondissement_code=row.arrondissement,
        population=row.population,
    )


def _add_sub_entities(draft: Draft, vintage: Vintage) -> None:
    for row in vintage.arrondissements_municipaux:
        draft.add(build_sub_entity(row, draft, Kind.ARRONDISSEMENT_MUNICIPAL))
    for row in vintage.sub_entities:
        draft.add(build_sub_entity(row, draft, Kind.COMMUNE_DELEGUEE))


def build_sub_entity(row: CommuneRow, draft: Draft, kind: Kind) -> Territory:
    """A commune déléguée or associée, or an arrondissement municipal."""
    departement = draft.get(Kind.DEPARTEMENT, row.departement_code)
    return Territory(
        kind=kind,
        code=row.code,
        name=row.nom,
        article_kind=row.type_liaison,
        slug=build_slug(row.nom),
        type=SUB_ENTITY_TYPES.get(row.type, ""),
        postal_codes=list(row.codes_postaux),
        departement_code=row.departement_code,
        region_code=departement.region_code if departement else "",
        parent_code=row.parent_code,
        population=row.population,
    )


def _rank_seats(draft: Draft, vintage: Vintage) -> None:
    """Chef-lieu of a région 4, of a département 3, of an arrondissement 2.

    Deduced from the seats: ``rangChefLieu`` is 0 everywhere in the packages since 2021.
    """
    ranked = ((2, vintage.arrondissements), (3, vintage.departements), (4, vintage.regions))
    for rank, areas in ranked:
        for area in areas:
            commune = draft.get(Kind.COMMUNE, area.chef_lieu)
            # The seat of the TAAF (984) is on La Réunion and is no préfecture of this commune.
            if commune and area.zone != OVERSEAS_COLLECTIVITY:
                commune.seat_rank = rank


def build_links(vintages: list[Vintage]) -> list[Link]:
    """Memberships by year: commune → département, département → région, part → commune."""
    by_departement = [(v.year, {c.code: c.departement_code for c in v.communes.values()}) for v in vintages]
    by_region = [
        (v.year, {d.code: d.region for d in v.departements if d.zone != OVERSEAS_COLLECTIVITY})
        for v in vintages
    ]
    by_parent = [(v.year, {c.code: c.parent_code for c in v.sub_entities}) for v in vintages]
    by_city = [(v.year, {c.code: c.parent_code for c in v.arrondissements_municipaux}) for v in vintages]
    return [
        *link(build_runs(by_departement), Kind.COMMUNE, Kind.DEPARTEMENT),
        *link(build_runs(by_region), Kind.DEPARTEMENT, Kind.REGION),
        *link(build_runs(by_parent), Kind.COMMUNE_DELEGUEE, Kind.COMMUNE),
        *link(build_runs(by_city), Kind.ARRONDISSEMENT_MUNICIPAL, Kind.COMMUNE),
    ]


def link(runs: Iterable[Run], member: Kind, group: Kind) -> list[Link]:
    """Runs of codes → links between territories of these kinds."""
    return [
        Link((member.value, run.member), (group.value, run.group), run.first_year, run.last_year)
        for run in runs
    ]


def add_past_sub_entities(draft: Draft, vintages: list[Vintage]) -> None:
    """Parts that an earlier vintage has and the latest has no more, with their last state."""
    for vintage in reversed(vintages[:-1]):
        for row in vintage.sub_entities:
            if draft.get(Kind.COMMUNE_DELEGUEE, row.code) is None:
                draft.add(build_sub_entity(row, draft, Kind.COMMUNE_DELEGUEE)).is_current = False
