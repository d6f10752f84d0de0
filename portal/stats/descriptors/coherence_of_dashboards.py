"""What a dashboard promises about indicators: that they exist, hold at its levels, can be drawn so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from portal.kernel.descriptors import Problem
from portal.stats.descriptors.dashboard import LEVELS_OF, OWN_LEVEL, Dashboard
from portal.stats.descriptors.panels import MEMBER_LEVELS, AnyPanel, Categories, KeyFigures, Members

if TYPE_CHECKING:
    from portal.stats.descriptors.entries import Catalogue
    from portal.stats.descriptors.indicator import Indicator

_CODE: Final = "stats.E020"

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something incoherent: the keys that lead to it (« panels », 2, « indicator »), what kind of fault it
    is, what was found, for whoever words it for agents; and the letter to the author of a file."""

    place: Place
    code: str
    message: str
    hint: str
    found: Mapping[str, str] = field(default_factory=dict)


def check_dashboard(catalogue: Catalogue, one: Dashboard) -> Iterator[Problem]:
    """Every incoherence of a dashboard with the rest of the catalogue, and within itself."""
    path = catalogue.root / "dashboards" / f"{one.slug}.yaml"
    for fault in list_faults(catalogue, one):
        yield Problem(_CODE, f"{_name_place(one, fault.place)}{fault.message}", fault.hint, path, 1)


def list_faults(catalogue: Catalogue, one: Dashboard) -> Iterator[Fault]:
    """The same, each with its place."""
    yield from _check_itself(one)
    yield from _check_zones(one)
    for rank, slug in enumerate(one.themes):
        if slug not in catalogue.themes:
            yield Fault(
                ("themes", rank),
                "theme_unknown",
                f"unknown theme “{slug}”.",
                f"Use some of {', '.join(sorted(catalogue.themes))}.",
                {"theme": slug},
            )
    for rank, panel in enumerate(one.panels):
        for fault in _check_panel(catalogue, one, panel):
            yield Fault(("panels", rank, *fault.place), fault.code, fault.message, fault.hint, fault.found)


def _name_place(one: Dashboard, place: Place) -> str:
    if place[0] == "panels" and isinstance(place[1], int):
        return f"panel {place[1] + 1} ({one.panels[place[1]].kind}): "
    return f"{place[0]}: "


def _check_itself(one: Dashboard) -> Iterator[Fault]:
    if one.kind == "theme" and not one.themes:
        yield Fault(
            ("themes",), "themes_missing", "missing; this dashboard is about a theme.",
            "Add “themes”, or use kind: zone.",
        )  # fmt: skip
    if one.kind == "zone" and one.themes:
        yield Fault(
            ("themes",), "themes_extra", "this dashboard is about a kind of territory.",
            "Remove them, or use kind: theme.",
        )  # fmt: skip
    for rank, question in enumerate(one.questions):
        if not question.endswith("?"):
            yield Fault(
                ("questions", rank), "no_question", f"“{question}” is not a question.", "End it with “ ?”."
            )
    repeated = [name for name, count in Counter(one.zones).items() if count > 1]
    if repeated:
        yield Fault(("zones",), "zone_twice", f"{', '.join(repeated)} given twice.", "Keep one.")


def _check_zones(one: Dashboard) -> Iterator[Fault]:
    if one.default_zone is not None:
        zone, _, code = one.default_zone.partition(":")
        if zone not in one.zones or bool(code) == (zone == "france"):
            yield Fault(
                ("default_zone",),
                "zone_elsewhere",
                f"“{one.default_zone}” is not one of its zones.",
                "Write “france” or “<kind>:<code>”, of a kind in “zones”.",
                {"zone": one.default_zone},
            )
    for kind, level in one.level.items():
        if kind in OWN_LEVEL or kind not in one.zones or level not in LEVELS_OF[kind]:
            known = ", ".join(LEVELS_OF.get(kind, ())) or "none: the address says it"
            yield Fault(
                ("level", kind),
                "level_impossible",
                f"{kind} cannot be divided into {level} here.",
                f"Use a kind in “zones”, and one of its levels ({known}).",
                {"level": level},
            )


def _check_panel(catalogue: Catalogue, one: Dashboard, panel: AnyPanel) -> Iterator[Fault]:
    levels = {panel.level} if panel.level else one.member_levels or frozenset(MEMBER_LEVELS)
    levels = levels & frozenset(panel.levels)
    if not levels:
        yield Fault(("levels",), "no_level", "it holds at no level of its dashboard.", "Correct “levels”.")
    if len(set(panel.slugs)) < len(panel.slugs):
        yield Fault((), "indicator_twice", "an indicator is given twice.", "Keep one of them.")
    for place, slug in _list_places(panel):
        known = catalogue.indicators.get(slug)
        if known is None or known.internal:
            yield Fault(
                place,
                "indicator_unknown",
                f"“{slug}” is not an indicator that is shown.",
                "Correct the slug or add the indicator.",
                {"indicator": slug},
            )
            continue
        missing = sorted(levels - frozenset(known.levels))
        of_zone = isinstance(panel, KeyFigures) and panel.of == "zone"
        if missing and not of_zone:
            yield Fault(
                place,
                "indicator_level",
                f"“{slug}” does not exist at {', '.join(missing)}.",
                "Restrict “levels” of the panel, choose another level for the zones, or another indicator.",
                {"indicator": slug, "levels": ",".join(missing)},
            )
        yield from _check_drawn(panel, known, place)


def _list_places(panel: AnyPanel) -> Iterator[tuple[Place, str]]:
    """The key of each of its indicators."""
    indicators = getattr(panel, "indicators", None)
    if indicators is not None:
        yield from ((("indicators", rank), slug) for rank, slug in enumerate(indicators))
        return
    for name in ("indicator", "crossed"):
        slug = getattr(panel, name, None)
        if slug is not None:
            yield (name,), slug


def _check_drawn(panel: AnyPanel, known: Indicator, place: Place) -> Iterator[Fault]:
    """Categories are shared out, numbers are drawn; a table of members takes both."""
    if isinstance(panel, Categories) != known.is_categorical and not isinstance(panel, Members):
        wanted = "categories" if isinstance(panel, Categories) else "numbers"
        yield Fault(
            place,
            f"not_{wanted}",
            f"“{known.slug}” is not made of {wanted}.",
            "Use another kind of panel, or another indicator.",
            {"indicator": known.slug},
        )
