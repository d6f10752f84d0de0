"""What a load found: counts, checks, and every difference between the sources by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from portal.territories.actions.load.checks import Check
from portal.territories.actions.load.draft import Draft
from portal.territories.models import Kind

TOPICS: Final = {
    "not_regions": "Rows of regions.json that repeat a collectivité d'outre-mer: not régions",
    "cog_deduced": "Years without a COG in the packages: communes deduced from the members of the EPCI",
    "epci_members_unknown": "Members of EPCI that are not in the COG of the same year",
    "membership_unknown": "Memberships of territories that no year describes",
    "seat_dropped": "Seats left out: no commune of the territory, or without inhabitants",
    "successor_unknown": "Past communes whose successor is unknown",
    "origin_unknown": "New communes whose origin is unknown",
    "codes_of_one_day": "Changes left out: a code that existed for no day",
    "passage_broken": "Communes that cannot be followed from one COG to today",
    "orphans": "Territories without a parent or without a member",
    "population_differs": "Populations of one year that differ between two packages",
    "strate_on_municipal_population": "Strate by the municipal population: population totale unknown",
    "contour_rebuilt_from_parts": "Contours made of those of the communes déléguées (code changed)",
    "contour_completed_after_merger": "Contours completed with the void left by a merger of 2025",
    "contour_shared": "One contour for several communes: no area nor contour of their own",
    "contour_missing": "Communes without any contour",
    "email_dropped": "E-mail addresses of town halls that are not addresses",
    "website_dropped": "Web sites of town halls that are not addresses",
    "phone_dropped": "Telephone numbers of town halls that are not numbers",
    "head_ambiguous": "Several heads since the same day: none is shown",
    "head_date_dropped": "Dates of office left out: older than the body, or too early in the mandate",
    "head_missing_commune": "Communes without a mayor in the source",
    "head_missing_epci": "EPCI without a president in the source",
    "head_missing_departement": "Départements without a president in the source",
    "part_population_unused": "Populations of parts of communes that the COG has no more",
    "head_missing_region": "Régions without a president in the source",
}
"""Every topic of ``Draft.differences`` and what it means."""


def build_report(draft: Draft, checks: Sequence[Check]) -> dict[str, Any]:
    """JSON-ready report: ``counts``, ``strates``, ``checks`` and ``differences`` (topic → lines)."""
    counts: Counter[str] = Counter()
    for (kind, _), territory in draft.territories.items():
        counts[f"{kind} {'current' if territory.is_current else 'past'}"] += 1
    strates = Counter(commune.strate for commune in draft.iterate(Kind.COMMUNE))
    return {
        "counts": dict(sorted(counts.items())),
        "strates": dict(strates),
        "checks": [asdict(check) for check in checks],
        "differences": {topic: lines for topic, lines in draft.differences.items() if lines},
    }


def render_report(report: dict[str, Any], *, examples: int = 3) -> Iterator[str]:
    """The report as lines of text for a console."""
    for name, count in report["counts"].items():
        yield f"{count:>8}  {name}"
    checks = report["checks"]
    unmet = [check for check in checks if check["expected"] != check["found"]]
    yield f"{len(checks) - len(unmet)} of {len(checks)} counts by year are those of the sources."
    for check in unmet:
        yield f"  {check['name']} {check['year']}: expected {check['expected']}, found {check['found']}"
    for topic, lines in report["differences"].items():
        more = "…" if len(lines) > examples else ""
        yield f"{TOPICS.get(topic, topic)}: {len(lines)} ({'; '.join(lines[:examples])}{more})"
