"""What the address of a dashboard asks: the zone, the level of its members, a year, an order, a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import QueryDict

from portal.kernel.french import join_words
from portal.stats.descriptors.dashboard import ALL_ZONES, Dashboard, ZoneKind
from portal.stats.queries import list_years
from portal.territories.queries.surroundings import Relative
from portal.territories.queries.zones import UnknownZoneError, Zone, find_zone
from portal.ui.refusing import Impossible
from portal.ui.words import LEVELS
from portal.web.explore.asked import read_here, read_zone

PATH: Final = "/tableaux-de-bord"
NAME_ORDER: Final = "nom"
_YEAR: Final = re.compile(r"[12][0-9]{3}")
_PAGE: Final = re.compile(r"[1-9][0-9]{0,3}")

ZONE_WORDS: Final[dict[ZoneKind, str]] = {
    "france": "la France entière",
    "region": "une région",
    "departement": "un département",
    "epci": "une intercommunalité",
    "ept": "un établissement public territorial",
    "voisins": "un territoire et ses voisins",
    "group": "un groupe enregistré",
    "liste": "une liste de territoires",
}
"""Kinds of zone, as a reader is told which ones a dashboard shows."""


@dataclass(frozen=True, slots=True)
class DashboardAsked:
    """All that an address of a dashboard says, checked.

    ``year`` is None when it does not say: the latest of each indicator; else figures are of that year, or of
    the last one before it. ``order`` is « nom » or the slug of a column of the table of members, with « - »
    first from the highest; empty for the usual one. ``is_example``: the zone is the descriptor's, the
    reader has not chosen any.
    """

    dashboard: Dashboard
    zone: Zone
    level: str
    year: int | None = None
    here: Relative | None = None
    order: str = ""
    page: int = 1
    is_example: bool = False

    @property
    def path(self) -> str:
        """Path of the page, without what it asks."""
        return f"{PATH}/{self.dashboard.segment}"

    def address(self, path: str | None = None, **changes: Any) -> str:
        """The address of the same thing with other fields, saying only what is not so by default; another
        zone is seen at the level it opens with, another order from its first page."""
        if "zone" in changes:
            changes.setdefault("level", choose_level(self.dashboard, changes["zone"]))
            changes.setdefault("is_example", False)
        if changes and "page" not in changes:
            changes["page"] = 1
        asked = replace(self, **changes)
        pairs = list(asked._list_pairs())
        start = self.path if path is None else path
        return f"{start}?{urlencode(pairs, safe=':,')}" if pairs else start

    def list_fields(self, *without: str) -> list[tuple[str, str]]:
        """Names and values of the fields of a form that changes those of ``without``."""
        return [pair for pair in self._list_pairs() if pair[0] not in without]

    def _list_pairs(self) -> Iterator[tuple[str, str]]:
        if not self.is_example and self.zone.key != self.dashboard.default_zone:
            yield "zone", self.zone.key
        if self.level != choose_level(self.dashboard, self.zone):
            yield "niveau", self.level
        plain = (
            ("annee", "" if self.year is None else str(self.year)),
            ("ici", f"{self.here.kind}:{self.here.code}" if self.here else ""),
            ("tri", self.order),
            ("page", "" if self.page == 1 else str(self.page)),
        )
        yield from ((name, value) for name, value in plain if value)


def read_asked(dashboard: Dashboard, sent: QueryDict) -> DashboardAsked | None:
    """What an address asks; None when it names no zone and the dashboard has none to open with.

    Raises Impossible for what cannot be.
    """
    zone = _read_zone(dashboard, sent.get("zone", ""))
    if zone is None:
        return None
    level = _read_level(sent.get("niveau", ""), dashboard, zone)
    return DashboardAsked(
        dashboard,
        zone,
        level,
        _read_year(sent.get("annee", ""), dashboard, level),
        read_here(sent.get("ici", "")),
        _read_order(sent.get("tri", ""), dashboard),
        _read_page(sent.get("page", "")),
        is_example=not sent.get("zone", "") and zone.kind != "france",
    )


def choose_level(dashboard: Dashboard, zone: Zone) -> str:
    """The level of the members of a zone: the descriptor's, else the one the zone opens with."""
    return dashboard.find_level(zone.kind) or zone.opens_with


def word_zones(dashboard: Dashboard) -> str:
    """« une région ou un département »."""
    return join_words([ZONE_WORDS[kind] for kind in ALL_ZONES if kind in dashboard.zones], "ou")


def _read_zone(dashboard: Dashboard, text: str) -> Zone | None:
    if not text:
        try:
            return find_zone(dashboard.default_zone) if dashboard.default_zone else None
        except UnknownZoneError:  # a portal of other territories than those of its catalogue
            return None
    zone = read_zone(text)
    if zone.kind not in dashboard.zones:
        raise Impossible(
            f"« zone={text[:40]} » : ce tableau de bord montre {word_zones(dashboard)}, "
            f"pas {ZONE_WORDS[_find_kind(zone)]}."
        )
    return zone


def _find_kind(zone: Zone) -> ZoneKind:
    return next(kind for kind in ALL_ZONES if kind == zone.kind)


def _read_level(text: str, dashboard: Dashboard, zone: Zone) -> str:
    if not text:
        return choose_level(dashboard, zone)
    if text not in zone.levels:
        known = join_words([LEVELS[level] for level in zone.levels], "ou")
        raise Impossible(
            f"« niveau={text[:40]} » : {zone.subject} se montre par {known} "
            f"({join_words(list(zone.levels), 'ou')} dans l’adresse)."
        )
    return text


def list_dashboard_years(dashboard: Dashboard, level: str) -> list[int]:
    """Years in which at least one of its indicators has figures online at a level, increasing."""
    return sorted({year for slug in dashboard.slugs for year in list_years(slug, level)})


def _read_year(text: str, dashboard: Dashboard, level: str) -> int | None:
    if not text:
        return None
    years = list_dashboard_years(dashboard, level)
    if _YEAR.fullmatch(text) and int(text) in years:
        return int(text)
    if not years:
        known = "ce tableau de bord n’a aucun chiffre en ligne à ce niveau"
    elif len(years) == 1:
        known = f"la seule année de ce tableau de bord à ce niveau est {years[0]}"
    else:
        known = f"les années de ce tableau de bord vont de {years[0]} à {years[-1]}"
    raise Impossible(f"« annee={text[:40]} » : {known}.")


def _read_order(text: str, dashboard: Dashboard) -> str:
    columns = [slug for panel in dashboard.panels if panel.kind == "members" for slug in panel.slugs]
    known = [NAME_ORDER, *columns]
    if text and text.removeprefix("-") not in known:
        raise Impossible(
            f"« tri={text[:60]} » : attendu {join_words(known, 'ou')}, avec « - » devant pour commencer par "
            "les plus élevés."
        )
    return text


def _read_page(text: str) -> int:
    if not text:
        return 1
    if not _PAGE.fullmatch(text):
        raise Impossible(f"« page={text[:40]} » : attendu un nombre, 1 pour la première page.")
    return int(text)
