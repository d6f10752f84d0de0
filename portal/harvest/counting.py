"""Lists that announce how many records they hold, and change while they are read.

A record added or removed ahead of where we are shifts all that follow: one may then be given twice, or
never. A list that changed, or that is short at the end, is read once more from the start; only what is new
is then told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from portal.harvest.bounds import Walk
from portal.harvest.pages import Faulty, Page, PartialHarvest
from portal.library.harvested import Harvested

_AGAIN: Final = "relecture:"


@dataclass(frozen=True, slots=True)
class Part:
    """What a place of a list holds. ``next``: the place that follows, empty at the end; ``before``: how many
    rows are ahead of it; ``ignored``: ids of rows that count and are not wanted; ``failure``: why what
    follows cannot be read."""

    records: tuple[Harvested | Faulty, ...]
    next: str
    total: int | None
    before: int
    ignored: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    failure: PartialHarvest | None = None
    question: str = ""
    """What was asked: another one may give again what came to the one before."""


def iterate_parts(source: str, read: Callable[[str], Part], after: str = "") -> Iterator[Page]:
    """Pages of a list, from the place ``after`` on.

    Raises PartialHarvest when fewer records came than announced, after a second reading; when the source
    goes round in circles; and with the failure of a part, once its records were given.
    """
    counting = _Counting(source, after)
    while counting.is_open:
        place = counting.enter()
        part = read(place)
        if part.failure is not None and not part.records:
            raise part.failure
        yield counting.close(place, part)
        if part.failure is not None:
            raise part.failure
    counting.ensure_all()


class _Counting:
    def __init__(self, source: str, after: str) -> None:
        self._walk = Walk(source)
        self._is_again = after.startswith(_AGAIN)
        self._place: str | None = after.removeprefix(_AGAIN)
        self._missing: int | None = None
        """Rows ahead of where this run began."""
        self._total: int | None = None
        self._question = ""
        self._has_changed = False

    @property
    def is_open(self) -> bool:
        return self._place is not None

    def enter(self) -> str:
        place = self._place or ""
        self._walk.enter(self._name(place))
        return place

    def close(self, place: str, part: Part) -> Page:
        """The page of a part; the place that follows is then known."""
        if self._missing is None:
            self._missing = part.before
        if part.question != self._question:
            self._question = part.question
            self._walk.start_slice()
        warnings = list(part.warnings)
        if self._total is not None and part.total is not None and part.total != self._total:
            self._has_changed = True
            warnings.append(
                f"La source annonçait {self._total} fiches, puis {part.total} : elle change à mesure."
            )
        self._total = self._total if part.total is None else part.total
        # A fault without id was counted the first time: it would hide one that is missing.
        records = [one for one in part.records if one.remote_id or not self._is_again]
        kept = self._walk.keep_new(records)
        self._walk.note_gone(part.ignored)
        if part.failure is not None:
            return Page(kept, self._name(place), self._total, warnings=tuple(warnings))
        self._place = part.next or None
        if not part.next and not self._is_again and (self._has_changed or self._is_short()):
            self._is_again, self._place, self._missing = True, "", 0
            self._walk.start_slice()
            warnings.append("Des fiches ont pu échapper : la liste est relue une fois depuis le début.")
        following = "" if self._place is None else self._name(self._place)
        return Page(kept, following, self._total, warnings=tuple(warnings))

    def ensure_all(self) -> None:
        if self._is_short():
            came = self._walk.count + (self._missing or 0)
            raise PartialHarvest(
                f"{self._walk.source} : la source annonce {self._total} fiches et n’en a donné que {came},"
                " même relue. Relancez la moisson ; si l’écart demeure, prévenez le producteur."
            )

    def _is_short(self) -> bool:
        return self._total is not None and self._walk.count + (self._missing or 0) < self._total

    def _name(self, place: str) -> str:
        return f"{_AGAIN}{place}" if self._is_again else place
