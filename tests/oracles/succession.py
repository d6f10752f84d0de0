"""Following territories as one would by hand: one dictionary of the pieces of land, changed day by day.

Every commune of the beginning is cut into as many pieces as it will ever be split into; a change
only moves pieces from one code to another. What a commune became is then where its pieces are.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.territories.succession import Step


@dataclass
class World:
    """``owners``: piece → code, today. ``days``: first day of each state → piece → code."""

    owners: dict[int, str]
    days: list[tuple[date, dict[int, str]]]
    steps: list[Step] = field(default_factory=list)
    existence: dict[str, list[tuple[date, date | None]]] = field(default_factory=dict)

    def pieces_of(self, code: str, day: date) -> set[int]:
        """Land of a code on a day."""
        state = next(state for start, state in reversed(self.days) if start <= day)
        return {piece for piece, owner in state.items() if owner == code}

    def present_of(self, code: str, day: date) -> set[str]:
        """Codes that own today what a code owned on a day."""
        return {self.owners[piece] for piece in self.pieces_of(code, day)}


def make_world(seed: int, communes: int = 8, changes: int = 25) -> World:
    """A random history of mergers, splits and new codes, one change a day, and its steps."""
    dice = random.Random(seed)
    owners = {piece: f"{piece // 6:05d}" for piece in range(communes * 6)}
    today = date(1943, 1, 1)
    world = World(owners, [(today, dict(owners))])
    fresh = 90000
    for _ in range(changes):
        today += timedelta(days=dice.randint(1, 900))
        alive = sorted(set(owners.values()))
        what = dice.choice(["merger", "merger", "split", "split", "recoding"])
        one = dice.choice(alive)
        if what == "merger" and len(alive) > 2:
            gone = dice.sample([code for code in alive if code != one], k=dice.randint(1, 2))
            _move(world, {piece for piece in owners if owners[piece] in gone}, one)
            world.steps += [Step("merger", today, code, one) for code in (*gone, one)]
        elif what == "split":
            land = sorted(piece for piece in owners if owners[piece] == one)
            if len(land) > 1:
                fresh += 1
                _move(world, set(dice.sample(land, k=dice.randint(1, len(land) - 1))), str(fresh))
                world.steps.append(Step("split", today, one, str(fresh)))
        elif what == "recoding":
            fresh += 1
            _move(world, {piece for piece in owners if owners[piece] == one}, str(fresh))
            world.steps.append(Step("recoding", today, one, str(fresh)))
        world.days.append((today, dict(owners)))
    world.existence = _list_existence(world)
    return world


def _move(world: World, pieces: set[int], code: str) -> None:
    for piece in pieces:
        world.owners[piece] = code


def _list_existence(world: World) -> dict[str, list[tuple[date, date | None]]]:
    existence: dict[str, list[tuple[date, date | None]]] = {}
    for day, state in world.days:
        alive = set(state.values())
        for code in alive:
            periods = existence.setdefault(code, [])
            if not periods or periods[-1][1] is not None:
                periods.append((day, None))
        for code, periods in existence.items():
            if code not in alive and periods[-1][1] is None:
                periods[-1] = (periods[-1][0], day)
    return existence
