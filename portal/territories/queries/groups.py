"""Groups that readers saved: their members as they are today, whatever became of their codes."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.kernel.french import fix_name, join_words
from portal.territories.addresses import path_of
from portal.territories.models import GROUP_KIND, Group
from portal.territories.queries.places import find_successors
from portal.territories.queries.universe import get_universe

_KEPT_S: Final = 5.0
_removed: dict[str, tuple[float, int]] = {}
_IDENTIFIER: Final = re.compile("[0-9a-z]{1,20}")
MEMBER_KINDS: Final = ("commune", "epci", "departement", "region")


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group ready to be read. ``id`` is empty for one that is not saved.

    ``codes`` and ``positions`` are those of its members today, aligned, by code; ``notices`` say in French
    what changed since it was saved.
    """

    id: str
    name: str
    slug: str
    member_kind: str
    codes: tuple[str, ...]
    positions: tuple[int, ...]
    definition: str = ""
    notices: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Kind of its sheet and of the API."""
        return GROUP_KIND

    @property
    def path(self) -> str:
        """Address of its page, without host."""
        return path_of(GROUP_KIND, self.id, self.slug)


def find_group(public_id: str) -> GroupCard | None:
    """The group saved under this id; None for an unknown or a removed one. One query."""
    row = _find_row(public_id)
    if row is None or row.is_removed:
        return None
    return build_card(
        row.member_kind, row.codes, id=row.public_id, name=row.name, slug=row.slug, definition=row.definition
    )


def was_removed(public_id: str) -> bool:
    """Whether a group of this id was saved, then removed."""
    row = _find_row(public_id)
    return row is not None and row.is_removed


def _find_row(public_id: str) -> Group | None:
    """None for what has not the form of an identifier: a database need not be asked about anything."""
    plain = public_id.lower()
    return Group.objects.filter(public_id=plain).first() if _IDENTIFIER.fullmatch(plain) else None


def build_card(
    member_kind: str,
    codes: Sequence[str],
    *,
    id: str = "",  # noqa: A002 - its name in addresses and answers
    name: str = "",
    slug: str = "",
    definition: str = "",
) -> GroupCard:
    """A group of these codes, past or present, saved or not: today's members, each once, by code."""
    found = _follow(get_universe().version, member_kind, tuple(codes))
    return GroupCard(id, name, slug, member_kind, found.codes, found.positions, definition, found.notices)


@dataclass(frozen=True, slots=True)
class _Members:
    codes: tuple[str, ...]
    positions: tuple[int, ...]
    notices: tuple[str, ...]


@lru_cache(maxsize=256)
def _follow(version: int, kind: str, codes: tuple[str, ...]) -> _Members:
    """Today's members of a load of the territories: the same for every reader until the next load."""
    universe = get_universe()
    table = universe.table(kind)
    kept: dict[str, int] = {}
    notices = []
    for code in codes:
        position = universe.position(kind, code)
        if position is None:
            notices.append(f"Le code {code} n’est plus connu : il est laissé de côté.")
        elif table.is_current[position]:
            kept[code] = position
        else:
            heirs = [one.territory for one in find_successors(kind, code)]
            kept |= {one.code: one.position for one in heirs}
            notices.append(_word_succession(table.names[position], code, [one.name for one in heirs]))
    ordered = tuple(sorted(kept))
    return _Members(ordered, tuple(kept[code] for code in ordered), tuple(notices))


def _word_succession(name: str, code: str, heirs: Sequence[str]) -> str:
    gone = f"{fix_name(name)} ({code}) n’existe plus"
    if not heirs:
        return f"{gone} et rien ne lui succède : ce code est laissé de côté."
    return f"{gone} : le groupe compte aujourd’hui {join_words([fix_name(one) for one in heirs])}."


def forget_groups() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _follow.cache_clear()
    _removed.clear()


def count_removed() -> int:
    """How many groups were removed, known a few seconds later: pages of groups change when it does."""
    asked_at, count = _removed.get("count", (float("-inf"), 0))
    if time.monotonic() - asked_at > _KEPT_S:
        count = Group.objects.filter(is_removed=True).count()
        _removed["count"] = (time.monotonic(), count)
    return count
