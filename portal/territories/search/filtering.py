"""Which territories of a kind a reader means by some words or a code, and the French order of their names.

Names and codes are kept as bytes, one buffer for a kind, built once for a load of the territories: tens of
thousands are looked through in less than a millisecond, whatever is typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from portal.kernel.french import fix_name
from portal.territories.queries.universe import get_universe
from portal.territories.search.normalise import MAX_QUERY_LENGTH, MAX_WORDS, fold, split_words

Bools = NDArray[np.bool_]
Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class _Texts:
    """Texts end to end: ``text`` of all, ``starts`` [n] of each, ``owners`` the text that each byte is of."""

    text: NDArray[np.uint8]
    starts: NDArray[np.int64]
    owners: Places

    def find(self, wanted: bytes, *, at_start: bool = False) -> Bools:
        """[n]: those that hold ``wanted``, or begin with it."""
        found = np.zeros(len(self.starts), bool)
        first = self.text[: len(self.text) - len(wanted) + 1]
        hits = self.starts[self.starts < len(first)] if at_start else np.flatnonzero(first == wanted[0])
        for offset, byte in enumerate(wanted if at_start else wanted[1:], 0 if at_start else 1):
            hits = hits[self.text[hits + offset] == byte]
        found[self.owners[hits]] = True
        return found


@dataclass(frozen=True, eq=False)
class NameTable:
    """The names of a kind by position; ``by_name`` and ``by_code`` [n] are the positions in the French order
    of the names, and in that of the codes."""

    names: _Texts
    codes: _Texts
    by_name: Places
    by_code: Places

    def find(self, text: str) -> Bools:
        """[n]: the territories whose name has each of these words, or parts of words; a number, or what has
        a digit, may begin their code (« saint denis 93 »).

        Accents, capitals, hyphens and apostrophes do not count, « st » is also « saint ». None for a text
        in which nothing can be read.
        """
        words = dict.fromkeys(fold(text[:MAX_QUERY_LENGTH]).split()[:MAX_WORDS])
        found = np.full(len(self.by_name), bool(words))
        for word in sorted(words, key=len, reverse=True):
            if not found.any():
                break
            found &= self._find_word(word)
        return found

    def order(self, positions: Places) -> Places:
        """Places of these territories among ``positions``, in the order of their names."""
        return _order(positions, self.by_name)

    def order_by_code(self, positions: Places) -> Places:
        """Places of these territories among ``positions``, in the order of their codes."""
        return _order(positions, self.by_code)

    def _find_word(self, word: str) -> Bools:
        found = self.names.find(word.encode())
        for spelt in split_words(word):
            if spelt != word:
                found |= self.names.find(spelt.encode())
        if any(one.isdigit() for one in word):
            found |= self.codes.find(word.encode(), at_start=True)
        return found


def _order(positions: Places, ordered: Places) -> Places:
    places = np.full(len(ordered), -1, np.int32)
    places[positions] = np.arange(len(positions), dtype=np.int32)
    found: Places = places[ordered]
    return found[found >= 0]


def forget_names() -> None:
    """Drop what is kept: tests whose database is rolled back call it."""
    _read_names.cache_clear()


def get_names(kind: str) -> NameTable:
    """The names of the newest load, past territories included."""
    return _read_names(kind, get_universe().version)


@lru_cache(maxsize=12)
def _read_names(kind: str, version: int) -> NameTable:
    table = get_universe().table(kind)
    folded = [fold(fix_name(name)) for name in table.names]
    every = range(len(folded))
    by_name = sorted(every, key=lambda position: (folded[position], table.codes[position]))
    by_code = sorted(every, key=table.codes.__getitem__)
    return NameTable(
        _join(folded),
        _join([code.lower() for code in table.codes]),
        np.array(by_name, np.int32),
        np.array(by_code, np.int32),
    )


def _join(texts: list[str]) -> _Texts:
    lines = [text.encode() + b"\n" for text in texts]
    lengths = np.array([len(line) for line in lines], np.int64)
    owners = np.repeat(np.arange(len(lines), dtype=np.int32), lengths)
    return _Texts(np.frombuffer(b"".join(lines), np.uint8), np.cumsum(lengths) - lengths, owners)
