"""From a pasted list to territories, line by line: nothing is dropped, nothing is guessed in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.kernel.french import NO_BREAK_SPACE
from portal.territories.lists.finding import Finder, Match
from portal.territories.lists.lines import EVERYBODY, NOBODY, Line, Reading, State
from portal.territories.lists.reading import ListReader
from portal.territories.lists.splitting import split_list
from portal.territories.search.engine import get_index


@dataclass(frozen=True)
class Resolved:
    """``lines`` in order; ``left_out`` and ``is_cut`` as in ``Pasted``.

    ``reading`` is how codes of five digits that may be either were read; ``is_either`` when all could be
    Insee codes as well as postal codes. ``unasked`` counts the unknown lines without proposals.
    """

    lines: tuple[Line, ...]
    left_out: int = 0
    is_cut: bool = False
    reading: Reading = ""
    is_either: bool = False
    unasked: int = 0

    @property
    def chosen(self) -> list[Match]:
        """Territories of the list, each once, in its order."""
        found = {match.reference: match for line in self.lines for match in line.chosen}
        return list(found.values())

    @property
    def to_choose(self) -> int:
        return sum(line.must_choose for line in self.lines)

    def count(self, *states: State) -> int:
        return sum(line.state in states for line in self.lines)


def resolve_list(
    text: str, *, choices: Mapping[str, str] | None = None, nature: str = "", reading: Reading = ""
) -> Resolved:
    """The lines of a text. ``choices``: key of an item → « commune:35238 », ``tous`` or ``aucun``.

    ``nature`` prefers a kind of territory where a name is that of several; ``reading`` says what codes of
    five digits are, when the list itself does not tell.
    """
    pasted = split_list(text)
    reader = ListReader(Finder(get_index()), pasted.items, nature, reading)
    lines = [line for item in pasted.items for line in reader.read(item)]
    lines = _prefer_majority(lines, nature)
    lines = [_answer(line, (choices or {}).get(line.item.key, "")) for line in lines]
    return Resolved(
        tuple(_mark_duplicates(lines)),
        pasted.left_out,
        pasted.is_cut,
        reader.reading,
        reader.is_either,
        reader.unasked,
    )


def _prefer_majority(lines: list[Line], nature: str) -> list[Line]:
    """« Paris » in a list of départements is the département."""
    kinds = Counter(line.chosen[0].place.kind for line in lines if line.state is State.FOUND)
    if nature or not kinds:
        return lines
    [(kind, _)] = kinds.most_common(1)
    settled = []
    for line in lines:
        of_kind = tuple(match for match in line.candidates if match.place.kind == kind)
        is_open = line.state in {State.DOUBTFUL, State.SEVERAL}
        if is_open and len(of_kind) == 1 and line.candidates[0] != of_kind[0]:
            others = tuple(match for match in line.candidates if match != of_kind[0])
            reason = f"{line.reason} Celui de même nature que les autres lignes est proposé."
            line = Line(line.item, State.DOUBTFUL, (*of_kind, *others), of_kind, reason)  # noqa: PLW2901
        settled.append(line)
    return settled


def _answer(line: Line, choice: str) -> Line:
    """The line with what the reader chose, when it is one of the answers it offers."""
    if not choice or not line.candidates:
        return line
    if choice == NOBODY:
        return replace(line, chosen=(), is_answered=True)
    if choice == EVERYBODY and line.state is State.SEVERAL:
        return replace(line, chosen=line.candidates, is_answered=True)
    chosen = tuple(match for match in line.candidates if match.reference == choice)
    return replace(line, chosen=chosen, is_answered=True) if chosen else line


def _mark_duplicates(lines: Sequence[Line]) -> list[Line]:
    seen: dict[str, int] = {}
    marked = []
    for line in lines:
        repeated = [match for match in line.chosen if match.reference in seen]
        if line.chosen and len(repeated) == len(line.chosen):
            first = seen[repeated[0].reference]
            where = f"déjà à la ligne {first}" if first != line.item.line else "déjà dans cette ligne"
            names = repeated[0].place.name
            reason = f"{names}, {where}{NO_BREAK_SPACE}: compté une fois."
            line = replace(line, state=State.DUPLICATE, reason=reason)  # noqa: PLW2901
        for match in line.chosen:
            seen.setdefault(match.reference, line.item.line)
        marked.append(line)
    return marked
