"""From original files to a draft of everything: no network, no database."""

from __future__ import annotations

from pathlib import Path

from portal.kernel.progress import Progress, silent
from portal.territories.actions.load.communes import add_current, add_past_sub_entities, build_links
from portal.territories.actions.load.descriptors import TerritorySources
from portal.territories.actions.load.draft import Draft, Link
from portal.territories.actions.load.epci_events import add_epci_history
from portal.territories.actions.load.events import add_commune_history, add_other_spans
from portal.territories.actions.load.geometry.apply import add_geometry
from portal.territories.actions.load.groups import add_groups, assign_strates, build_group_links, sum_populations
from portal.territories.actions.load.people import add_people
from portal.territories.actions.load.rows import GroupRow, ReadMember, parse_rows
from portal.territories.actions.load.vintages import read_vintages


def build_draft(
    sources: TerritorySources, read: ReadMember, movements: Path | None, progress: Progress = silent
) -> Draft:
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
    progress("Contours")
    add_geometry(draft, sources.other.details, read, progress)
    progress("Town halls and elected heads")
    add_people(draft, sources.other.details, read)
    draft.links = [*build_links(vintages), *build_group_links(vintages)]
    draft.links = [x for x in draft.links if _is_known(draft, x)]
    return draft


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
