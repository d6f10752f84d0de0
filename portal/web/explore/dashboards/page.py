"""The page around the panels of a dashboard, and the page that lists them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.kernel.french import typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.dashboard import Dashboard
from portal.territories.queries.zones import Zone
from portal.ui.exports.citations import write_citation
from portal.ui.sentences import capitalise
from portal.ui.words import LEVELS
from portal.web.explore.choosing.back import read_back
from portal.web.explore.choosing.offer import begin_address
from portal.web.explore.dashboards.asked import PATH, DashboardAsked, list_dashboard_years, word_zones
from portal.web.explore.dashboards.citing import build_citation
from portal.web.explore.dashboards.embedding import build_embed
from portal.web.explore.dashboards.files import list_files
from portal.web.explore.dashboards.finding import list_dashboards
from portal.web.explore.dashboards.shown import ShownDashboard
from portal.web.explore.options import Option


@dataclass(frozen=True, slots=True)
class Entry:
    """A dashboard in a list. ``zones`` says which territories it shows; ``is_open``: it can show the zone
    that the reader keeps, and ``path`` then has it."""

    label: str
    summary: str
    questions: tuple[str, ...]
    zones: str
    path: str
    is_open: bool


def present_dashboard(shown: ShownDashboard, asked: DashboardAsked) -> dict[str, Any]:
    """All that the template places."""
    dashboard = asked.dashboard
    return {
        "shown": shown,
        "asked": asked,
        "dashboard": dashboard,
        "label": typeset(dashboard.label),
        "summary": typeset(dashboard.summary),
        "zone": asked.zone,
        "zones": typeset(word_zones(dashboard)),
        "adding": begin_address(read_back(asked.address())),
        "is_fixed": dashboard.zones == ("france",),
        "levels": list_level_options(asked),
        "years": list_year_options(asked),
        "kept": asked.list_fields("niveau", "annee", "page"),
        "files": list_files(shown, asked),
        "citation": write_citation(build_citation(shown)),
        "embed": build_embed(shown),
        "others": [one for one in list_entries(asked.zone) if one.is_open and one.label != dashboard.label],
        "path": asked.path,
        "query": asked.address("").removeprefix("?"),
    }


def list_level_options(asked: DashboardAsked) -> list[Option]:
    """The levels that the zone can be divided into."""
    return [Option(one, capitalise(LEVELS[one]), one == asked.level) for one in asked.zone.levels]


def list_year_options(asked: DashboardAsked) -> list[Option]:
    """« La dernière connue », then the years online, the latest first."""
    years = reversed(list_dashboard_years(asked.dashboard, asked.level))
    latest = Option("", "La dernière connue", asked.year is None)
    return [latest, *(Option(str(year), str(year), year == asked.year) for year in years)]


def present_index(zone: Zone | None) -> dict[str, Any]:
    """The dashboards by theme and by kind of zone, each opened on ``zone`` where it can be."""
    found = list_dashboards()
    return {
        "zone": zone,
        "adding": begin_address(read_back(PATH)),
        "by_theme": _list_of(found, "theme", zone),
        "by_zone": _list_of(found, "zone", zone),
        "path": PATH,
        "open_count": sum(zone is not None and zone.kind in one.zones for one in found),
    }


def list_entries(zone: Zone | None) -> list[Entry]:
    """All of them."""
    return [_build_entry(one, zone) for one in list_dashboards()]


def _list_of(found: Sequence[Dashboard], kind: str, zone: Zone | None) -> list[Entry]:
    return [_build_entry(one, zone) for one in found if one.kind == kind]


def _build_entry(one: Dashboard, zone: Zone | None) -> Entry:
    is_open = zone is not None and zone.kind in one.zones
    kept = f"?zone={zone.key}" if zone and is_open and zone.key != one.default_zone else ""
    return Entry(
        typeset(one.label),
        typeset(one.summary),
        tuple(typeset(question) for question in one.questions),
        typeset(word_zones(one)),
        f"{PATH}/{one.segment}{kept}",
        is_open,
    )


def list_themes(dashboard: Dashboard) -> list[tuple[str, str]]:
    """Slug and label of its themes."""
    themes = get_catalogue().themes
    return [(slug, typeset(themes[slug].label)) for slug in dashboard.themes if slug in themes]
