"""What ``/explorer`` says: questions, words and themes, near the reader when a place was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

from portal.kernel.french import fix_name, format_count, typeset
from portal.references.words import Theme
from portal.stats.addresses import DASHBOARDS_PATH, EXPLORE_PATH, parse_segment, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.questions import Term
from portal.stats.queries.finding import LONGEST, Finding, find_indicators
from portal.territories.search.engine import search_territories
from portal.ui.refusing import Impossible
from portal.web.explore.asked import read_here
from portal.web.explore.choosing.back import read_back
from portal.web.explore.hub.around import Around, find_around
from portal.web.explore.hub.entries import (
    Asking,
    Entry,
    Known,
    build_askings,
    build_entries,
    get_known,
    list_waiting,
)
from portal.web.explore.hub.viewed import DAYS, list_viewed

FOUND_AT_MOST: Final = 40
"""Entries of a search: who needs the next ones adds a word."""
_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Words, slug of a theme, and the reader's place; all may be absent."""

    q: str
    theme: str
    around: Around | None

    def address(self, *, q: str = "", theme: str = "", here: str = "") -> str:
        """The page with other words or another theme, the place kept unless another is given."""
        place = here or (self.around.key if self.around else "")
        pairs = (("q", q), ("theme", write_segment(theme)), ("ici", place))
        query = urlencode([(name, value) for name, value in pairs if value], safe=":")
        return f"{EXPLORE_PATH}?{query}" if query else EXPLORE_PATH


@dataclass(frozen=True, slots=True)
class ThemeLink:
    label: str
    summary: str
    path: str
    count: str


@dataclass(frozen=True, slots=True)
class Results:
    """What answers: ``notice`` says how it differs from what was asked; ``places`` have that name."""

    count: str
    notice: str
    corrected: tuple[str, str] | None
    entries: list[Entry]
    left: int
    waiting: list[Known]
    terms: tuple[Term, ...]
    places: list[tuple[str, str]]


def read_asked(sent: QueryDict) -> Asked:
    """What an address asks. Raises Impossible for an unknown theme or place."""
    theme = parse_segment(sent.get("theme", ""))
    if theme and theme not in get_catalogue().themes:
        raise Impossible(
            f"« theme={sent.get('theme', '')[:40]} » : aucun thème ne porte ce nom. La page « Explorer » "
            "donne la liste des thèmes."
        )
    q = " ".join(sent.get("q", "").replace("\0", " ").split())[:LONGEST].strip()
    return Asked(q, theme, find_around(read_here(sent.get("ici", ""))))


def present_hub(asked: Asked) -> dict[str, Any]:
    """All that the template places."""
    theme = get_catalogue().themes.get(asked.theme)
    back = read_back(Asked(asked.q, asked.theme, None).address(q=asked.q, theme=asked.theme))
    context: dict[str, Any] = {
        "asked": asked,
        "around": asked.around,
        "home": asked.address(),
        "back": back,
        "theme": theme,
        "dashboards": list_dashboards(asked, theme),
        "results": None,
    }
    if asked.q:
        return {**context, "results": build_results(asked)}
    if theme:
        return {**context, **present_theme(asked, theme)}
    return {**context, **present_front(asked)}


def present_front(asked: Asked) -> dict[str, Any]:
    """The page that nothing was asked of."""
    lists = sorted(get_catalogue().questions.values(), key=lambda one: (one.order, one.label))
    groups = [
        (
            typeset(one.label),
            f"questions-{write_segment(one.slug)}",
            build_askings(one.questions, asked.around),
        )
        for one in lists
        if not one.featured
    ]
    return {
        "featured": [one for a in lists if a.featured for one in build_askings(a.questions, asked.around)],
        "viewed": build_entries(list_viewed(), asked.around),
        "viewed_days": DAYS,
        "groups": [group for group in groups if group[2]],
        "themes": list(list_themes(asked)),
        "terms": [term for term in get_catalogue().terms.values() if term.explained],
    }


def list_themes(asked: Asked) -> Iterator[ThemeLink]:
    """Themes that have indicators, in their order; how many can be opened."""
    catalogue = get_catalogue()
    members = groupby(catalogue.list_public_indicators(), key=lambda one: one.theme)
    for slug, indicators in members:
        theme = catalogue.themes[slug]
        count = sum(bool(get_known(one.slug).online) for one in indicators)
        yield ThemeLink(
            typeset(theme.label),
            typeset(theme.summary),
            asked.address(theme=slug),
            format_count(count, "indicateur") if count else "en attente de sa source",
        )


def present_theme(asked: Asked, theme: Theme) -> dict[str, Any]:
    """A theme: its questions, then all its indicators."""
    catalogue = get_catalogue()
    slugs = [one.slug for one in catalogue.list_public_indicators() if one.theme == theme.slug]
    asking = [
        question
        for one in catalogue.questions.values()
        for question in one.questions
        if catalogue.indicators[question.indicator].theme == theme.slug
    ]
    askings: dict[str, Asking] = {one.text: one for one in build_askings(asking, asked.around)}
    return {
        "askings": list(askings.values()),
        "entries": build_entries(slugs, asked.around),
        "waiting": list_waiting(slugs),
    }


def build_results(asked: Asked) -> Results:
    """What answers the words, in the theme when one is chosen."""
    finding = find_indicators(asked.q)
    indicators = get_catalogue().indicators
    slugs = [slug for slug in finding.slugs if asked.theme in ("", indicators[slug].theme)]
    entries = build_entries(slugs, asked.around)
    is_sure = bool(slugs) and not finding.corrected
    return Results(
        count=format_count(len(slugs), "indicateur"),
        notice=_write_notice(asked, finding) if slugs else "",
        corrected=(finding.corrected, asked.address(q=finding.corrected)) if finding.corrected else None,
        entries=entries[:FOUND_AT_MOST],
        left=max(0, len(entries) - FOUND_AT_MOST),
        waiting=list_waiting(slugs),
        terms=finding.terms[:_PLACES],
        places=[] if is_sure else list_places(asked),
    )


def _write_notice(asked: Asked, finding: Finding) -> str:
    if finding.corrected:
        return typeset(f"Rien pour « {asked.q} ». Voici ce qui répond à « {finding.corrected} ».")
    if finding.is_partial:
        return "Aucun indicateur n’a tous ces mots : voici ceux qui en ont une partie."
    return ""


def list_places(asked: Asked) -> list[tuple[str, str]]:
    """Places of this very name, when the words are no indicator's: explored from there."""
    hits = search_territories(asked.q, limit=_PLACES)
    return [
        (fix_name(hit.label), asked.address(here=f"{hit.kind}:{hit.code}"))
        for hit in hits
        if not hit.is_approximate and hit.kind != "france"
    ]


def list_dashboards(asked: Asked, theme: Theme | None) -> list[tuple[str, str]]:
    """Ready dashboards, those of the theme when one is chosen: label and address."""
    found = sorted(get_catalogue().dashboards.values(), key=lambda one: (one.kind, one.order, one.label))
    kept = [one for one in found if theme is None or theme.slug in one.themes]
    return [(typeset(one.label), _find_dashboard(one.segment, one.zones, asked.around)) for one in kept]


def _find_dashboard(segment: str, zones: tuple[str, ...], around: Around | None) -> str:
    path = f"{DASHBOARDS_PATH}/{segment}"
    near = next((zone for zone in around.zones if zone.kind in zones), None) if around else None
    return f"{path}?zone={near.key}" if near and near.kind != "france" else path
