"""Lists to start from: the communes of an EPCI, a territory and its neighbours, a comparison, a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import fix_name, join_words, of_place
from portal.territories.models import Territory
from portal.territories.queries.groups import GroupCard, find_group
from portal.territories.queries.places import find_territory, list_neighbours
from portal.territories.queries.surroundings import Relative, list_member_positions, list_relatives

MOST: Final = 60
"""Starting points of one list: beyond, one pastes."""

_NAMED_AT_MOST: Final = 8
_CONTAINERS: Final = frozenset({"epci", "ept", "departement"})
_KINDS: Final = frozenset({"commune", "epci", "departement", "region"})


@dataclass(frozen=True, slots=True)
class Asked:
    """References as addresses give them: « epci:243500139 »; ``group`` is the id of a saved one."""

    communes_of: tuple[str, ...] = ()
    neighbours_of: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    group: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.communes_of or self.neighbours_of or self.territories or self.group)


@dataclass(frozen=True, slots=True)
class Start:
    """``text`` is a list to be read as if it had been pasted; ``definition`` says in French what it holds.

    ``references`` are its territories, ``unknown`` what could not be found of what was asked.
    """

    text: str
    definition: str
    references: frozenset[str]
    unknown: tuple[str, ...] = ()
    name: str = ""


def build_start(asked: Asked) -> Start:
    """The list of several starting points together, each territory once."""
    found: dict[str, Relative] = {}
    words: list[str] = []
    unknown: list[str] = []
    for references, expand, word in (
        (asked.communes_of, _list_communes, _word_communes),
        (asked.neighbours_of, _list_around, _word_neighbours),
        (asked.territories, _list_itself, _word_themselves),
    ):
        kept = []
        for place in _find_all(references[:MOST], unknown):
            members = expand(place)
            if members:
                kept.append(place)
            else:
                unknown.append(f"{place.kind}:{place.code}")
            found |= {f"{one.kind}:{one.code}": one for one in members}
        if kept:
            words.append(word(kept))
    card = find_group(asked.group) if asked.group else None
    if card is not None:
        found |= {f"{one.kind}:{one.code}": one for one in list_relatives(card.member_kind, card.positions)}
        words.append(f"les territoires du groupe « {card.name} »")
    elif asked.group:
        unknown.append(f"group:{asked.group}")
    definition = join_words(words)
    return Start(
        "\n".join(f"{one.code} {fix_name(one.name)}" for one in found.values()),
        definition[:1].upper() + definition[1:],
        frozenset(found),
        tuple(unknown),
        _propose_name(asked, card),
    )


def _find_all(references: Iterable[str], unknown: list[str]) -> Iterator[Territory]:
    for text in references:
        kind, _, code = text.partition(":")
        place = find_territory(kind, code.upper()) if len(text) < 40 and "\0" not in text else None
        if place is None or not place.is_current:
            unknown.append(text[:40])
        else:
            yield place


def _list_communes(place: Territory) -> list[Relative]:
    if place.kind not in _CONTAINERS:
        return []
    return list_relatives("commune", list_member_positions(place.kind, place.code, "commune"))


def _list_around(place: Territory) -> list[Relative]:
    if place.kind not in _KINDS:
        return []
    return list_relatives(place.kind, [place.position, *(one.position for one in list_neighbours(place))])


def _list_itself(place: Territory) -> list[Relative]:
    return list_relatives(place.kind, [place.position]) if place.kind in _KINDS else []


def _word_communes(places: Sequence[Territory]) -> str:
    named = [of_place(one.name, one.article_kind, one.kind) for one in places[:_NAMED_AT_MOST]]
    return f"les communes {join_words([*named, *_count_others(places)])}"


def _word_neighbours(places: Sequence[Territory]) -> str:
    return (
        f"{_word_themselves(places)} et leurs voisins"
        if len(places) > 1
        else (f"{_word_themselves(places)} et ses voisins")
    )


def _word_themselves(places: Sequence[Territory]) -> str:
    named = [fix_name(one.name) for one in places[:_NAMED_AT_MOST]]
    return join_words([*named, *_count_others(places)])


def _count_others(places: Sequence[Territory]) -> list[str]:
    return [f"{len(places) - _NAMED_AT_MOST} autres"] if len(places) > _NAMED_AT_MOST else []


def _propose_name(asked: Asked, card: GroupCard | None) -> str:
    return card.name if card is not None and not (asked.communes_of or asked.territories) else ""
