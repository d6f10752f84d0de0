"""JSON of others: strict where it is cut or damaged, tolerant where a value alone is odd, and telling it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.markup.decoding import MarkupError, decode

_HALF: Final = re.compile("[\ud800-\udfff]")
_ESCAPED_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
_LONGEST_INTEGER: Final = 40
MOST_VALUES: Final = 4_000_000
"""Marks of structure in one document: a few bytes each, and hundreds once they are values of Python."""


@dataclass(frozen=True, slots=True)
class JsonRead:
    """A value of Python, and what had to be mended in it (French sentences)."""

    value: Any
    notes: tuple[str, ...] = ()


def read_json(body: bytes | str, *, charset: str = "") -> JsonRead:
    """One JSON value. Raises MarkupError where it is cut, damaged, followed by something or nested too deep.

    Mended and told: a key given twice (the last one holds), numbers out of reach and NaN (None), halves of
    characters (U+FFFD), wrong encodings.
    """
    text, told = decode(body, charset) if isinstance(body, bytes) else (body, ())
    _ensure_bounds(text)
    reading = _Reading()
    decoder = json.JSONDecoder(
        object_pairs_hook=reading.build_object,
        parse_float=reading.parse_float,
        parse_int=reading.parse_int,
        parse_constant=reading.parse_constant,
    )
    try:
        value = decoder.decode(text.lstrip("\ufeff"))
        if _ESCAPED_HALF.search(text) or _HALF.search(text):
            value = reading.mend_halves(value)
    except json.JSONDecodeError as error:
        near = text[max(error.pos - 40, 0) : error.pos + 80]
        raise MarkupError(
            f"JSON coupé ou abîmé (ligne {error.lineno}, {error.msg}) près de « {near.strip()} »."
        ) from error
    except RecursionError as error:
        raise MarkupError("JSON trop profondément emboîté : refusé.") from error
    return JsonRead(value, told + tuple(sorted(reading.notes)))


def _ensure_bounds(text: str) -> None:
    """Refuse what would fill the memory or the stack, before anything is built."""
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise MarkupError(f"JSON de plus de {MOST_VALUES} valeurs : refusé.")


class _Reading:
    """What is odd in one document."""

    def __init__(self) -> None:
        self.notes: set[str] = set()

    def build_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        built = dict(pairs)
        if len(built) < len(pairs):
            self.notes.add("Une clé est donnée deux fois dans un objet JSON : la dernière a été gardée.")
        return built

    def parse_float(self, words: str) -> float | None:
        value = float(words)
        if math.isfinite(value):
            return value
        self.parse_constant(words)
        return None

    def parse_int(self, words: str) -> int | None:
        if len(words) <= _LONGEST_INTEGER:
            return int(words)
        self.parse_constant(words)
        return None

    def parse_constant(self, words: str) -> None:
        self.notes.add(f"Nombre hors de portée ignoré : {words[:40]}.")

    def mend_halves(self, value: Any) -> Any:
        if isinstance(value, str):
            mended = _HALF.sub("\ufffd", value)
            if mended != value:
                self.notes.add("Moitié de caractère remplacée (U+D800 à U+DFFF seul).")
            return mended
        if isinstance(value, list):
            return [self.mend_halves(one) for one in value]
        if isinstance(value, dict):
            return {self.mend_halves(key): self.mend_halves(one) for key, one in value.items()}
        return value
