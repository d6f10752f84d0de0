"""What the pages of explanations tell (finances), in brief: a few sentences and their drawings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from portal.kernel.french import typeset
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries import SourceInfo, get_sheet
from portal.territories.models import Territory
from portal.ui.exports.printing import print_drawing
from portal.web.factsheets.finances.page import Unit, explain
from portal.web.factsheets.wording import list_groups

_SENTENCES_OF_SECTION: Final = 2
_DRAWINGS_OF_SECTION: Final = 1
_DRAWINGS_AT_MOST: Final = 3
"""Of a whole page of explanations: with the sentences, a page of paper."""
_WIDTH_PX: Final = 440


def present_explanations(territory: Territory, path: str) -> tuple[list[dict[str, Any]], list[SourceInfo]]:
    """The pages that have something to tell of this territory, and where their figures come from."""
    sheet = get_sheet(territory.kind, territory.code, list_groups(territory))
    told: list[dict[str, Any]] = []
    sources: list[SourceInfo] = []
    for slug, page in get_catalogue().explanations.items():
        if territory.kind not in page.levels:
            continue
        explained = explain(page, territory, sheet)
        if explained.is_empty:
            continue
        left = [_DRAWINGS_AT_MOST]
        sections = [_present_section(unit, left) for unit in explained.units]
        told.append(
            {
                "title": typeset(page.title),
                "sections": [one for one in sections if one["sentences"] or one["drawings"]],
                "source": " ; ".join(
                    dict.fromkeys(name for unit in explained.units for name in unit.sources)
                ),
                "more": f"{path}/{slug.replace('_', '-')}",
            }
        )
        sources += explained.sources
    return told, sources


def _present_section(unit: Unit, left: list[int]) -> dict[str, Any]:
    """``left`` is how many drawings may still be placed."""
    return {
        "title": unit.title,
        "sentences": [typeset(key.sentence) for key in unit.keys[:_SENTENCES_OF_SECTION]],
        "drawings": list(islice(_present_drawings(unit, left), _DRAWINGS_OF_SECTION)),
    }


def _present_drawings(unit: Unit, left: list[int]) -> Iterator[dict[str, Any]]:
    for drawn in unit.drawings:
        printed = print_drawing(drawn.svg, width_px=_WIDTH_PX)
        if printed is None or not left[0]:
            continue
        left[0] -= 1
        yield {
            "title": f"{drawn.title}, {drawn.dated}",
            "drawing": printed,
            "notes": list(drawn.notes),
        }
