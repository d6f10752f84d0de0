"""What the figures of a page are compared with: read from ``?avec=``, one choice for all of the page.

The choice is a part of the address: plain links change it, and the files of the page follow it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from portal.kernel.french import fix_name, typeset
from portal.stats.queries.answers import Comparison, Sheet
from portal.stats.queries.boards import Board, BoardReading, Standing, read_boards
from portal.stats.queries.gathered import GATHERED_KINDS
from portal.stats.queries.lazy import LazyMapping
from portal.stats.queries.peers import keep_founded, stand_among
from portal.stats.queries.sheets import build_comparison, build_sheet
from portal.stats.queries.similar import list_similar
from portal.stats.store.layout import summary_key_of
from portal.territories.models import Territory
from portal.territories.queries.groups import find_group
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import FRANCE_CODE, get_universe
from portal.ui.links import write_link
from portal.ui.refusing import Impossible
from portal.ui.sentences import SMALLEST_GROUP, is_feminine
from portal.web.factsheets.comparator_words import (
    DEPARTEMENT,
    FRANCE,
    GROUP,
    NEIGHBOURS,
    REGION,
    SIMILAR,
    STRATE,
    ComparatorWords,
    list_comparators,
    name_group_comparator,
)

PARAMETER: Final = "avec"
_SIMILAR: Final = 20
"""Territories like this one that it is compared with."""


class ImpossibleComparison(Impossible):
    """What was asked after ``?avec=`` cannot be."""


@dataclass(frozen=True)
class Comparator:
    """One comparator of a territory: a stored group (``grouping``, ``code``) or the codes of ``peers``."""

    words: ComparatorWords
    grouping: str = ""
    code: str = ""
    peers: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """What to add to an address for it to be kept; empty for that which a page opens with."""
        return "" if self.words.is_default else f"?{urlencode({PARAMETER: self.words.key})}"


def find_comparator(territory: Territory, asked: str) -> Comparator | None:
    """The comparator asked, else the one that pages open with; None for what is compared with nothing.

    Raises ImpossibleComparison.
    """
    offered = list_comparators(territory)
    if asked.startswith(f"{GROUP}-"):
        return _find_group(territory, asked.removeprefix(f"{GROUP}-"))
    chosen = next((one for one in offered if one.key == asked or (not asked and one.is_default)), None)
    if chosen is None:
        if not asked:
            return None
        raise ImpossibleComparison(
            f"Ce territoire ne peut pas être comparé avec « {asked[:40]} ». "
            + (
                f"Comparaisons possibles : {', '.join(one.label for one in offered)}."
                if offered
                else "Il n’est comparé avec aucun groupe."
            )
        )
    codes = {
        DEPARTEMENT: territory.departement_code,
        STRATE: territory.strate,
        REGION: territory.region_code,
        FRANCE: FRANCE_CODE,
    }
    if chosen.key in codes and territory.kind not in GATHERED_KINDS:
        return Comparator(chosen, chosen.key, codes[chosen.key])
    peers = _list_peers(territory, chosen.key)
    if not peers and not asked:
        return None
    if not peers:
        raise ImpossibleComparison(
            f"Il n’y a pas de {chosen.heading} pour {fix_name(territory.name)} : rien à quoi le comparer."
        )
    return Comparator(chosen, peers=peers)


def link_comparators(
    territory: Territory, chosen: Comparator | None, path: str, *, has_similar: bool | None = None
) -> Markup:
    """The choices of the bar of comparison of a page at ``path``; a saved group that was chosen is last.

    Without neighbours or similar territories, they are no choice; ``has_similar``, when it is known.
    """
    offered = [one for one in list_comparators(territory) if _is_possible(territory, one.key, has_similar)]
    if chosen is not None and chosen.words.key not in {one.key for one in offered}:
        offered.append(chosen.words)
    here = chosen.words.key if chosen is not None else ""
    links = (
        write_link(
            typeset(one.label),
            path + Comparator(one).query,
            ' aria-current="true" rel="nofollow"' if one.key == here else ' rel="nofollow"',
        )
        for one in offered
    )
    return Markup(" ".join(links))  # noqa: S704 - escaped one by one


def list_possible(territory: Territory) -> list[Comparator]:
    """All the comparators that a territory has, in the order of the bar."""
    offered = (one for one in list_comparators(territory) if _is_possible(territory, one.key, None))
    found = (find_comparator(territory, one.key) for one in offered)
    return [one for one in found if one is not None]


def tell_group(comparator: Comparator, territory: Territory) -> str:
    """What the medians and ranks of a page are of, in one sentence."""
    heading, count = comparator.words.heading, len(comparator.peers)
    if comparator.grouping:
        return f"Médianes et rangs parmi les {heading}."
    name = "" if territory.code in comparator.peers else f", en comptant {fix_name(territory.name)}"
    if count < SMALLEST_GROUP:
        few = f"les {count} {heading}" if count > 1 else f"une seule des {heading}"
        return f"Rangs parmi {few}{name} ; pas de médiane en dessous de cinq territoires."
    them = "elles" if is_feminine(territory.kind) else "eux"
    return f"Médianes des {count} {heading} ; rangs parmi {them}{name}."


def _is_possible(territory: Territory, key: str, has_similar: bool | None) -> bool:
    if key == NEIGHBOURS:
        return bool(get_directory().neighbours.get(territory.pk))
    if key == SIMILAR:
        found = list_similar(territory.kind, territory.code, limit=1) if has_similar is None else has_similar
        return bool(found)
    return True


def _list_peers(territory: Territory, key: str) -> tuple[str, ...]:
    if key == FRANCE:  # those of which no distribution is stored
        members = get_universe().members_of(FRANCE, FRANCE_CODE, territory.kind).tolist()
        return tuple(get_universe().codes[territory.kind][position] for position in members)
    if key == NEIGHBOURS:
        return tuple(one.code for one in get_directory().neighbours.get(territory.pk, ()))
    if key == SIMILAR:
        codes = get_universe().codes[territory.kind]
        found = list_similar(territory.kind, territory.code, limit=_SIMILAR)
        return tuple(codes[one.position] for one in found)
    raise ValueError(f"no peers are known for {key!r}")


def _find_group(territory: Territory, public_id: str) -> Comparator:
    group = find_group(public_id)
    if group is None:
        raise ImpossibleComparison("Ce groupe n’existe pas, ou il a été retiré.")
    if group.member_kind != territory.kind:
        raise ImpossibleComparison(
            f"Le groupe « {group.name} » réunit des territoires d’une autre nature que celui de cette page."
        )
    return Comparator(name_group_comparator(group.id, group.name, group.member_kind), peers=group.codes)


@dataclass(frozen=True)
class ComparedFigures:
    """The figures of a territory and where they stand. ``standing`` is None when compared with nothing."""

    board: Board
    comparator: Comparator | None
    standing: Standing | None
    _reading: BoardReading

    @property
    def query(self) -> str:
        """See ``Comparator.query``."""
        return self.comparator.query if self.comparator else ""

    @cached_property
    def sheet(self) -> Sheet:
        """The same figures as objects, built as they are read; see ``comparisons`` for the comparator's."""
        return build_sheet(self.board, self._reading, {})

    @cached_property
    def comparisons(self) -> Mapping[str, Comparison]:
        """By slug, those with the comparator of the page; empty without one."""
        standing, comparator = self.standing, self.comparator
        if standing is None or comparator is None:
            return {}
        plan, latest, key = self.board.plan, self.board.latest, comparator.words.key

        def compare(slug: str) -> Comparison:
            number = plan.numbers[slug]
            return build_comparison(standing, number, key, comparator.code, plan.places[latest[number]].year)

        known = tuple(slug for slug, cell in zip(plan.slugs, latest, strict=True) if cell >= 0)
        return LazyMapping(known, compare)


def read_figures(kind: str, code: str, comparator: Comparator | None) -> ComparedFigures:
    """The figures of a territory beside those of its comparator, in one SQL query."""
    peers: Sequence[str] = comparator.peers if comparator is not None else ()
    groups = []
    if comparator is not None and comparator.grouping:
        groups = [summary_key_of(kind, comparator.grouping, comparator.code)]
    reading = read_boards([(kind, code), *((kind, peer) for peer in peers)], groups)
    board = reading.boards[0]
    standing = None
    if comparator is not None:
        if comparator.grouping:
            members = get_universe().members_of(comparator.grouping, comparator.code, kind)
            standing = reading.stand(board, comparator.grouping, comparator.code)
            standing = keep_founded(standing, len(members))
        else:
            standing = keep_founded(stand_among(board, reading.boards[1:]), len(peers))
    return ComparedFigures(board, comparator, standing, reading)
