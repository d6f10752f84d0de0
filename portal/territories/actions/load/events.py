"""Existence and changes of every kind, put into the draft."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from portal.territories.actions.load.communes import build_commune
from portal.territories.actions.load.descriptors import TerritorySources
from portal.territories.actions.load.draft import Arrow, Draft, Span
from portal.territories.actions.load.movements import (
    build_history_arrows,
    commune,
    merge_movements,
    read_movements,
)
from portal.territories.actions.load.naming import build_slug
from portal.territories.actions.load.reconcile import build_commune_history
from portal.territories.actions.load.rows import (
    AreaRow,
    CommuneRow,
    GroupRow,
    HistoryRow,
    ReadMember,
    parse_rows,
)
from portal.territories.actions.load.timeline import Timelines
from portal.territories.actions.load.vintages import Vintage
from portal.territories.models import Kind, Territory
from portal.territories.succession import Lineage, Step


def add_commune_history(
    draft: Draft, sources: TerritorySources, read: ReadMember, movements: Path | None, vintages: list[Vintage]
) -> Lineage:
    """Events, names and past communes since 1943; returns where every code goes."""
    history = sources.other.history
    rows = parse_rows(
        HistoryRow, read(history.package, history.member), f"{history.package}, {history.member}"
    )
    arrows = build_history_arrows(rows)
    if movements is not None:
        arrows = merge_movements(arrows, read_movements(movements), history.until)
    timelines = build_commune_history(draft, arrows, vintages)
    draft.spans += timelines.build_spans()
    lineage = build_lineage(timelines, draft.arrows)
    _add_past_communes(draft, timelines, lineage, vintages, {row.code: row.type_liaison for row in rows})
    _drop_nameless(draft)
    return lineage


def build_lineage(timelines: Timelines, arrows: Iterable[Arrow]) -> Lineage:
    """Timelines and arrows of communes → where every code goes."""
    existence = {
        key[1]: [(p.starts_on, p.ends_on) for p in periods] for key, periods in timelines.periods.items()
    }
    return Lineage(existence, [to_step(arrow) for arrow in arrows])


def to_step(arrow: Arrow) -> Step:
    """An arrow without the kind of its ends."""
    return Step(
        what=arrow.what,
        effective_on=arrow.effective_on,
        before=arrow.before[1] if arrow.before else None,
        after=arrow.after[1] if arrow.after else None,
        name_before=arrow.name_before,
        name_after=arrow.name_after,
        source=arrow.source,
    )


def _add_past_communes(
    draft: Draft, timelines: Timelines, lineage: Lineage, vintages: list[Vintage], articles: dict[str, int]
) -> None:
    """Communes of the past: as their last COG had them, or by their name and their successor."""
    last_rows = {code: row for vintage in vintages for code, row in vintage.communes.items()}
    with_span = {span.key for span in draft.spans}
    for key in sorted(timelines.periods):
        kind, code = key
        if key in draft.territories or key not in with_span:
            continue
        row = last_rows.get(code)
        name = timelines.periods[key][-1].name
        past = (
            build_commune(row, draft)
            if row
            else Territory(
                kind=kind, code=code, name=name, slug=build_slug(name), article_kind=articles.get(code, 0)
            )
        )
        past.is_current, past.population = False, None
        draft.add(past)
        successors = lineage.find_successors(code)
        if not successors:
            draft.differences["successor_unknown"].append(f"{code} {name}")
        elif row is None:
            heir = draft.territories[commune(min(successors))]
            past.departement_code, past.region_code = heir.departement_code, heir.region_code


def _drop_nameless(draft: Draft) -> None:
    """Arrows name only territories of the draft: codes that lasted no day are taken out."""
    kept = []
    for arrow in draft.arrows:
        ends = [end for end in (arrow.before, arrow.after) if end is not None]
        if all(end in draft.territories for end in ends):
            kept.append(arrow)
        else:
            draft.differences["codes_of_one_day"].append(f"{arrow.name_before} → {arrow.name_after}")
    draft.arrows = kept


def add_other_spans(draft: Draft, vintages: list[Vintage]) -> None:
    """Existence of the areas and parts, known since the first vintage that has them."""
    years: dict[tuple[str, str], list[int]] = defaultdict(list)
    for vintage in vintages:
        listed: dict[Kind, Sequence[AreaRow | CommuneRow | GroupRow]] = {
            Kind.DEPARTEMENT: vintage.departements,
            Kind.REGION: vintage.regions,
            Kind.COMMUNE_DELEGUEE: vintage.sub_entities,
            Kind.ARRONDISSEMENT_MUNICIPAL: vintage.arrondissements_municipaux,
            Kind.EPT: vintage.ept,
        }
        for kind, rows in listed.items():
            for row in rows:
                years[kind.value, row.code].append(vintage.year)
    last = vintages[-1].year
    for key, found in sorted(years.items()):
        territory = draft.territories.get(key)
        if territory is not None:
            for first, end in _list_stretches(found, last):
                draft.spans.append(Span(key, territory.name, first, end))


def _list_stretches(years: list[int], last: int) -> list[tuple[date, date | None]]:
    """[2019, 2020, 2023], 2026 → 2019 to 2021 excluded, 2023 to 2024 excluded."""
    counted = Counter(years)
    stretches: list[tuple[date, date | None]] = []
    for year in sorted(counted):
        if year - 1 not in counted:
            stretches.append((date(year, 1, 1), None))
        if year + 1 not in counted and year != last:
            stretches[-1] = (stretches[-1][0], date(year + 1, 1, 1))
    return stretches
