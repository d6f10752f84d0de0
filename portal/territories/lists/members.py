"""From the territories of a list to the members of a group: one kind, or the communes of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import format_count, format_number, join_words
from portal.territories.queries.groups import MEMBER_KINDS
from portal.territories.queries.universe import get_universe

NOUNS: Final = {
    "commune": ("commune", "communes"),
    "epci": ("intercommunalité", "intercommunalités"),
    "departement": ("département", "départements"),
    "region": ("région", "régions"),
    "ept": ("établissement public territorial", "établissements publics territoriaux"),
}

Reference = tuple[str, str]
"""Kind and code."""


@dataclass(frozen=True, slots=True)
class Members:
    """``codes`` of ``kind``, sorted. ``notice`` says, in French, when they are not what was asked."""

    kind: str
    codes: tuple[str, ...]
    notice: str = ""

    @property
    def words(self) -> str:
        """« 43 communes »."""
        return format_count(len(self.codes), *NOUNS[self.kind])


def gather_members(references: Sequence[Reference], *, as_communes: bool = False) -> Members:
    """Territories of one kind as they are; of several kinds, or when asked, the communes of all of them."""
    kinds = {kind for kind, _ in references}
    if len(kinds) == 1 and not as_communes and kinds <= set(MEMBER_KINDS):
        [kind] = kinds
        return Members(kind, tuple(sorted({code for _, code in references})))
    codes = tuple(sorted(_list_communes(references)))
    notice = ""
    if kinds - {"commune"}:
        counted = [
            format_count(sum(kind == one for one, _ in references), *NOUNS[kind])
            for kind in NOUNS
            if kind in kinds
        ]
        several = len(references) > 1
        why = "un groupe réunit des territoires d’une seule nature, " if len(kinds) > 1 else ""
        notice = (
            f"{join_words(counted)} {'comptent' if several else 'compte'} pour "
            f"{'leurs' if several else 'ses'} communes : {why}"
            f"soit {format_number(len(codes))} communes, chacune comptée une fois."
        )
    return Members("commune", codes, notice)


def _list_communes(references: Iterable[Reference]) -> set[str]:
    universe = get_universe()
    codes = universe.table("commune").codes
    found: set[str] = set()
    for kind, code in references:
        if kind == "commune":
            found.add(code)
        else:
            found |= {codes[position] for position in universe.members_of(kind, code, "commune").tolist()}
    return found
