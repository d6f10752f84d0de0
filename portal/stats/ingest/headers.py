"""The names of columns of a file → the columns that the descriptor declares: every one accounted for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.ingest.errors import ReadError, quote_some

_YEAR: Final = re.escape("{year}")
_ANY_END: Final = re.escape("*")


@dataclass(frozen=True, slots=True)
class Header:
    """Which cells of a row are taken, and under which declared names.

    ``width``: how many cells a row has. ``indexes`` and ``keys``: those that are used, in order.
    """

    width: int
    indexes: tuple[int, ...]
    keys: tuple[str, ...]

    def build_taker(self) -> Callable[[Sequence[str]], tuple[str, ...]]:
        """A function from the cells of a row to those that are used."""
        if len(self.indexes) == 1:
            only = self.indexes[0]
            return lambda row: (row[only],)
        return itemgetter(*self.indexes)


class ColumnMatcher:
    """The columns that a descriptor declares, recognised by any of their names.

    Names in ``also`` stand for the declared one, ``{year}`` for any year, ``*`` at the end of an
    ignored name for anything.
    """

    def __init__(self, spec: SourceFileSpec, *, file: str, line: int | None = 1) -> None:
        self._file, self._line = file, line
        names = {key: (key, *column.also) for key, column in spec.columns.items()}
        labels = [column.labels for column in spec.value_columns.values() if column.labels]
        names |= {key: (key,) for key in (*spec.select, *labels) if key not in names}
        self._names = {key: _compile(one) for key, one in names.items()}
        self._ignored = _compile(spec.ignore, any_end=True)
        self._found: dict[str, str] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """The declared names of all columns that are used."""
        return tuple(self._names)

    def find_key(self, name: str) -> str | None:
        """The declared name of a column of the file; None when it is ignored.

        Raises ReadError for a column that nobody reads, or a second one with the same meaning.
        """
        keys = [key for key, pattern in self._names.items() if pattern.fullmatch(name)]
        if not keys:
            if not self._ignored.fullmatch(name):
                raise self._refuse_unknown([name])
            return None
        if len(keys) > 1:
            raise self._refuse(f"the column “{name[:80]}” may be {quote_some(keys)}: correct “also”.")
        if keys[0] in self._found:
            raise self._refuse(
                f"“{self._found[keys[0]][:80]}” and “{name[:80]}” are two names of one column."
                " Which one is right? Take the other one out of “also” and ignore it."
            )
        self._found[keys[0]] = name
        return keys[0]

    def ensure_known(self, found: Sequence[str]) -> None:
        """Raise ReadError when some columns of the file are neither declared nor ignored."""
        known = (self._ignored, *self._names.values())
        unknown = [name for name in found if not any(pattern.fullmatch(name) for pattern in known)]
        missing = [
            key for key, pattern in self._names.items() if not any(pattern.fullmatch(one) for one in found)
        ]
        if unknown:
            raise self._refuse_unknown(unknown, missing)

    def ensure_found(self, found: Collection[str]) -> None:
        """Raise ReadError when a declared column is not in the file, whose names are ``found``."""
        missing = sorted(self._names.keys() - self._found.keys())
        if missing:
            raise self._refuse(
                f"columns that are not in the file: {quote_some(missing)};"
                f" it has {quote_some(list(found), 30)}."
                " The producer may have renamed them: correct the descriptor."
            )

    def _refuse_unknown(self, names: Sequence[str], missing: Sequence[str] = ()) -> ReadError:
        if missing:
            return self._refuse(
                f"columns that nobody reads: {quote_some(names)}; and columns that are expected and not"
                f" there: {quote_some(missing)}. If the producer renamed them, add the new names to “also”."
            )
        return self._refuse(
            f"columns that nobody reads: {quote_some(names)}."
            " Give them a role in “columns” or list them in “ignore”."
        )

    def _refuse(self, message: str) -> ReadError:
        return ReadError(message, file=self._file, line=self._line)


def clean_name(name: str) -> str:
    """A name without surrounding spaces (no-break ones and byte order marks included)."""
    return unicodedata.normalize("NFC", name).strip().strip("\u00a0\u202f\ufeff").strip()


def read_header(names: Sequence[str], spec: SourceFileSpec, *, file: str, line: int = 1) -> Header:
    """Close the row of names: every column is used or ignored, every used one is there, once.

    Raises ReadError for an empty name, one given twice, a column that nobody reads or is missing.
    """
    cleaned = [clean_name(name) for name in names]
    for number, name in enumerate(cleaned, start=1):
        if not name:
            raise ReadError(f"column {number} has no name.", file=file, line=line)
        if cleaned.index(name) != number - 1:
            raise ReadError(f"two columns are called “{name[:80]}”.", file=file, line=line, column=name[:80])
    matcher = ColumnMatcher(spec, file=file, line=line)
    matcher.ensure_known(cleaned)
    keys = [matcher.find_key(name) for name in cleaned]
    matcher.ensure_found(cleaned)
    used = [(index, key) for index, key in enumerate(keys) if key is not None]
    return Header(len(cleaned), tuple(index for index, _ in used), tuple(key for _, key in used))


def _compile(names: Sequence[str], *, any_end: bool = False) -> re.Pattern[str]:
    """A pattern of any of the names; of nothing when there is none."""
    written = [re.escape(clean_name(name)).replace(_YEAR, "(?:19|20)[0-9]{2}") for name in names]
    if any_end:
        written = [
            f"{name.removesuffix(_ANY_END)}.*" if name.endswith(_ANY_END) else name for name in written
        ]
    return re.compile("|".join(written) if written else r"(?!)", re.DOTALL)
