"""A dashboard as a PDF to print and hand over: the panels of its page, and where its figures come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from portal.kernel.french import format_date, typeset
from portal.ui.exports import readme
from portal.ui.exports.citations import write_citation
from portal.ui.exports.pdf import Cover
from portal.web.explore.dashboards.files import list_origins
from portal.web.explore.dashboards.printing import group_panels, print_panel
from portal.web.explore.dashboards.shown import ShownDashboard

TEMPLATE: Final = Path(__file__).with_name("dashboard.typ")


def build_document(shown: ShownDashboard) -> tuple[dict[str, Any], Cover]:
    """Plain values for the template, and what the document says of itself."""
    origins = list_origins(shown)
    citation = readme.build_citation(shown.title, shown.path, origins)
    data = {
        "title": typeset(shown.dashboard.label),
        "zone": shown.zone.name,
        "members": shown.members,
        "summary": typeset(shown.dashboard.summary),
        "questions": [typeset(one) for one in shown.dashboard.questions],
        "findings": list(shown.findings),
        "notices": list(shown.notices),
        "rows": group_panels(print_panel(one) for one in shown.held),
        "empty": [{"title": one.title, "reason": one.absence} for one in shown.missing],
        "left_out": list(shown.left_out),
        "sources": [_cite(one) for one in map(readme.cite_origin, origins)],
        "citation": typeset(write_citation(citation)),
    }
    cover = Cover(
        title=shown.title,
        subject=typeset(shown.dashboard.summary),
        address=citation.address,
        dated=max((one.published_at for one in origins if one.published_at), default=None),
        dated_words=f"données au {format_date(citation.dated)}" if citation.dated else "",
    )
    return data, cover


def _cite(source: Any) -> dict[str, str]:
    return {
        "title": source.title,
        "producer": source.producer,
        "licence": source.licence,
        "dated": source.dated,
        "href": source.address,
    }
