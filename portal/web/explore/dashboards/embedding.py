"""A dashboard in the pages of other sites."""

from __future__ import annotations

from typing import Any, Final

from portal.kernel.french import typeset
from portal.ui.embedding import Embed
from portal.web.explore.dashboards.citing import build_citation
from portal.web.explore.dashboards.shown import ShownDashboard

_PANEL_PX: Final = 460
_HEAD_PX: Final = 300


def build_embed(shown: ShownDashboard) -> Embed:
    """What the frame is called and how large it is: two panels a row need twice the width of one."""
    rows = sum(2 if panel.is_wide else 1 for panel in shown.held)
    return Embed(shown.title, shown.path, width_px=960, height_px=_HEAD_PX + _PANEL_PX * -(-rows // 2))


def present_embed(shown: ShownDashboard) -> dict[str, Any]:
    """What the template of the frame places."""
    citation = build_citation(shown)
    heading = "Sources" if len(citation.authors) > 1 else "Source"
    return {
        "shown": shown,
        "source": typeset(f"{heading} : {', '.join(citation.authors)}. {citation.licence}."),
    }
