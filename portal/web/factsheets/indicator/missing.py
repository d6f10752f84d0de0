"""When there is no such figure: what the reader may have meant, and where else it is told."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Final

from portal.kernel.french import add_article, fix_name
from portal.stats.addresses import indicator_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.territories.addresses import path_of
from portal.territories.models import Territory
from portal.ui.words import word_levels
from portal.web.factsheets.figures import write_label
from portal.web.factsheets.gathered import explain_refusal
from portal.web.factsheets.identity import list_trail
from portal.web.factsheets.indicator.presenter import path_of_figure
from portal.web.factsheets.indicator.reading import list_wholes

_SUGGESTED: Final = 5


def present_missing(territory: Territory, slug: str, *, is_undrawn: bool = False) -> dict[str, Any]:
    """An indicator unknown at this level: said where it is known; else, those whose names are near.

    ``is_undrawn``: the figure is known, but it has no two values that a line could join.
    """
    catalogue = get_catalogue()
    indicator = catalogue.indicators.get(slug)
    if indicator is not None and indicator.internal:
        indicator = None
    public = [one for one in catalogue.list_public_indicators() if territory.kind in one.levels]
    near = get_close_matches(slug, [one.slug for one in public], n=_SUGGESTED, cutoff=0.5)
    labels = {one.slug: write_label(one.label) for one in public}
    return {
        "territory": territory,
        "name": fix_name(territory.name),
        "subject": add_article(territory.name, territory.article_kind, territory.kind),
        "figure_path": path_of_figure(territory, slug) if is_undrawn else "",
        "sheet_path": path_of(territory.kind, territory.code, territory.slug),
        "trail": list_trail(territory),
        "label": write_label(indicator.label) if indicator else "",
        "levels": word_levels(indicator.levels) if indicator else "",
        "indicator_path": indicator_path(slug) if indicator else "",
        "reason": explain_refusal(territory, slug) if indicator else "",
        "elsewhere": list_elsewhere(territory, slug) if indicator else [],
        "near": [] if indicator else [(labels[one], path_of_figure(territory, one)) for one in near],
    }


def list_elsewhere(territory: Territory, slug: str) -> list[tuple[str, str]]:
    """The territories that contain this one and whose level has the indicator: name and path."""
    levels = get_catalogue().indicators[slug].levels
    return [
        (fix_name(whole.name), path_of_figure(whole, slug))
        for whole in list_wholes(territory)
        if whole.kind in levels
    ]
