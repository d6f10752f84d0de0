"""What the address of a comparison asks: which territories, in which order, and what was wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q

from portal.kernel.french import fix_name, format_number, join_words
from portal.territories.models import Territory
from portal.territories.queries.places import find_successors

MOST: Final = 8
"""Beyond eight columns nobody compares any more."""

_READ_AT_MOST: Final = 40
_REFERENCE: Final = re.compile(r"^(commune|epci|departement|region|france):([0-9A-Za-z]{2,9})$")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Selection:
    """Territories in the order asked, and what the reader must be told about what was asked."""

    territories: tuple[Territory, ...]
    notices: tuple[str, ...] = field(default=())

    @property
    def keys(self) -> list[Key]:
        return [(one.kind, one.code) for one in self.territories]

    @property
    def is_full(self) -> bool:
        return len(self.territories) >= MOST


def read_selection(references: Sequence[str]) -> Selection:
    """The territories of ``t=kind:code`` parameters: known, once each, at most eight.

    A past code is replaced by the territory that succeeded it. Nothing asked is dropped in silence.
    """
    parsed = [_parse(text) for text in references[:_READ_AT_MOST]]
    wanted = list(dict.fromkeys(key for key in parsed if key))
    found = {(one.kind, one.code): one for one in _list_territories(wanted)}
    notices: list[str] = []
    chosen: dict[Key, Territory] = {}
    repeated = len([key for key in parsed if key]) - len(wanted)
    for key in wanted:
        territory = _resolve(key, found.get(key), notices)
        if territory is not None:
            repeated += (territory.kind, territory.code) in chosen
            chosen[territory.kind, territory.code] = territory
    unreadable = [text for text, key in zip(references, parsed, strict=False) if text and not key]
    unknown = [":".join(key) for key in wanted if key not in found]
    notices = [*_word_problems(unknown + unreadable, repeated), *notices]
    if len(chosen) > MOST or len(references) > _READ_AT_MOST:
        notices.append(
            f"La comparaison est limitée à {MOST} territoires : les {MOST} premiers sont affichés."
        )
    return Selection(tuple(chosen.values())[:MOST], tuple(notices))


def _parse(text: str) -> Key | None:
    match = _REFERENCE.match(text)
    return (match.group(1), match.group(2).upper()) if match else None


def _list_territories(keys: Iterable[Key]) -> list[Territory]:
    condition = Q(pk__in=[])
    for kind, code in keys:
        condition |= Q(kind=kind, code=code)
    return list(Territory.objects.filter(condition))


def _resolve(key: Key, territory: Territory | None, notices: list[str]) -> Territory | None:
    if territory is None or territory.is_current:
        return territory
    successors = [one.territory for one in find_successors(*key)]
    if len(successors) == 1:
        notices.append(
            f"{fix_name(territory.name)} n’existe plus : remplacée par {fix_name(successors[0].name)}."
        )
        return successors[0]
    names = join_words([fix_name(one.name) for one in successors], "ou")
    choice = f" : choisissez {names}" if names else ""
    notices.append(f"{fix_name(territory.name)} n’existe plus{choice}.")
    return None


def _word_problems(unknown: Sequence[str], repeated: int) -> list[str]:
    problems = []
    if unknown:
        shown = join_words([f"« {text[:40]} »" for text in unknown[:5]])
        more = f" et {format_number(len(unknown) - 5)} autres" if len(unknown) > 5 else ""
        problems.append(f"Aucun territoire ne correspond à {shown}{more}.")
    if repeated:
        problems.append("Un territoire demandé plusieurs fois n’est affiché qu’une fois.")
    return problems


def build_query(keys: Iterable[Key], **more: str) -> str:
    """The query string of a comparison, readable: ``t=commune:35238&t=epci:243500139``."""
    pairs = [("t", f"{kind}:{code}") for kind, code in keys]
    return urlencode([*pairs, *more.items()], safe=":")


def build_address(keys: Iterable[Key], path: str = "/comparer", **more: str) -> str:
    query = build_query(keys, **more)
    return f"{path}?{query}" if query else path
