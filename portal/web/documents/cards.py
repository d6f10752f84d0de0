"""Results in words: what each document is, an extract, what it is about, whether its address answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from portal.kernel.french import typeset
from portal.library.briefs import build_brief
from portal.library.kinds import DocumentState
from portal.library.links.reading import Mark
from portal.library.queries.documents import Card
from portal.web.documents.facets import name_place

_EXCERPT: Final = 260
_PLACES: Final = 4
_FORMATS: Final = 5
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Result:
    """``places`` are (label, path of the sheet or nothing). ``mark`` is said when it is bad news only,
    ``language`` when it is not French."""

    title: str
    path: str
    details: tuple[str, ...]
    excerpt: str
    places: tuple[tuple[str, str], ...]
    places_left: int
    formats: str
    is_archived: bool
    dead: str
    language: str


def build_results(cards: Sequence[Card], marks: Mapping[int, Mark]) -> list[Result]:
    """The results of a page, in their order."""
    return [_build_result(card, marks.get(card.id)) for card in cards]


def _build_result(card: Card, mark: Mark | None) -> Result:
    brief = build_brief(card)
    places = [name_place(key) for key in card.territories[:_PLACES]]
    return Result(
        title=brief.title,
        path=brief.path,
        details=brief.details,
        excerpt=_write_excerpt(card.abstract),
        places=tuple((place.label, place.path) for place in places),
        places_left=len(card.territories) - len(places),
        formats=write_formats(card.formats),
        is_archived=card.state == DocumentState.ARCHIVED,
        dead=mark.words if mark and mark.is_dead else "",
        language=brief.language,
    )


@lru_cache(maxsize=4096)
def _write_excerpt(abstract: str) -> str:
    """Kept: the rules of typography take longer than the rest of a card."""
    return typeset(cut_text(abstract, _EXCERPT))


def write_formats(formats: Sequence[str]) -> str:
    """« CSV, PDF »; the first ones of many."""
    shown = ", ".join(one.upper() for one in formats[:_FORMATS])
    return f"{shown}…" if len(formats) > _FORMATS else shown


def cut_text(text: str, longest: int) -> str:
    """The text on one line, cut between two words: « Les finances des communes… »."""
    flat = _SPACES.sub(" ", text).strip()
    if len(flat) <= longest:
        return flat
    return (
        flat[: longest + 1].rpartition(" ")[0].rstrip(" ,;:.–-") + "…"
        if " " in flat[:longest]
        else (flat[:longest] + "…")
    )
