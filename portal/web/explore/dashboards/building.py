"""A dashboard worked out for a zone: its panels in order, each with why it is empty when it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from portal.kernel.french import format_count, typeset
from portal.stats.descriptors.panels import AnyPanel, Text
from portal.territories.lists.members import NOUNS
from portal.web.explore.dashboards.asked import DashboardAsked
from portal.web.explore.dashboards.content import Content
from portal.web.explore.dashboards.panels.categories import build_categories
from portal.web.explore.dashboards.panels.changes import build_changes
from portal.web.explore.dashboards.panels.drawn import (
    build_distribution,
    build_evolution,
    build_scatter,
)
from portal.web.explore.dashboards.panels.key_figures import build_key_figures
from portal.web.explore.dashboards.panels.mapped import build_map
from portal.web.explore.dashboards.panels.members import build_members
from portal.web.explore.dashboards.panels.outliers import build_outliers
from portal.web.explore.dashboards.panels.ranking import build_ranking
from portal.web.explore.dashboards.planning import prefetch_panels
from portal.web.explore.dashboards.reading import NothingToShow, PanelReading
from portal.web.explore.dashboards.shown import ShownDashboard, ShownPanel

_HEADLINES: Final = 3
_WORDS: Final = {
    "key_figures": "Chiffres clés",
    "map": "Carte",
    "ranking": "Classement",
    "distribution": "Répartition",
    "evolution": "Évolution",
    "scatter": "Nuage de points",
    "changes": "Plus fortes évolutions",
    "outliers": "Valeurs atypiques",
    "members": "Tableau des membres",
    "categories": "Catégories",
}
"""What a panel without title is called when there is nothing in it."""


def build_text(panel: Text, reading: PanelReading) -> Content:
    """What the descriptor says, whatever the figures."""
    return Content(typeset(panel.title), finding=typeset(panel.text))


BUILDERS: Final[dict[str, Callable[[Any, PanelReading], Content]]] = {
    "key_figures": build_key_figures,
    "map": build_map,
    "ranking": build_ranking,
    "distribution": build_distribution,
    "evolution": build_evolution,
    "scatter": build_scatter,
    "changes": build_changes,
    "outliers": build_outliers,
    "members": build_members,
    "categories": build_categories,
    "text": build_text,
}
"""Kind of panel → what makes it. Raise NothingToShow, with the reason."""

TEMPLATES: Final = {
    "categories": "explore/dashboards/panels/categories.html",
    "changes": "explore/dashboards/panels/changes.html",
    "distribution": "explore/dashboards/drawing.html",
    "evolution": "explore/dashboards/drawing.html",
    "key_figures": "explore/dashboards/panels/key_figures.html",
    "map": "explore/dashboards/drawing.html",
    "members": "explore/dashboards/panels/members.html",
    "outliers": "explore/dashboards/panels/outliers.html",
    "ranking": "explore/dashboards/panels/ranking.html",
    "scatter": "explore/dashboards/drawing.html",
}
"""Kind of panel → what places it; a text needs nothing more than its sentence."""


def build_dashboard(asked: DashboardAsked) -> ShownDashboard:
    """All its panels. ``Panel.levels`` leaves out those that do not hold here."""
    dashboard, zone = asked.dashboard, asked.zone
    reading = PanelReading(asked)
    prefetch_panels(reading)
    held = [panel for panel in dashboard.panels if reading.choose_level(panel) in panel.levels]
    left_out = [panel for panel in dashboard.panels if reading.choose_level(panel) not in panel.levels]
    built = [(_build(reading, panel), panel) for panel in held]
    headlines = (content.headline for content, _ in built if isinstance(content, Content))
    return ShownDashboard(
        dashboard,
        zone,
        asked.level,
        asked.year,
        typeset(f"{dashboard.label} : {zone.name}"),
        format_count(len(reading.list_positions(asked.level)), *NOUNS[asked.level]),
        tuple([one for one in headlines if one][:_HEADLINES]),
        tuple(_show(content, reading.find_key(panel), panel) for content, panel in built),
        tuple(dict.fromkeys(_name(panel) for panel in left_out)),
        tuple(_list_notices(asked)),
        asked.address(),
    )


def _build(reading: PanelReading, panel: AnyPanel) -> Content | str:
    """Its content, or why it has none."""
    try:
        return BUILDERS[panel.kind](panel, reading)
    except NothingToShow as nothing:
        return nothing.reason


def _show(content: Content | str, key: str, panel: AnyPanel) -> ShownPanel:
    note = typeset(panel.note or "")
    if isinstance(content, str):
        return ShownPanel(key, panel, _name(panel), note=note, absence=content)
    return ShownPanel(
        key,
        panel,
        typeset(panel.title) if panel.title else content.title,
        content.about,
        content.finding,
        note,
        drawing=content.drawing,
        tabulate=content.tabulate,
        shown=content.shown,
        template=TEMPLATES.get(panel.kind, "") if content.shown is not None else "",
        sources=content.sources,
        explore_path=content.explore_path,
        table_path=content.table_path,
    )


def _name(panel: AnyPanel) -> str:
    return typeset(panel.title or _WORDS.get(panel.kind, ""))


def _list_notices(asked: DashboardAsked) -> Iterator[str]:
    yield from (typeset(one) for one in asked.zone.notices)
    if asked.year is not None:
        yield typeset(
            f"Chaque panneau montre {asked.year}, ou la dernière année connue avant ; son année est toujours "
            "écrite."
        )
