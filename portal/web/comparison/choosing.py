"""Which indicators a comparison shows: a few of each theme, a whole theme, or those that were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.kernel.french import sort_key, typeset
from portal.kernel.levels import LEVELS
from portal.stats.addresses import write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import get_latest_year
from portal.stats.queries.aligned import SideBySide
from portal.stats.queries.gathered import GATHERED_KINDS, MEMBER_KIND
from portal.stats.queries.releases import get_data_version
from portal.territories.models import GROUP_KIND, Kind
from portal.web.comparison.asked import Selection

KEY_FIGURES: Final = 6
ROWS: Final = 26
"""Of the default view: what a page of eight columns holds in a few thousandths of a second."""
_OF_THEME: Final = 2
_LOOKED_AT: Final = 3
"""Indicators of a theme read to find as many with a value."""
_PLANS_AT_MOST: Final = 128


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the indicators under it. ``total`` is how many its theme has for these levels."""

    slug: str
    label: str
    indicators: tuple[Indicator, ...]
    total: int = 0

    @property
    def segment(self) -> str:
        return write_segment(self.slug)


@dataclass(frozen=True)
class Plan:
    """What the indicators of some levels are: ``key_figures`` in their order, then theme by theme.

    ``overview`` are the slugs read for the default view.
    """

    key_figures: tuple[Indicator, ...]
    themes: tuple[Section, ...]
    overview: tuple[str, ...] = field(default=())

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(one.slug for section in self.themes for one in section.indicators)


_WHOLES: Final = GATHERED_KINDS | {GROUP_KIND}
"""Kinds whose columns are members taken together: their indicators are those of communes."""
_plans: dict[tuple[str, frozenset[str]], Plan] = {}


def get_plan(selection: Selection) -> Plan:
    """The plan of the levels of these columns, made once for a version of the data."""
    kinds = frozenset(MEMBER_KIND if one.kind in _WHOLES else one.kind for one in selection.columns)
    kinds = kinds or frozenset(LEVELS)
    key = (get_data_version(), kinds)
    found = _plans.get(key)
    if found is None:
        if len(_plans) > _PLANS_AT_MOST:
            _plans.clear()
        found = _plans[key] = _build_plan(kinds)
    return found


def forget_plans() -> None:
    """Drop what is kept: for tests."""
    _plans.clear()


def _build_plan(kinds: frozenset[str]) -> Plan:
    catalogue = get_catalogue()
    units = catalogue.units
    by_theme: dict[str, list[Indicator]] = {}
    for one in catalogue.list_public_indicators():
        if any(get_latest_year(one.slug, kind) is not None for kind in kinds):
            by_theme.setdefault(one.theme, []).append(one)
    themes = tuple(
        # What may be compared whatever the size comes first: per inhabitant, in percent, in years.
        Section(
            slug,
            typeset(catalogue.themes[slug].label),
            tuple(sorted(members, key=lambda one: units[one.unit].grows_with_size)),
            len(members),
        )
        for slug, members in by_theme.items()
    )
    ordered = sorted(kinds, key=Kind.values.index)
    key_figures = dict.fromkeys(one.slug for kind in ordered for one in catalogue.list_key_figures(kind))
    first = tuple(catalogue.indicators[slug] for slug in key_figures)
    read = [*key_figures, *(one.slug for section in themes for one in _list_candidates(section, first))]
    return Plan(first, themes, tuple(dict.fromkeys(read)))


def _list_candidates(section: Section, key_figures: Sequence[Indicator]) -> list[Indicator]:
    """The first indicators of a theme that are no key figure."""
    known = {one.slug for one in key_figures}
    return [one for one in section.indicators if one.slug not in known][:_LOOKED_AT]


def list_read(selection: Selection) -> tuple[str, ...]:
    """Slugs of the indicators to read for what a page shows."""
    plan = get_plan(selection)
    if selection.indicators:
        return selection.indicators
    if selection.theme:
        return tuple(
            one.slug
            for section in plan.themes
            if section.slug == selection.theme
            for one in section.indicators
        )
    if selection.years or selection.has_charts:
        return tuple(one.slug for one in plan.key_figures)
    return plan.overview


def list_sections(selection: Selection, figures: SideBySide) -> list[Section]:
    """What a page shows, with at least one value in one of the columns for what was not chosen."""
    plan = get_plan(selection)
    catalogue = get_catalogue()
    if selection.indicators:
        chosen = [catalogue.indicators[slug] for slug in selection.indicators]
        themes = dict.fromkeys(one.theme for one in chosen)
        return [
            Section(
                slug, typeset(catalogue.themes[slug].label), tuple(one for one in chosen if one.theme == slug)
            )
            for slug in themes
        ]
    if selection.theme:
        return [one for one in plan.themes if one.slug == selection.theme]
    key_figures = _keep_valued(plan.key_figures, figures, KEY_FIGURES)
    sections = [Section("", "Chiffres clés", key_figures)] if key_figures else []
    if selection.years or selection.has_charts:
        return sections
    left = ROWS - len(key_figures)
    for rank, one in enumerate(plan.themes):
        # One row at least of each theme that is left.
        most = min(_OF_THEME, max(1, left - (len(plan.themes) - rank - 1)))
        kept = _keep_valued(_list_candidates(one, plan.key_figures), figures, most)
        left -= len(kept)
        if kept:
            sections.append(Section(one.slug, one.label, kept, one.total))
    return sections


def _keep_valued(indicators: Sequence[Indicator], figures: SideBySide, most: int) -> tuple[Indicator, ...]:
    kept: list[Indicator] = []
    for one in indicators:
        if len(kept) == most:
            break
        if any(figure.value is not None for figure in figures.find_row(one.slug)):
            kept.append(one)
    return tuple(kept)


def list_all(selection: Selection) -> tuple[Indicator, ...]:
    """The indicators of files: those that were chosen, else those of the theme, else all."""
    plan, known = get_plan(selection), get_catalogue().indicators
    if selection.indicators:
        return tuple(known[slug] for slug in selection.indicators)
    sections = [one for one in plan.themes if selection.theme in {"", one.slug}]
    return tuple(one for section in sections for one in section.indicators)


@dataclass(frozen=True, slots=True)
class Choosable:
    """A theme of the form. ``boxes`` are the slug and label of each indicator, and whether it is chosen."""

    label: str
    boxes: tuple[tuple[str, str, bool], ...]

    @property
    def is_open(self) -> bool:
        return any(is_chosen for _, _, is_chosen in self.boxes)


def list_choosable(selection: Selection, q: str = "") -> list[Choosable]:
    """The indicators that these levels have, by theme in the catalogue's order; those whose label has all
    the words of ``q``, and those already chosen, when there is one."""
    words, chosen = sort_key(q).split(), set(selection.indicators)
    themes = []
    for section in get_plan(selection).themes:
        boxes = tuple(
            (one.slug, typeset(one.label), one.slug in chosen)
            for one in section.indicators
            if one.slug in chosen or all(word in sort_key(one.label) for word in words)
        )
        if boxes:
            themes.append(Choosable(section.label, boxes))
    return themes
