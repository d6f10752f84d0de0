"""What a dashboard promises about indicators: that they exist, hold at its levels, can be drawn so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from portal.stats.descriptors.base import Problem
from portal.stats.descriptors.dashboard import LEVELS_OF, OWN_LEVEL, Dashboard
from portal.stats.descriptors.panels import MEMBER_LEVELS, AnyPanel, Categories, KeyFigures, Members

if TYPE_CHECKING:
    from portal.stats.descriptors.entries import Catalogue
    from portal.stats.descriptors.indicator import Indicator

_CODE: Final = "stats.E020"


def check_dashboard(catalogue: Catalogue, one: Dashboard) -> Iterator[Problem]:
    """Every incoherence of a dashboard with the rest of the catalogue, and within itself."""
    for message, hint in _check_itself(one):
        yield _tell(catalogue, one, message, hint)
    for slug in one.themes:
        if slug not in catalogue.themes:
            yield _tell(
                catalogue, one, f"themes: unknown theme “{slug}”.",
                f"Use some of {', '.join(sorted(catalogue.themes))}.",
            )  # fmt: skip
    for number, panel in enumerate(one.panels, start=1):
        for message, hint in _check_panel(catalogue, one, panel):
            yield _tell(catalogue, one, f"panel {number} ({panel.kind}): {message}", hint)


def _check_itself(one: Dashboard) -> Iterator[tuple[str, str]]:
    if one.kind == "theme" and not one.themes:
        yield "themes: missing; this dashboard is about a theme.", "Add “themes”, or use kind: zone."
    if one.kind == "zone" and one.themes:
        yield "themes: this dashboard is about a kind of territory.", "Remove them, or use kind: theme."
    for question in one.questions:
        if not question.endswith("?"):
            yield f"questions: “{question}” is not a question.", "End it with “ ?”."
    repeated = [name for name, count in Counter(one.zones).items() if count > 1]
    if repeated:
        yield f"zones: {', '.join(repeated)} given twice.", "Keep one."
    yield from _check_zones(one)


def _check_zones(one: Dashboard) -> Iterator[tuple[str, str]]:
    if one.default_zone is not None:
        zone, _, code = one.default_zone.partition(":")
        if zone not in one.zones or bool(code) == (zone == "france"):
            yield (
                f"default_zone: “{one.default_zone}” is not one of its zones.",
                "Write “france” or “<kind>:<code>”, of a kind in “zones”.",
            )
    for kind, level in one.level.items():
        if kind in OWN_LEVEL or kind not in one.zones or level not in LEVELS_OF[kind]:
            known = ", ".join(LEVELS_OF.get(kind, ())) or "none: the address says it"
            yield (
                f"level: {kind} cannot be divided into {level} here.",
                f"Use a kind in “zones”, and one of its levels ({known}).",
            )


def _check_panel(catalogue: Catalogue, one: Dashboard, panel: AnyPanel) -> Iterator[tuple[str, str]]:
    levels = (one.member_levels or frozenset(MEMBER_LEVELS)) & frozenset(panel.levels)
    if not levels:
        yield "it holds at no level of its dashboard.", "Correct “levels”."
    if len(set(panel.slugs)) < len(panel.slugs):
        yield "an indicator is given twice.", "Keep one of them."
    for slug in panel.slugs:
        known = catalogue.indicators.get(slug)
        if known is None or known.internal:
            yield f"“{slug}” is not an indicator that is shown.", "Correct the slug or add the indicator."
            continue
        missing = sorted(levels - frozenset(known.levels))
        of_zone = isinstance(panel, KeyFigures) and panel.of == "zone"
        if missing and not of_zone:
            yield (
                f"“{slug}” does not exist at {', '.join(missing)}.",
                "Restrict “levels” of the panel, choose another level for the zones, or another indicator.",
            )
        yield from _check_drawn(panel, known)


def _check_drawn(panel: AnyPanel, known: Indicator) -> Iterator[tuple[str, str]]:
    """Categories are shared out, numbers are drawn; a table of members takes both."""
    if isinstance(panel, Categories) != known.is_categorical and not isinstance(panel, Members):
        wanted = "categories" if isinstance(panel, Categories) else "numbers"
        yield f"“{known.slug}” is not made of {wanted}.", "Use another kind of panel, or another indicator."


def _tell(catalogue: Catalogue, one: Dashboard, message: str, hint: str) -> Problem:
    return Problem(_CODE, message, hint, catalogue.root / "dashboards" / f"{one.slug}.yaml", 1)
