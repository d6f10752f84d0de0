"""One record being read: its words made plain, its addresses absolute, and what had to be mended."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from portal.harvest.pages import Faulty
from portal.kernel.french.typography import join_words
from portal.kernel.markup.text import clean_text, clean_url
from portal.library.harvested import LONGEST_ABSTRACT, LONGEST_ID, LONGEST_TITLE, Harvested, HarvestedFile

MOST_WORDS: Final = 200
MOST_FILES: Final = 200
MOST_NOTES: Final = 20
LONGEST_WORD: Final = 300
_INSTANT: Final = re.compile(r"^(\d{4}-\d{2}-\d{2})[T ].*$", re.DOTALL)
_FRENCH: Final = ("fr", "fra", "fre", "fr-fr", "fr_fr")
_NAMES: Final = ("@value", "value", "name", "title", "label")


class Said:
    """Reads the values of one record. ``base``: the address that relative links start from."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.notes: list[str] = []

    def text(self, value: object, longest: int = LONGEST_ABSTRACT) -> str:
        """Plain text with its paragraphs; of several languages, the French one."""
        return clean_text(choose_language(value), longest=longest, lines=True, notes=self.notes)

    def line(self, value: object, longest: int = LONGEST_TITLE) -> str:
        """Plain text on one line."""
        return clean_text(choose_language(value), longest=longest, notes=self.notes)

    def lines(self, *values: object) -> tuple[str, ...]:
        """Words without doubles, in their order; lists are opened."""
        found = dict.fromkeys(self.line(one, LONGEST_WORD) for value in values for one in open_list(value))
        return tuple(one for one in found if one)[:MOST_WORDS]

    def address(self, value: object) -> str:
        """An absolute address of the web, or nothing."""
        told = choose_language(value).strip()
        return (clean_url(told, base=self.base) or "") if told else ""

    def file(
        self, url: object, title: object = "", shape: object = "", size: object = None, modified: object = ""
    ) -> HarvestedFile | None:
        """A file, when its address is one of the web. ``shape``: its format."""
        address = self.address(url)
        if not address:
            if choose_language(url):
                bad = clean_text(choose_language(url), longest=80)
                self._note(f"Adresse de fichier inutilisable, laissée de côté : « {bad} ».")
            return None
        return HarvestedFile(
            address,
            self.line(title, LONGEST_WORD),
            self.line(shape, 80),
            read_size(size),
            self.line(modified, 80),
        )

    def build(self, remote_id: object, title: object, url: str, **fields: Any) -> Harvested | Faulty:
        """The record, or why it cannot be used: no id, no title, no address."""
        key = " ".join(choose_language(remote_id).split())
        heading = self.line(title)
        lacks = [
            word
            for word, value in (("un identifiant", key), ("un titre", heading), ("une adresse web", url))
            if not value
        ]
        if len(key) > LONGEST_ID:
            return Faulty(f"Fiche refusée : son identifiant dépasse {LONGEST_ID} caractères.", "", key[:300])
        if lacks:
            excerpt = " — ".join(one for one in (heading, url) if one)[:300]
            return Faulty(f"Fiche refusée : il y manque {join_words(lacks)}.", key, excerpt)
        files = tuple(one for one in fields.pop("files", ()) if one is not None)[:MOST_FILES]
        return Harvested(
            remote_id=key, title=heading, url=url, files=files, notes=tuple(self.notes[:MOST_NOTES]), **fields
        )

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def choose_language(value: object) -> str:
    """Text of a value: of a list the first, of « language → text » the French one, else the first."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        by_key = {str(key).lower(): one for key, one in value.items()}
        told = [by_key[key] for key in (*_FRENCH, *_NAMES) if by_key.get(key)]
        told += [one for one in by_key.values() if isinstance(one, str) and one]
        return choose_language(told[0]) if told else ""
    if isinstance(value, list | tuple):
        return next((words for one in value[:MOST_WORDS] if (words := choose_language(one))), "")
    return ""


def open_list(value: object) -> list[object]:
    """The values of a list, even of one written as text (« ["a", "b"] »); a lone value is a list of one."""
    if isinstance(value, list | tuple):
        return list(value)[: 2 * MOST_WORDS]
    if isinstance(value, str) and value[:1] == "[" and value[-1:] == "]" and len(value) < 20_000:
        try:
            inner = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
        return list(inner)[: 2 * MOST_WORDS] if isinstance(inner, list) else [value]
    return [] if value is None else [value]


def build_period(first: str, last: str) -> str:
    """« 2016-01-01/2016-12-05 » from two dates; one alone stays alone, an open end is written « first/ »."""
    start, end = _INSTANT.sub(r"\1", first.strip()), _INSTANT.sub(r"\1", last.strip())
    if start and end:
        return start if start == end else f"{start}/{end}"
    return f"{start}/" if start else end


def read_size(value: object) -> int | None:
    """Bytes; nothing when it is no whole number, or not a possible one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit() and len(value) < 20:
        value = int(value)
    return value if isinstance(value, int) and 0 < value < 2**53 else None


def join_address(base: str, path: str) -> str:
    """An address below another: ``join_address("https://a.fr/x/", "api/3")`` is https://a.fr/x/api/3."""
    return f"{base.rstrip('/')}/{path.lstrip('/')}"
