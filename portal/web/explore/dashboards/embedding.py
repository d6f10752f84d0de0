"""A dashboard in the pages of other sites."""

from __future__ import annotations

from typing import Any, Final

from portal.kernel.french import typeset
from portal.ui.embedding import Embed
from portal.web.explore.dashboards.citing import build_citation
from portal.web.explore.dashboards.shown import ShownDashboard, ShownPanel

_PANELS: Final = 3
"""Of a frame: what is to be seen first, the page has the others."""
_PANEL_PX: Final = 480
_HEAD_PX: Final = 280


def build_embed(shown: ShownDashboard) -> Embed:
    """What the frame is called and how large it is."""
    return Embed(shown.title, shown.path, height_px=_HEAD_PX + _PANEL_PX * len(list_panels(shown)))


def list_panels(shown: ShownDashboard) -> list[ShownPanel]:
    """The first ones that are drawn."""
    return [panel for panel in shown.held if panel.drawing][:_PANELS]


def present_embed(shown: ShownDashboard) -> dict[str, Any]:
    """What the template of the frame places."""
    citation = build_citation(shown)
    heading = "Sources" if len(citation.authors) > 1 else "Source"
    return {
        "shown": shown,
        "panels": list_panels(shown),
        "source": typeset(f"{heading} : {', '.join(citation.authors)}. {citation.licence}."),
    }
