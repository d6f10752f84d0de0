"""What a dashboard is once worked out for a zone: the page, the PDF, the files and embeds are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from markupsafe import Markup

from portal.stats.descriptors.dashboard import Dashboard
from portal.stats.descriptors.panels import AnyPanel
from portal.territories.queries.zones import Zone
from portal.ui.exports.tables import Table


@dataclass(frozen=True, slots=True)
class PanelSource:
    """Where the figures of a panel come from. ``years`` in words (« 2023 », « 2018 et 2023 »)."""

    indicator: str
    label: str
    unit: str
    years: str
    producer: str
    dataset: str
    definition_path: str
    dataset_path: str


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel for a zone. ``key`` is its anchor on the page (« panneau-3 »), unique.

    ``title`` says what is shown, ``finding`` in words what is seen there (empty for a text). ``absence``
    says why there is nothing; ``drawing``, ``table`` and ``shown`` are then empty. ``about``: of what, whom
    and when. ``drawing`` is one SVG, the same as on the page, empty for panels that are tables.
    ``table`` is the table behind it, whole: what files give. ``shown`` is what ``template`` takes.
    ``explore_path`` leads to the page of the indicator with the same zone, level and year,
    ``table_path`` to the table of all its values.
    """

    key: str
    panel: AnyPanel
    title: str
    about: str = ""
    finding: str = ""
    note: str = ""
    absence: str = ""
    drawing: Markup = field(default=Markup(""))
    tabulate: Callable[[], Table] | None = None
    shown: object = None
    template: str = ""
    sources: tuple[PanelSource, ...] = ()
    explore_path: str = ""
    table_path: str = ""

    @property
    def table(self) -> Table | None:
        """Worked out when it is asked: pages do without."""
        return self.tabulate() if self.tabulate else None

    @property
    def is_drawn(self) -> bool:
        return bool(self.drawing)

    @property
    def is_wide(self) -> bool:
        return self.panel.width == "full"


@dataclass(frozen=True, slots=True)
class ShownDashboard:
    """A dashboard for a zone. ``level`` is that of the members, ``year`` the one asked (None: the latest of
    each indicator). ``findings`` are the sentences at its head. ``left_out`` are titles of the panels
    that do not hold at this level. ``path`` is its whole address, without host."""

    dashboard: Dashboard
    zone: Zone
    level: str
    year: int | None
    title: str
    members: str
    """« 332 communes »."""
    findings: tuple[str, ...]
    panels: tuple[ShownPanel, ...]
    left_out: tuple[str, ...]
    notices: tuple[str, ...]
    path: str

    @property
    def held(self) -> tuple[ShownPanel, ...]:
        """The panels that have something to show; a text that introduces none of them is left out."""
        filled = [one for one in self.panels if not one.absence]
        kinds = [*(one.panel.kind for one in filled), "text"]
        return tuple(
            one
            for one, (kind, after) in zip(filled, pairwise(kinds), strict=True)
            if not kind == after == "text"
        )

    @property
    def missing(self) -> tuple[ShownPanel, ...]:
        """Those that have nothing here, each with its reason."""
        return tuple(one for one in self.panels if one.absence)
