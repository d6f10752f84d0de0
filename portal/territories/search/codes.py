"""Codes of every sort in one sorted array: INSEE, postal, SIREN, numbers of départements, past codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from portal.territories.search.places import NO_BREAK_SPACE, Place

LONGEST_CODE: Final = 9


class CodeSort(IntEnum):
    """What a code is, in the order in which equal codes are preferred."""

    DEPARTEMENT = 0
    INSEE = 1
    POSTAL = 2
    SIREN = 3
    REGION = 4
    PAST = 5
    AREA = 6
    """Number of the département of a place that is no commune: narrows, is never an answer."""


_WORDS: Final = {
    CodeSort.DEPARTEMENT: "département n°",
    CodeSort.INSEE: "code Insee",
    CodeSort.POSTAL: "code postal",
    CodeSort.SIREN: "Siren",
    CodeSort.REGION: "code de région",
    CodeSort.PAST: "ancien code Insee",
}

_DEGREES: Final = {
    CodeSort.DEPARTEMENT: 0.0,
    CodeSort.INSEE: 2.0,
    CodeSort.SIREN: 2.0,
    CodeSort.POSTAL: 3.0,
    CodeSort.PAST: 2.3,
    CodeSort.REGION: 5.0,
}
_WIDEST: Final = 60
_SHORTEST_SIREN_BEGINNING: Final = 6


def describe_code(sort: int, code: str) -> str:
    """« code postal 42100 »."""
    return f"{_WORDS[CodeSort(sort)]}{NO_BREAK_SPACE}{code}"


@dataclass(frozen=True, slots=True)
class Codes:
    """Three aligned arrays, sorted by code."""

    keys: npt.NDArray[np.bytes_]
    sorts: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int32]

    def find_range(self, prefix: str) -> tuple[int, int]:
        """First and last + 1 of the codes that begin with the prefix (ASCII)."""
        first, last = np.searchsorted(self.keys, [prefix.encode(), prefix.encode() + b"~"])
        return int(first), int(last)


def find_by_code(
    codes: Codes, number: str, population: npt.NDArray[np.int64], allowed: npt.NDArray[np.bool_] | None
) -> Iterator[tuple[float, str, int]]:
    """Degree, explanation and place of the answers to a code or the beginning of one.

    A postal code gives its biggest commune first, then the commune that has it as INSEE code,
    then its other communes; then come codes that begin so, and what a slip may have meant: a zero
    lost by a spreadsheet, the postal code of a business (CEDEX).
    """
    first, last = codes.find_range(number)
    found = False
    for degree, at in _rank_range(codes, number, first, last, population, allowed):
        found = True
        code = codes.keys[at].decode()
        yield degree, describe_code(codes.sorts[at], code), int(codes.places[at])
    if len(number) == 4 and number.isdigit():
        yield from (
            (degree + 10, why, at)
            for degree, why, at in find_by_code(codes, f"0{number}", population, allowed)
        )
    elif not found and len(number) == 5 and number.isdigit():
        area = number[:3] if number.startswith("97") else number[:2]
        first, last = codes.find_range(area)
        for at in range(first, last):
            place = int(codes.places[at])
            if codes.sorts[at] == CodeSort.DEPARTEMENT and (allowed is None or allowed[place]):
                yield 8.0, describe_code(CodeSort.DEPARTEMENT, area), place


def _rank_range(
    codes: Codes,
    number: str,
    first: int,
    last: int,
    population: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.bool_] | None,
) -> Iterator[tuple[float, int]]:
    rows = np.arange(first, last)
    sorts, places = codes.sorts[first:last], codes.places[first:last]
    keep = sorts != CodeSort.AREA
    if len(number) < _SHORTEST_SIREN_BEGINNING:
        keep &= sorts != CodeSort.SIREN
    if allowed is not None:
        keep &= allowed[places]
    rows = rows[keep]
    exact = codes.keys[rows] == number.encode()
    begun = rows[~exact]
    if len(begun) > _WIDEST:
        begun = begun[np.argpartition(-population[codes.places[begun]], _WIDEST)[:_WIDEST]]
    postal = rows[exact & (codes.sorts[rows] == CodeSort.POSTAL)]
    biggest = max(postal.tolist(), key=lambda at: population[codes.places[at]], default=-1)
    for at in rows[exact].tolist():
        yield (_DEGREES[CodeSort.INSEE] - 0.5 if at == biggest else _DEGREES[codes.sorts[at]]), at
    yield from ((7.0, at) for at in begun.tolist())


def build_codes(places: Sequence[Place]) -> Codes:
    rows = sorted(
        (code.encode("ascii", "ignore"), int(sort), at)
        for at, place in enumerate(places)
        for code, sort in _list_codes(place)
        if code and len(code) <= LONGEST_CODE
    )
    return Codes(
        keys=np.array([row[0] for row in rows], dtype=f"S{LONGEST_CODE + 1}"),
        sorts=np.array([row[1] for row in rows], dtype=np.uint8),
        places=np.array([row[2] for row in rows], dtype=np.int32),
    )


def _list_codes(place: Place) -> Iterator[tuple[str, CodeSort]]:
    own = {
        "departement": CodeSort.DEPARTEMENT,
        "region": CodeSort.REGION,
        "epci": CodeSort.SIREN,
        "ept": CodeSort.SIREN,
    }.get(place.kind, CodeSort.INSEE)
    yield place.code, own
    if place.siren and place.siren != place.code:
        yield place.siren, CodeSort.SIREN
    for postal in place.postal_codes:
        yield postal, CodeSort.POSTAL
    for code in {past.code for past in place.past} - {"", place.code}:
        yield code, CodeSort.SIREN if own is CodeSort.SIREN else CodeSort.PAST
    if own is CodeSort.SIREN and place.departement_code:
        yield place.departement_code, CodeSort.AREA
