"""What an address of the explorer asks: one indicator, a zone, a level, a year, a way to look at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote_plus

from django.http import Http404, QueryDict

from portal.kernel.french import join_words
from portal.stats.addresses import parse_segment, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries import list_years
from portal.territories.queries.surroundings import Relative
from portal.territories.queries.zones import UnknownZoneError, Zone, find_today, find_zone
from portal.ui.refusing import Impossible
from portal.ui.words import LEVELS

PATH: Final = "/explorer"

MAP: Final = "carte"
RANKING: Final = "classement"
DISTRIBUTION: Final = "repartition"
EVOLUTION: Final = "evolution"
SCATTER: Final = "nuage"
TABLE: Final = "tableau"
VIEW_KEYS: Final = (MAP, RANKING, DISTRIBUTION, EVOLUTION, SCATTER, TABLE)

METHODS: Final = {
    "quantiles": "Effectifs égaux",
    "naturelles": "Seuils naturels",
    "egales": "Intervalles égaux",
}
"""How values are cut into classes: the word of an address and its name."""
FEWEST_CLASSES: Final = 3
MOST_CLASSES: Final = 7
DEFAULT_CLASSES: Final = ("quantiles", 5)

_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_YEAR: Final = re.compile(r"[12][0-9]{3}")
_LONGEST_SEARCH: Final = 120


@dataclass(frozen=True)
class Asked:
    """All that an address of the explorer says, checked. ``year``, ``since`` and ``crossed`` are None when it
    does not say. ``here`` is the reader's territory; ``order`` and ``query`` are those of a table.

    ``has_patterns``: classes are told by patterns too. ``is_log``: logarithmic axes. ``same_size``: the
    ranking keeps territories of the size of ``here`` only. ``notices``: what was asked and left aside.
    """

    indicator: Indicator
    zone: Zone
    level: str
    year: int | None = None
    method: str = DEFAULT_CLASSES[0]
    classes: int = DEFAULT_CLASSES[1]
    view: str = MAP
    here: Relative | None = None
    crossed: Indicator | None = None
    order: str = ""
    query: str = ""
    page: int = 1
    since: int | None = None
    has_patterns: bool = False
    is_log: bool = False
    same_size: bool = False
    notices: tuple[str, ...] = ()

    @property
    def segment(self) -> str:
        """The indicator in an address."""
        return write_segment(self.indicator.slug)

    @cached_property
    def path(self) -> str:
        """Path of the page, without what it asks."""
        return f"{PATH}/{self.segment}"

    def change(self, **changes: Any) -> Asked:
        """The same with other fields. A new zone, level, year or view begins at the first page; a new zone
        is seen at the level it opens with."""
        if "zone" in changes and "level" not in changes:
            changes["level"] = choose_level(self.indicator, changes["zone"])
        if changes.keys() - _OF_ONE_PAGE:
            changes.setdefault("page", 1)
        return replace(self, **changes)

    def address(self, path: str | None = None, **changes: Any) -> str:
        """The address of the same thing with other fields; ``path`` for another page that takes the same.

        It says only what is not so by default.
        """
        start = self.path if path is None else path
        if changes.keys() <= _WRITERS.keys():  # most of the addresses of a page: nothing is chosen anew
            pairs = self._pairs | {
                name: write(changes[field]) for field, (name, write) in self._find_writers(changes)
            }
        else:
            pairs = self.change(**changes)._pairs
        query = "&".join([f"{name}={_quote(value)}" for name, value in pairs.items() if value])
        return f"{start}?{query}" if query else start

    @staticmethod
    def _find_writers(changes: dict[str, Any]) -> list[tuple[str, tuple[str, Callable[[Any], str]]]]:
        """What writes each changed field; the first page unless another is asked, or nothing else changes."""
        if changes.keys() - _OF_ONE_PAGE:
            changes.setdefault("page", 1)
        return [(field, _WRITERS[field]) for field in changes]

    def list_fields(self, *without: str) -> list[tuple[str, str]]:
        """Names and values of the fields of a form that changes those of ``without``."""
        return [(name, value) for name, value in self._pairs.items() if value and name not in without]

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """Every name of an address, in its order, with its text: empty where nothing need be said."""
        is_default = (self.method, self.classes) == DEFAULT_CLASSES
        return {
            "zone": "" if self.zone.kind == "france" else self.zone.key,
            "niveau": "" if self.level == choose_level(self.indicator, self.zone) else self.level,
            "classes": "" if is_default else f"{self.method}-{self.classes}",
            **{name: write(getattr(self, field)) for field, (name, write) in _WRITERS.items()},
        }


def _write_year(year: int | None) -> str:
    return "" if year is None else str(year)


def _write_here(here: Relative | None) -> str:
    return f"{here.kind}:{here.code}" if here else ""


def _quote(text: str) -> str:
    """Slugs, codes and numbers need no quoting: a page has dozens of these addresses."""
    return text if _PLAIN.fullmatch(text) else quote_plus(text, safe=":,")


_OF_ONE_PAGE: Final = frozenset({"page", "method", "classes", "has_patterns", "is_log"})
"""Fields that change nothing of which territories are listed."""
_WRITERS: Final[dict[str, tuple[str, Callable[[Any], str]]]] = {
    "year": ("annee", _write_year),
    "has_patterns": ("motifs", lambda is_on: "oui" if is_on else ""),
    "view": ("vue", lambda view: "" if view == MAP else view),
    "here": ("ici", _write_here),
    "crossed": ("croise", lambda other: write_segment(other.slug) if other else ""),
    "since": ("depuis", _write_year),
    "is_log": ("echelle", lambda is_on: "log" if is_on else ""),
    "same_size": ("strate", lambda is_on: "meme" if is_on else ""),
    "order": ("tri", str),
    "query": ("q", str),
    "page": ("page", lambda page: "" if page == 1 else str(page)),
}
"""Field → its name in an address and how it is written."""
_PLAIN: Final = re.compile(r"[0-9A-Za-z:,._-]*")


def read_asked(segment: str, sent: QueryDict) -> Asked:
    """What an address asks. Raises Http404 for an unknown indicator, Impossible for anything else that
    cannot be."""
    indicator = get_public_indicator(segment)
    zone = read_zone(sent.get("zone", ""))
    level = _read_level(sent.get("niveau", ""), indicator, zone)
    method, classes = _read_classes(sent.get("classes", ""))
    return Asked(
        indicator=indicator,
        zone=zone,
        level=level,
        year=_read_year("annee", sent.get("annee", ""), indicator, level),
        method=method,
        classes=classes,
        view=_read_word("vue", sent.get("vue", ""), VIEW_KEYS) or MAP,
        here=read_here(sent.get("ici", "")),
        crossed=_read_crossed(sent.get("croise", "")),
        order=sent.get("tri", "")[:60],
        query=" ".join(sent.get("q", "").replace("\0", " ").split())[:_LONGEST_SEARCH],
        page=_read_page(sent.get("page", "")),
        since=_read_year("depuis", sent.get("depuis", ""), indicator, level),
        has_patterns=bool(_read_word("motifs", sent.get("motifs", ""), ("oui", "non")) == "oui"),
        is_log=_read_word("echelle", sent.get("echelle", ""), ("log", "lineaire")) == "log",
        same_size=_read_word("strate", sent.get("strate", ""), ("meme", "toutes")) == "meme",
    )


def get_public_indicator(segment: str) -> Indicator:
    """The indicator of a part of an address. Raises Http404."""
    found = get_catalogue().indicators.get(parse_segment(segment))
    if found is None or found.internal:
        raise Http404(f"no indicator {segment[:60]!r}")
    return found


def read_zone(text: str) -> Zone:
    """The zone of an address, France when it says none. Raises Impossible."""
    try:
        return find_zone(text)
    except UnknownZoneError as error:
        raise Impossible(str(error)) from error


def read_here(text: str) -> Relative | None:
    """The reader's territory, what became of it when it is a past one; None when the address has none.

    Raises Impossible.
    """
    if not text:
        return None
    try:
        found, _ = find_today(*text.partition(":")[::2])
    except UnknownZoneError as error:
        raise Impossible(
            f"« ici={text[:40]} » : aucun territoire d’aujourd’hui n’est celui-là ; attendu une nature et un "
            "code, comme « commune:35238 »."
        ) from error
    return found


def list_levels(indicator: Indicator, zone: Zone) -> list[str]:
    """The levels of a zone at which the indicator has figures online, widest first."""
    return [level for level in zone.levels if level in indicator.levels and list_years(indicator.slug, level)]


def choose_level(indicator: Indicator, zone: Zone) -> str:
    """The level a zone opens with: its own if the indicator has it, else the nearest one below, then above;
    the zone's own when nothing is online."""
    found = list_levels(indicator, zone)
    if not found or zone.opens_with in found:
        return zone.opens_with
    own = zone.levels.index(zone.opens_with)
    return min(found, key=lambda level: ((gap := zone.levels.index(level) - own) < 0, abs(gap)))


def _read_level(text: str, indicator: Indicator, zone: Zone) -> str:
    if not text:
        return choose_level(indicator, zone)
    if text not in zone.levels:
        raise Impossible(
            f"« niveau={text[:40]} » : {zone.subject} se montre par {_join(zone.levels)} "
            f"({join_words(list(zone.levels), 'ou')} dans l’adresse)."
        )
    return text


def _join(levels: Iterable[str]) -> str:
    return join_words([LEVELS[level].lower() if level in LEVELS else level for level in levels], "ou")


def _read_classes(text: str) -> tuple[str, int]:
    if not text:
        return DEFAULT_CLASSES
    method, _, number = text.partition("-")
    count = int(number) if number.isascii() and number.isdecimal() and len(number) == 1 else 0
    if method not in METHODS or not FEWEST_CLASSES <= count <= MOST_CLASSES:
        raise Impossible(
            f"« classes={text[:40]} » : attendu une méthode ({join_words(list(METHODS), 'ou')}), un tiret et "
            f"un nombre de classes de {FEWEST_CLASSES} à {MOST_CLASSES}, comme « quantiles-5 »."
        )
    return method, count


def _read_year(name: str, text: str, indicator: Indicator, level: str) -> int | None:
    if not text:
        return None
    years = list_years(indicator.slug, level)
    if _YEAR.fullmatch(text) and int(text) in years:
        return int(text)
    known = join_words([str(year) for year in years], "ou") if years else "aucune"
    raise Impossible(f"« {name}={text[:40]} » : attendu une année en ligne à ce niveau ({known}).")


def _read_word(name: str, text: str, known: Collection[str]) -> str:
    if text and text not in known:
        raise Impossible(f"« {name}={text[:40]} » : attendu {join_words(list(known), 'ou')}.")
    return text


def _read_crossed(text: str) -> Indicator | None:
    if not text:
        return None
    found = get_catalogue().indicators.get(parse_segment(text))
    if found is None or found.internal:
        raise Impossible(f"« croise={text[:60]} » : aucun indicateur ne porte ce nom.")
    return found


def _read_page(text: str) -> int:
    if not text:
        return 1
    if not _NUMBER.fullmatch(text) or int(text) < 1:
        raise Impossible(f"« page={text[:40]} » : attendu un nombre, 1 pour la première page.")
    return int(text)
