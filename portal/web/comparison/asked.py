"""What the address of a comparison asks: which columns, in which order, of what, and what was wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from portal.kernel.french import fix_name, format_number, join_words
from portal.stats.addresses import parse_segment, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.references import Reference, count_members, parse_reference
from portal.territories.models import GROUP_KIND
from portal.territories.queries.groups import GroupCard, find_group
from portal.territories.queries.named import Key, NamedTerritory, find_named
from portal.territories.queries.places import find_successors
from portal.ui.frozen import PARAMETER, find_frozen

MOST: Final = 8
"""Beyond eight columns nobody compares any more."""
YEARS: Final = (5, 10)
"""The retrospectives offered; any number between them is answered."""
MOST_INDICATORS: Final = 100

PATH: Final = "/comparer"
CHARTS: Final = "graphiques"
_READ_AT_MOST: Final = 40


@dataclass(frozen=True)
class Selection:
    """Columns in the order asked, and what the reader must be told about what was asked.

    ``places`` names the territories, and the départements and régions of medians; ``groups`` are the saved
    groups by id. ``theme`` is a slug or empty, ``indicators`` slugs. ``years`` is 0 without retrospective.
    ``refusals`` say what was left out: a page tells them, a file is refused. ``notices`` change nothing.
    """

    columns: tuple[Reference, ...]
    places: Mapping[Key, NamedTerritory] = field(default_factory=dict)
    groups: Mapping[str, GroupCard] = field(default_factory=dict)
    theme: str = ""
    indicators: tuple[str, ...] = ()
    years: int = 0
    has_charts: bool = False
    reference: int = 0
    """Rank of the column that the others are compared with."""
    version: str = ""
    """Of the data, when one was asked: every other view of the comparison keeps it."""
    refusals: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        return len(self.columns) >= MOST

    @property
    def compared(self) -> Reference | None:
        """The column that the others are compared with."""
        return self.columns[self.reference] if self.columns else None

    def build_address(self, path: str = PATH, **changes: object) -> str:
        """The same comparison at another address, with some fields changed; readable (« t=commune:35238 »).

        ``columns`` given anew keep the reference, unless it is no longer there.
        """
        if changes.keys() <= {"columns"}:  # most of the addresses of a page
            columns: Sequence[Reference] = changes.get("columns", self.columns)  # type: ignore[assignment]
            asked = "&t=".join([one.text for one in columns])
            tail = self._tail if columns else ""
            if self.reference and columns and self.columns[self.reference] in columns:
                pairs = self._list_pairs(changes)
                return f"{path}?{'&'.join(f'{name}={value}' for name, value in pairs)}"
            return f"{path}?t={asked}{tail}" if asked else path
        pairs = self._list_pairs(changes)
        # References, slugs and numbers need no quoting: the page has a hundred of these addresses.
        parts = [f"{name}={value}" for name, value in pairs]
        if changes:
            parts.append(urlencode(changes))
        return f"{path}?{'&'.join(parts)}" if parts else path

    def build_theme_address(self, segment: str) -> str:
        """The same columns for a whole theme, by its segment."""
        return f"{self._bare}{'&' if self.columns else '?'}theme={segment}"

    def build_reference_address(self, one: Reference) -> str:
        """The same columns told beside another of them."""
        return f"{self._unreferred}{'' if one == self.columns[0] else f'&reference={one.text}'}"

    @cached_property
    def _unreferred(self) -> str:
        return self.build_address(compared=None)

    @cached_property
    def _bare(self) -> str:
        return self.build_address(theme="", indicators=())

    @cached_property
    def _tail(self) -> str:
        """What follows the columns in an address, without the reference."""
        pairs = replace(self, columns=(), reference=0)._list_pairs({})
        return "".join(f"&{name}={value}" for name, value in pairs)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Names and values of the fields of a form that keeps the comparison."""
        return self._list_pairs({})

    def _list_pairs(self, changes: dict[str, object]) -> list[tuple[str, str]]:
        columns: Sequence[Reference] = changes.pop("columns", self.columns)  # type: ignore[assignment]
        theme, years = changes.pop("theme", self.theme), changes.pop("years", self.years)
        indicators: Sequence[str] = changes.pop("indicators", self.indicators)  # type: ignore[assignment]
        compared: Reference | None = changes.pop("compared", self.compared)  # type: ignore[assignment]
        pairs = [("t", one.text) for one in columns]
        if theme:
            pairs.append(("theme", write_segment(str(theme))))
        pairs += [("i", slug) for slug in indicators]
        if years:
            pairs.append(("annees", str(years)))
        if changes.pop("has_charts", self.has_charts):
            pairs.append(("vue", CHARTS))
        if columns and compared and compared != columns[0] and compared in columns:
            pairs.append(("reference", compared.text))
        if self.version:
            pairs.append((PARAMETER, self.version))
        return pairs


@dataclass
class _Reading:
    """The selection being read."""

    refusals: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    groups: dict[str, GroupCard] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def read_selection(query: QueryDict) -> Selection:
    """The comparison that an address asks: known columns, once each, at most eight.

    A past code is replaced by the territory that succeeded it. Nothing asked is dropped in silence.
    """
    reading = _Reading()
    texts = [text for text in query.getlist("t") if text]
    columns, places = _read_columns(texts, reading)
    theme = _read_theme(query.get("theme", ""), reading)
    indicators = _read_indicators(query.getlist("i"), reading)
    years = _read_years(query.get("annees", ""), reading)
    has_charts = _read_view(query.get("vue", ""), reading)
    reference = _read_reference(query.get("reference", ""), columns, reading)
    frozen = find_frozen()
    return Selection(
        columns=columns,
        places=places,
        groups=reading.groups,
        theme=theme,
        indicators=indicators,
        years=years,
        has_charts=has_charts,
        reference=reference,
        version=frozen.key if frozen else "",
        refusals=tuple(reading.refusals),
        notices=tuple(reading.notices),
    )


def _read_columns(
    texts: Sequence[str], reading: _Reading
) -> tuple[tuple[Reference, ...], dict[Key, NamedTerritory]]:
    parsed = [(text, parse_reference(text)) for text in texts[:_READ_AT_MOST]]
    wanted = list(dict.fromkeys(one for _, one in parsed if one))
    places = find_named({one.place for one in wanted if one.kind != GROUP_KIND and one.grouping != "strate"})
    chosen: dict[Reference, None] = {}
    repeated = sum(one is not None for _, one in parsed) - len(wanted)
    for one in wanted:
        found = _resolve(one, places, reading)
        if found is not None:
            repeated += found in chosen
            chosen[found] = None
    reading.unknown += [text for text, one in parsed if one is None]
    _tell_problems(reading, repeated)
    if len(chosen) > MOST or len(texts) > _READ_AT_MOST:
        reading.refusals.append(
            f"La comparaison est limitée à {MOST} colonnes : les {MOST} premières sont affichées."
        )
    return tuple(chosen)[:MOST], places


def _resolve(one: Reference, places: dict[Key, NamedTerritory], reading: _Reading) -> Reference | None:
    """The column to show; None, and the reason told, when there is none."""
    if one.kind == GROUP_KIND and not one.stat:
        return _resolve_group(one, reading)
    if one.stat:
        if count_members(one):
            return one
        reading.refusals.append(
            f"Il n’y a pas de groupe pour la colonne « {one} » : choisissez une médiane dans « Ajouter »."
        )
        return None
    territory = places.get(one.place)
    if territory is None:
        reading.unknown.append(str(one))
    elif not territory.is_current:
        return _resolve_past(territory, places, reading)
    return None if territory is None else one


def _resolve_group(one: Reference, reading: _Reading) -> Reference | None:
    card = find_group(one.code)
    if card is None:
        reading.unknown.append(str(one))
        return None
    reading.groups[card.id] = card
    reading.notices += card.notices
    return Reference(GROUP_KIND, card.id)


def _resolve_past(
    territory: NamedTerritory, places: dict[Key, NamedTerritory], reading: _Reading
) -> Reference | None:
    successors = [one.territory for one in find_successors(territory.kind, territory.code)]
    if len(successors) == 1:
        [heir] = successors
        reading.notices.append(
            f"{fix_name(territory.name)} n’existe plus : remplacée par {fix_name(heir.name)}."
        )
        places |= find_named([(heir.kind, heir.code)])
        return Reference(heir.kind, heir.code)
    names = join_words([fix_name(one.name) for one in successors], "ou")
    choice = f" : choisissez {names}" if names else ""
    reading.refusals.append(f"{fix_name(territory.name)} n’existe plus{choice}.")
    return None


def _tell_problems(reading: _Reading, repeated: int) -> None:
    if reading.unknown:
        reading.refusals.insert(0, f"Aucun territoire ne correspond à {_quote(reading.unknown)}.")
    if repeated:
        reading.notices.insert(0, "Un territoire demandé plusieurs fois n’est affiché qu’une fois.")


def _quote(texts: Sequence[str]) -> str:
    shown = join_words([f"« {text[:40]} »" for text in texts[:5]])
    return shown + (f" et {format_number(len(texts) - 5)} autres" if len(texts) > 5 else "")


def _read_theme(text: str, reading: _Reading) -> str:
    slug = parse_segment(text)
    if not slug or slug in get_catalogue().themes:
        return slug
    reading.refusals.append(f"Aucun thème ne s’appelle {_quote([text])}.")
    return ""


def _read_indicators(texts: Sequence[str], reading: _Reading) -> tuple[str, ...]:
    known = get_catalogue().indicators
    slugs = dict.fromkeys(parse_segment(text) for text in texts if text)
    kept = [slug for slug in slugs if slug in known and not known[slug].internal]
    if len(kept) < len(slugs):
        wrong = [text for text in slugs if text not in kept]
        reading.refusals.append(f"Aucun indicateur ne s’appelle {_quote(wrong)}.")
    if len(kept) > MOST_INDICATORS:
        reading.refusals.append(f"Les {MOST_INDICATORS} premiers indicateurs choisis sont affichés.")
    return tuple(kept[:MOST_INDICATORS])


def _read_years(text: str, reading: _Reading) -> int:
    if not text:
        return 0
    if text.isascii() and text.isdigit() and len(text) < 4 and YEARS[0] <= int(text) <= YEARS[-1]:
        return int(text)
    reading.refusals.append(
        f"La rétrospective va de {YEARS[0]} à {YEARS[-1]} années : {_quote([text])} n’est pas possible."
    )
    return 0


def _read_view(text: str, reading: _Reading) -> bool:
    if text not in {"", CHARTS}:
        reading.refusals.append(f"Aucune vue ne s’appelle {_quote([text])}.")
    return text == CHARTS


def _read_reference(text: str, columns: Sequence[Reference], reading: _Reading) -> int:
    if not text:
        return 0
    wanted = parse_reference(text)
    if wanted in columns:
        return columns.index(wanted)
    reading.notices.append("La colonne de référence demandée n’est pas affichée : la première la remplace.")
    return 0
