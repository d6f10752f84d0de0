"""EPCI and EPT of every perimeter year, and the sums that climb from the communes."""

from __future__ import annotations

from collections import Counter, defaultdict

from portal.territories.actions.load.communes import FRANCE_CODE, OVERSEAS_COLLECTIVITY, link
from portal.territories.actions.load.draft import Draft, Link
from portal.territories.actions.load.naming import (
    build_slug,
    choose_epci_name,
    expand_epci_name,
    guess_group_article,
)
from portal.territories.actions.load.rows import GroupRow
from portal.territories.actions.load.vintages import Vintage, build_runs
from portal.territories.models import Kind, Territory
from portal.territories.strates import load_strates


def add_groups(draft: Draft, vintages: list[Vintage]) -> None:
    """Add the EPCI and EPT of all years, the latest state of each; communes must be there."""
    latest = vintages[-1]
    for row in latest.epci.values():
        draft.add(_build_epci(row, vintages))
    for row in latest.ept:
        draft.add(_build_group(row, Kind.EPT, row.nom, "EPT"))
    for vintage in reversed(vintages[:-1]):
        for row in vintage.epci.values():
            if draft.get(Kind.EPCI, row.code) is None:
                draft.add(_build_epci(row, vintages)).is_current = False
    _point_communes(draft, latest)


def _build_epci(row: GroupRow, vintages: list[Vintage]) -> Territory:
    states = [v.epci[row.code] for v in vintages if row.code in v.epci]
    shorts = [state.nom for state in states if state.mode_financement]
    name = choose_epci_name(row.nom, shorts[-1] if shorts else "")
    territory = _build_group(row, Kind.EPCI, expand_epci_name(name), row.type)
    territory.funding = next((s.mode_financement for s in reversed(states) if s.mode_financement), "")
    return territory


def _build_group(row: GroupRow, kind: Kind, name: str, type_: str) -> Territory:
    return Territory(
        kind=kind, code=row.code, siren=row.code, name=name, article_kind=guess_group_article(name),
        slug=build_slug(name), type=type_,
    )  # fmt: skip


def _point_communes(draft: Draft, latest: Vintage) -> None:
    for code, epci in latest.epci_of.items():
        commune = draft.get(Kind.COMMUNE, code)
        if commune is None:
            draft.differences["epci_members_unknown"].append(f"{code} in {epci}")
        else:
            commune.epci_code = epci
    for row in latest.ept:
        for member in row.membres:
            commune = draft.get(Kind.COMMUNE, member.code)
            if commune is not None:
                commune.ept_code = row.code


def build_group_links(vintages: list[Vintage]) -> list[Link]:
    """Memberships commune → EPCI and commune → EPT by perimeter year."""
    epci = build_runs([(v.year, v.epci_of) for v in vintages])
    with_ept = [v for v in vintages if v.ept]
    ept = build_runs([(v.year, {m.code: row.code for row in v.ept for m in row.membres}) for v in with_ept])
    return [*link(epci, Kind.COMMUNE, Kind.EPCI), *link(ept, Kind.COMMUNE, Kind.EPT)]


def sum_populations(draft: Draft) -> None:
    """Population of the groupings, and the département and région where most of an EPCI lives.

    The collectivités d'outre-mer have their own sum; France is the départements of the régions,
    as INSEE counts it.
    """
    sums: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for commune in draft.iterate(Kind.COMMUNE):
        inhabitants = commune.population or 0
        groups = [(Kind.DEPARTEMENT, commune.departement_code), (Kind.REGION, commune.region_code)]
        groups += [(Kind.EPCI, commune.epci_code), (Kind.EPT, commune.ept_code)]
        if commune.type != OVERSEAS_COLLECTIVITY:
            groups.append((Kind.FRANCE, FRANCE_CODE))
        for kind, code in groups:
            if code:
                sums[kind.value, code] += inhabitants
                # A thousandth: an EPCI without inhabitants would still be where its communes are.
                where[kind.value, code][commune.departement_code] += inhabitants * 1000 + 1
    for key, inhabitants in sums.items():
        draft.territories[key].population = inhabitants
    for kind in (Kind.EPCI, Kind.EPT):
        for group in draft.iterate(kind):
            most = where[kind.value, group.code].most_common(1)
            if most:
                _locate(draft, group, most[0][0])


def _locate(draft: Draft, territory: Territory, departement_code: str) -> None:
    departement = draft.get(Kind.DEPARTEMENT, departement_code)
    territory.departement_code = departement_code
    territory.region_code = departement.region_code if departement else ""


def assign_strates(draft: Draft, total_populations: dict[str, int]) -> None:
    """Put every current territory in its strate; see ``catalogue/strates``.

    ``total_populations``: code of commune → population totale. Where it is missing the municipal
    one stands in, and the difference is named. Groups have that of their communes. The
    collectivités d'outre-mer are in no strate of population: the DGCL's do not count them.
    """
    totals = _total_populations(draft, total_populations)
    for kind, scale in load_strates().items():
        for territory in draft.iterate(kind):
            if scale.basis != "type" and territory.type == OVERSEAS_COLLECTIVITY:
                continue
            population = territory.population
            if scale.basis == "total_population":
                population = totals.get((kind, territory.code), population)
            strate = scale.find(population=population, type_=territory.type)
            territory.strate = strate.key if strate else ""


def _total_populations(draft: Draft, known: dict[str, int]) -> dict[tuple[str, str], int]:
    """(kind, code) → population totale of the communes and of their EPCI."""
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for commune in draft.iterate(Kind.COMMUNE):
        if commune.type == OVERSEAS_COLLECTIVITY:
            continue
        if commune.code not in known:
            draft.differences["strate_on_municipal_population"].append(f"{commune.code} {commune.name}")
        population = known.get(commune.code, commune.population)
        if population is not None:
            totals[Kind.COMMUNE.value, commune.code] = population
            totals[Kind.EPCI.value, commune.epci_code] += population
    return totals
