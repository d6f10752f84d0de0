"""The columns of a comparison in words, and what may be added to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import fix_name, format_count
from portal.stats.queries.references import (
    GROUPINGS_OF,
    Reference,
    count_members,
    name_members,
    name_stat,
)
from portal.stats.queries.side_by_side import SMALLEST_GROUP
from portal.territories.addresses import path_of
from portal.territories.models import GROUP_KIND, Kind
from portal.territories.queries.named import NamedTerritory
from portal.territories.search.engine import search_territories
from portal.territories.strates import find_strate
from portal.web.comparison.asked import MOST, Selection

MEMBER_NOUNS: Final = {
    "commune": "commune",
    "epci": "intercommunalité",
    "departement": "département",
    "region": "région",
}
_OFFERS: Final = {
    "departement": "la médiane du département",
    "region": "la médiane de la région",
    "france": "la médiane de France",
}
_SAME_SIZE: Final = {
    "commune": "la médiane des communes de même taille",
    "epci": "la médiane des intercommunalités comparables",
    "departement": "la médiane des départements de même taille",
    "region": "la médiane des régions du même groupe",
}
_SEARCHED: Final = frozenset({"commune", "epci", "departement", "region", "france", "ept"})


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is for titles and lists (« la médiane des communes d’Ille-et-Vilaine »), ``head`` and
    ``details`` for the head of the table. ``path`` is its page, empty without one.

    ``short`` names it in a drawing.

    ``removal``, ``earlier``, ``later`` and ``reference`` are addresses: without it, moved by one place
    (empty at the ends), with the others compared to it (empty when they are).
    """

    name: str
    head: str
    details: str
    path: str
    short: str
    removal: str
    earlier: str
    later: str
    reference: str
    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be added, and the address that adds it."""

    label: str
    details: str
    address: str


def build_columns(selection: Selection) -> list[Column]:
    last = len(selection.columns) - 1
    return [
        Column(
            *_name_column(selection, one),
            short=name_short(selection, one),
            removal=selection.build_address(columns=without(selection.columns, one)),
            earlier=_move(selection, rank, rank - 1) if rank else "",
            later=_move(selection, rank, rank + 1) if rank < last else "",
            reference=selection.build_reference_address(one) if rank != selection.reference and last else "",
            is_summary=bool(one.stat),
        )
        for rank, one in enumerate(selection.columns)
    ]


def _move(selection: Selection, rank: int, to: int) -> str:
    """The reference that is only the first column stays the first one."""
    return selection.build_address(columns=move(selection.columns, rank, to))


def list_names(selection: Selection) -> list[str]:
    """« Rennes », « la médiane des communes d’Ille-et-Vilaine »: for titles and files."""
    return [_name_column(selection, one)[0] for one in selection.columns]


def name_short(selection: Selection, one: Reference) -> str:
    """« Rennes », « Médiane, ≥ 100 000 hab. », « Moyenne, Ille-et-Vilaine »."""
    if not one.stat:
        return _name_column(selection, one)[1]
    place = selection.places.get(one.place)
    strate = find_strate(one.kind, one.code) if one.grouping == "strate" else None
    where = strate.short_label if strate else place.name if place else "France"
    return f"{name_stat(one)}, {fix_name(where)}"


def _name_column(selection: Selection, one: Reference) -> tuple[str, str, str, str]:
    """Name, head, details and path."""
    if one.stat:
        members = name_members(one, selection.places.get(one.place))
        head, count = name_stat(one), count_members(one)
        details = f"{members}, {format_count(count, MEMBER_NOUNS[one.kind])}"
        return f"la {head.lower()} {members}", head, details, ""
    if one.kind == GROUP_KIND:
        card = selection.groups[one.code]
        noun = MEMBER_NOUNS[card.member_kind]
        return card.name, card.name, f"Groupe de {format_count(len(card.codes), noun)}", card.path
    territory = selection.places[one.place]
    name, label = fix_name(territory.name), Kind(one.kind).label
    details = label if one.kind == "france" else f"{label} {one.code}"
    return name, name, details, _find_path(territory)


def _find_path(territory: NamedTerritory) -> str:
    if not territory.parent_code and territory.kind in {"arrondissement_municipal", "commune_deleguee"}:
        return ""
    return path_of(territory.kind, territory.code, territory.slug)


def list_offers(selection: Selection) -> list[Choice]:
    """Medians of the groups of the first territory, that are not columns yet."""
    first = next((one for one in selection.columns if one.kind in GROUPINGS_OF and not one.stat), None)
    if first is None or selection.is_full:
        return []
    territory = selection.places[first.place]
    codes = {
        "strate": territory.strate,
        "departement": territory.departement_code,
        "region": territory.region_code,
        "france": "FR",
    }
    offers = []
    for grouping in GROUPINGS_OF[first.kind]:
        median = Reference(first.kind, codes[grouping], grouping, "median")
        if codes[grouping] and median not in selection.columns and count_members(median) >= SMALLEST_GROUP:
            address = selection.build_address(columns=(*selection.columns, median))
            label = _OFFERS.get(grouping) or _SAME_SIZE.get(first.kind, "la médiane du même groupe")
            offers.append(Choice(label, "", address))
    return offers


def list_choices(q: str, selection: Selection) -> list[Choice]:
    """What the search of the page found, ready to be added."""
    known = {(one.kind, one.code) for one in selection.columns if not one.stat}
    hits = search_territories(q, kinds=_SEARCHED, limit=MOST + len(known))
    return [
        Choice(
            fix_name(hit.label),
            Kind(hit.kind).label,
            selection.build_address(columns=(*selection.columns, Reference(hit.kind, hit.code))),
        )
        for hit in hits
        if (hit.kind, hit.code) not in known
    ][:MOST]


def tell_levels(selection: Selection) -> str:
    """What may not be compared when columns are of several levels; empty when they are of one."""
    kinds = list(dict.fromkeys(one.kind for one in selection.columns))
    if len(kinds) < 2:
        return ""
    return (
        "Ces colonnes ne sont pas de même niveau : leurs montants et leurs effectifs ne se comparent pas. "
        "Préférez les lignes par habitant, en pourcentage ou en durée, placées d’abord dans chaque thème."
    )


def move(columns: Sequence[Reference], rank: int, to: int) -> tuple[Reference, ...]:
    """The columns with one of them moved to another rank."""
    moved = [one for place, one in enumerate(columns) if place != rank]
    moved.insert(to, columns[rank])
    return tuple(moved)


def without(columns: Iterable[Reference], removed: Reference) -> tuple[Reference, ...]:
    return tuple(one for one in columns if one != removed)
