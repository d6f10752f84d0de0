"""Reading the items of one list: codes and names together tell which territory is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.kernel.french import NO_BREAK_SPACE
from portal.territories.lists.finding import (
    KINDS,
    Finder,
    Match,
    is_code,
    is_same_name,
    split_code,
    split_hint,
)
from portal.territories.lists.lines import Line, Reading, State
from portal.territories.lists.splitting import Item, is_number
from portal.territories.search.engine import search_territories
from portal.territories.search.normalise import split_words

_ASKED_AT_MOST: Final = 60
"""Lines for which the search makes proposals: some milliseconds each."""
_PROPOSALS: Final = 5


class ListReader:
    """Reads the items of one list."""

    def __init__(self, finder: Finder, items: Sequence[Item], nature: str, reading: Reading) -> None:
        self._finder = finder
        self._nature = nature
        self.unasked = 0
        self._asked = 0
        bare = [item.text for item in items if len("".join(item.text.split())) == 5 and is_code(item.text)]
        found = [finder.find_codes(code) for code in bare]
        all_official = bool(found) and all(one.official for one in found)
        all_postal = bool(found) and all(one.postal for one in found)
        self.is_either = (
            all_official
            and all_postal
            and any({m.reference for m in one.official} != {m.reference for m in one.postal} for one in found)
        )
        self.reading: Reading = reading or ("insee" if all_official else "postal" if all_postal else "")

    def read(self, item: Item) -> list[Line]:
        """A line, or one for each cell of a line that holds several territories."""
        if not item.cells:
            return [self._read_text(item)]
        row = self._read_row(item)
        if row is not None:
            return [row]
        return [self._read_text(Item(item.line, cell)) for cell in item.cells]

    def _read_row(self, item: Item) -> Line | None:
        """A row of a spreadsheet about one territory: its code and its name, or its name and where it is."""
        coded = [cell for cell in item.cells if is_code(cell) and len("".join(cell.split())) in {5, 9, 14}]
        named = [cell for cell in item.cells if not is_number(cell)]
        for code in coded[:1]:
            codes = self._finder.find_codes(code)
            known = codes.official + codes.postal
            if not named and len(item.cells) > len(coded) and known:
                return self._read_text(item, code)
            if any(is_same_name(match, name) for match in known for name in named):
                line = self._read_text(item, f"{code} {named[0]}")
                return line if line.candidates else None
        if len(item.cells) == 2 and not coded:
            within = self._finder.keep_within(self._finder.find_names(item.cells[0]), item.cells[1])
            if within:
                return self._settle(item, within)
        return None

    def _read_text(self, item: Item, text: str = "") -> Line:
        text = text or item.text
        code, name = split_code(text)
        if code and not name:
            return self._read_code(item, code)
        if code:
            line = self._read_coded_name(item, code, name)
            if line is not None:
                return line
        hinted, hint = split_hint(text)
        if hint:
            within = self._finder.keep_within(self._finder.find_names(hinted), hint)
            if within:
                return self._settle(item, within)
        found = self._finder.find_names(text) or (self._finder.find_names(hinted) if hint else ())
        return self._settle(item, found) if found else self._propose(item, text)

    def _read_code(self, item: Item, code: str) -> Line:
        codes = self._finder.find_codes(code)
        if codes.official and not (self.reading == "postal" and codes.postal):
            if codes.postal and not self.reading:
                both = _join(codes.official, codes.postal)
                return self._settle(item, both, "Code Insee d’une commune et code postal d’une autre.")
            return self._settle(item, codes.official)
        if codes.postal:
            reason = f"Code postal de {len(codes.postal)} communes." if len(codes.postal) > 1 else ""
            return self._settle(item, codes.postal, reason)
        bare = "".join(code.split())
        if len(bare) in {1, 4} and bare.isdigit():
            again = self._finder.find_codes(f"0{bare}")
            known = again.official or again.postal
            if known:
                reason = f"Lu {f'0{bare}'}{NO_BREAK_SPACE}: les tableurs perdent le zéro du début."
                return Line(item, State.DOUBTFUL, known, known[:1], reason)
        return Line(item, State.UNKNOWN, reason="Aucun territoire n’a ce code.")

    def _read_coded_name(self, item: Item, code: str, name: str) -> Line | None:
        """« 35238 Rennes », « Saint-Pierre (974) »: both must agree; None when the code says nothing."""
        codes = self._finder.find_codes(code)
        known = _join(codes.official, codes.postal)
        named = self._finder.find_names(name)
        is_area = len("".join(code.split())) < 4  # the number of a département says where
        within = self._finder.keep_within(named, code) if is_area else ()
        agreed = tuple(match for match in known if is_same_name(match, name))
        literal = tuple(match for match in agreed if match.reference in {one.reference for one in named})
        if within or literal or agreed:
            return self._settle(item, within or literal or agreed)
        if known and named and not is_area:
            both = _join(known, named)
            return Line(item, State.SEVERAL, both, reason="Le code et le nom ne disent pas la même chose.")
        return None

    def _settle(self, item: Item, found: tuple[Match, ...], reason: str = "") -> Line:
        """A line that is one of these places, of the nature preferred if there is one."""
        preferred = tuple(match for match in found if match.place.kind == self._nature)
        kept = preferred or found
        if len(kept) > 1:
            kinds = {match.place.kind for match in kept}
            if len(kinds) == len(kept):  # « Paris », commune and département
                ordered = tuple(sorted(kept, key=_rate))
                words = reason or "Plusieurs territoires portent ce nom."
                return Line(item, State.DOUBTFUL, ordered, ordered[:1], words)
            return Line(item, State.SEVERAL, kept, reason=reason or "Plusieurs territoires portent ce nom.")
        [match] = kept
        state = State.REPLACED if match.is_past or match.is_part else State.FOUND
        return Line(item, state, kept, kept, match.reason or reason)

    def _propose(self, item: Item, text: str) -> Line:
        """What resembles a text that names nothing exactly."""
        if is_number(text) or self._asked >= _ASKED_AT_MOST:
            self.unasked += not is_number(text)
            return Line(item, State.UNKNOWN, reason="Aucun territoire ne porte ce nom.")
        self._asked += 1
        hits = search_territories(text, kinds=KINDS, limit=_PROPOSALS)
        found = tuple(
            match
            for hit in hits
            for match in self._finder.find_codes(hit.code).official
            if (match.place.kind, match.place.code) == (hit.kind, hit.code)
        )
        words = set(split_words(text))
        if found and not hits[0].is_approximate and words <= set(split_words(found[0].place.name)):
            reason = f"Aucun nom n’est exactement celui-ci{NO_BREAK_SPACE}: le plus proche est proposé."
            return Line(item, State.DOUBTFUL, found, found[:1], reason)
        return Line(item, State.UNKNOWN, found, reason="Aucun territoire ne porte exactement ce nom.")


def _rate(match: Match) -> tuple[int, int]:
    """« Paris » is the commune before the département; « La Réunion » no village of the Lot-et-Garonne."""
    magnitude = len(str(match.place.population or 0))
    return -(magnitude // 3), KINDS.index(match.place.kind)


def _join(one: Sequence[Match], other: Sequence[Match]) -> tuple[Match, ...]:
    """Both, each place once."""
    found: dict[str, Match] = {}
    for match in (*one, *other):
        found.setdefault(match.reference, match)
    return tuple(found.values())
