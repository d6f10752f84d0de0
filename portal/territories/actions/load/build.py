"""From original files to a draft of everything: no network, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from portal.kernel.progress import Progress, silent
from portal.territories.actions.load.checks import (
    Check,
    check_counts,
    check_orphans,
    check_passages,
    compare_populations,
)
from portal.territories.actions.load.communes import add_current, add_past_sub_entities, build_links
from portal.territories.actions.load.descriptors import TerritorySources
from portal.territories.actions.load.draft import Draft, Link
from portal.territories.actions.load.epci_events import add_epci_history
from portal.territories.actions.load.events import add_commune_history, add_other_spans
from portal.territories.actions.load.geometry.apply import add_geometry
from portal.territories.actions.load.groups import (
    add_groups,
    assign_strates,
    build_group_links,
    sum_populations,
)
from portal.territories.actions.load.people import add_people
from portal.territories.actions.load.rows import GroupRow, ReadMember, parse_rows
from portal.territories.actions.load.vintages import Vintage, read_vintages
from portal.territories.succession import Lineage


@dataclass(frozen=True)
class Built:
    """A draft and the checks made on it."""

    draft: Draft
    checks: list[Check]


def build_draft(
    sources: TerritorySources, read: ReadMember, movements: Path | None, progress: Progress = silent
) -> Built:
    """Read and build everything. Raises PackageError naming the file that is not as expected."""
    draft = Draft()
    progress("Reading the vintages")
    vintages = read_vintages(sources.years, read)
    progress("Territories and memberships")
    add_current(draft, vintages[-1])
    add_groups(draft, vintages)
    add_past_sub_entities(draft, vintages)
    progress("History since 1943")
    lineage = add_commune_history(draft, sources, read, movements, vintages)
    add_epci_history(draft, vintages, lineage)
    add_other_spans(draft, vintages)
    sum_populations(draft)
    assign_strates(draft, read_total_populations(sources, read))
    links = [*build_links(vintages), *build_group_links(vintages)]
    draft.links = [link for link in links if _is_known(draft, link)]
    progress("Contours")
    add_geometry(draft, sources.other.details, read, progress)
    progress("Town halls and elected heads")
    add_people(draft, sources.other.details, read, known_from=date(vintages[0].year, 1, 1))
    progress("Consistency")
    return Built(draft, _check(draft, sources, vintages, lineage))


def _check(draft: Draft, sources: TerritorySources, vintages: list[Vintage], lineage: Lineage) -> list[Check]:
    draft.differences["cog_deduced"] += [str(v.year) for v in vintages if v.is_deduced]
    draft.differences["passage_broken"] += check_passages(vintages, lineage)
    draft.differences["orphans"] += check_orphans(draft)
    draft.differences["population_differs"] += compare_populations(vintages, draft.arrows)
    return check_counts(draft, sources, vintages, lineage)


def _is_known(draft: Draft, link: Link) -> bool:
    """Whether both ends of a link are in the draft; the difference is named otherwise."""
    unknown = [end for end in (link.member, link.group) if end not in draft.territories]
    draft.differences["membership_unknown"] += [f"{kind} {code}" for kind, code in unknown]
    return not unknown


def read_total_populations(sources: TerritorySources, read: ReadMember) -> dict[str, int]:
    """Code of commune → population totale, from the members of the EPCI."""
    source = sources.other.total_population
    rows = parse_rows(GroupRow, read(source.package, source.member), f"{source.package}, {source.member}")
    return {
        member.code: member.population_totale
        for row in rows
        for member in row.membres
        if member.population_totale is not None
    }
