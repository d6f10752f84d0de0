"""Following codes through time: pure, over dated existence and dated steps of one kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

Existence = Sequence[tuple[date, date | None]]
"""Periods in order: first day, and first day on which it is over (None: still there)."""


_VINTAGE_SOURCES: Final = ("COG ", "Périmètres des EPCI ")


def is_dated_by_vintage(source: str) -> bool:
    """Whether a change is known only by two vintages: it was in force on that 1 January, at the latest."""
    return source.startswith(_VINTAGE_SOURCES)


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow of one change between two different codes, or from or to nothing."""

    what: str
    effective_on: date
    before: str | None
    after: str | None
    name_before: str = ""
    name_after: str = ""
    source: str = ""

    @property
    def is_dated_by_vintage(self) -> bool:
        """Whether ``effective_on`` is « in force on 1 January », and not the day of the change."""
        return is_dated_by_vintage(self.source)


Path = tuple[Step, ...]


class Lineage:
    """Where every code of one kind goes. ``existence`` must hold every code that steps name."""

    def __init__(self, existence: Mapping[str, Existence], steps: Iterable[Step]) -> None:
        self._existence = existence
        self._steps: dict[str, list[Step]] = defaultdict(list)
        for step in sorted(steps, key=lambda step: (step.effective_on, step.after or "")):
            if step.before is not None and step.before != step.after:
                self._steps[step.before].append(step)

    def is_current(self, code: str) -> bool:
        """Whether the code exists today."""
        periods = self._existence.get(code)
        return periods is not None and len(periods) > 0 and periods[-1][1] is None

    def is_alive(self, code: str, day: date) -> bool:
        """Whether the code existed on a day."""
        return any(
            start <= day and (end is None or day < end) for start, end in self._existence.get(code, ())
        )

    def list_alive(self, day: date) -> list[str]:
        """Every code that existed on a day, sorted."""
        return sorted(code for code in self._existence if self.is_alive(code, day))

    def carry(self, code: str, day: date) -> dict[str, Path]:
        """What the territory that ``code`` was on ``day`` is today: codes, each with its way there.

        Several codes when it was split since. None when it was dissolved into nothing known.
        """
        found: dict[str, Path] = {}
        self._carry(code, day, (), found)
        return found

    def _carry(self, code: str, day: date, path: Path, found: dict[str, Path]) -> None:
        departing = self._find_next_steps(code, day)
        if not departing:
            if self.is_current(code):
                found.setdefault(code, path)
            return
        moment = departing[0].effective_on
        if self.is_alive(code, moment):
            self._carry(code, moment, path, found)
        for step in departing:
            if step.after is not None and step not in path:
                self._carry(step.after, moment, (*path, step), found)

    def _find_next_steps(self, code: str, day: date) -> list[Step]:
        """Steps out of a code at the first moment after ``day``, or of that day when it was its last."""
        is_over = not self.is_alive(code, day)
        later = [s for s in self._steps[code] if s.effective_on > day or (is_over and s.effective_on == day)]
        return [step for step in later if step.effective_on == later[0].effective_on]

    def find_successors(self, code: str, whole: str = "") -> dict[str, Path]:
        """Today's codes that a code leads to: itself when it exists again.

        The walk starts on the last day of the code and stops at the first codes that exist today:
        a commune that was split since still is the successor of those that it had absorbed. When
        that is not so, ``whole`` says better: the commune of which the code is a part today.
        """
        if self.is_current(code):
            return {code: ()}
        periods = self._existence.get(code)
        found: dict[str, Path] = {}
        if periods and periods[-1][1] is not None:
            self._follow(code, periods[-1][1], (), found)
            if whole and whole not in found:
                heirs = self.carry(code, periods[-1][1] - timedelta(days=1))
                return {whole: heirs[whole]} if whole in heirs else found
        return found

    def _follow(self, code: str, day: date, path: Path, found: dict[str, Path]) -> None:
        for step in self._steps[code]:
            after = step.after
            if step.effective_on < day or after is None or step in path:
                continue
            if self.is_current(after):
                found.setdefault(after, (*path, step))
            else:
                self._follow(after, self._end_of(after, step.effective_on), (*path, step), found)

    def _end_of(self, code: str, day: date) -> date:
        """End of the period of a code that covers a day; the day itself when it lasted none."""
        for start, end in self._existence.get(code, ()):
            if start <= day and end is not None and day < end:
                return end
        return day
