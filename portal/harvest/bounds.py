"""What stops a walk through the pages of a source that repeats itself, or never ends."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final

from portal.harvest.pages import Faulty, PartialHarvest
from portal.library.harvested import Harvested

MOST_PAGES: Final = 20_000
MOST_EMPTY: Final = 3
"""Pages in a row that bring nothing new before the source is said to repeat itself."""


class Walk:
    """What a run has seen of a source, kept small: 16 bytes a record.

    Pages may share records (a catalogue that changes while we read it): each is told once, and
    ``repeated`` counts the others.
    """

    def __init__(self, source: str, *, most_pages: int = MOST_PAGES) -> None:
        self.source = source
        self.repeated = 0
        self._most_pages = most_pages
        self._pages: set[bytes] = set()
        self._records: set[bytes] = set()
        self._slice: set[bytes] = set()
        self._empty = 0
        self._nameless = 0

    @property
    def count(self) -> int:
        """Different records seen; those without id are each one of them."""
        return len(self._records) + self._nameless

    def enter(self, page: str) -> None:
        """Before a page is asked for: ``page`` is its address, its token or its number.

        Raises PartialHarvest when it was read already, or when there are too many.
        """
        key = _digest(page)
        if key in self._pages:
            raise PartialHarvest(
                f"{self.source} : la source renvoie à une page déjà lue ({page[:200]}). La moisson s’arrête"
                " pour ne pas tourner en rond ; prévenez le producteur, ou corrigez la fiche de la source."
            )
        if len(self._pages) >= self._most_pages:
            raise PartialHarvest(
                f"{self.source} : plus de {self._most_pages} pages ont été lues sans voir la fin. Restreignez"
                " ce qui est demandé dans la fiche de la source."
            )
        self._pages.add(key)

    def start_slice(self) -> None:
        """Another question is asked, whose answers may well have been given to the one before."""
        self._slice.clear()
        self._empty = 0

    def keep_new(self, records: Iterable[Harvested | Faulty]) -> tuple[Harvested | Faulty, ...]:
        """The records that were not seen yet; what has no id is kept.

        Raises PartialHarvest when several pages in a row, none empty, bring nothing new.
        """
        kept: list[Harvested | Faulty] = []
        given = list(records)
        known = {_digest(record.remote_id) for record in given if record.remote_id}
        is_repeated = bool(given) and len(known) > 0 and known <= self._slice
        self._slice |= known
        for record in given:
            key = _digest(record.remote_id)
            if not record.remote_id:
                self._nameless += 1
            elif key in self._records:
                self.repeated += 1
                continue
            else:
                self._records.add(key)
            kept.append(record)
        self._empty = self._empty + 1 if is_repeated else 0
        if self._empty >= MOST_EMPTY:
            raise PartialHarvest(
                f"{self.source} : {self._empty} pages de suite répètent des fiches déjà reçues. La moisson"
                " s’arrête ; ce qui est venu est gardé."
            )
        return tuple(kept)

    def note_gone(self, remote_ids: Iterable[str]) -> tuple[str, ...]:
        """Records that the source says it withdrew: they are seen too."""
        told = tuple(remote_ids)
        self._records.update(map(_digest, told))
        return told

    def ensure_all(self, total: int | None) -> None:
        """At the end: raise PartialHarvest when fewer records came than the source announced."""
        if total is not None and self.count < total:
            raise PartialHarvest(
                f"{self.source} : la source annonce {total} fiches et n’en a donné que {self.count}. Relancez"
                " la moisson ; si l’écart demeure, prévenez le producteur."
            )


def _digest(word: str) -> bytes:
    return blake2b(word.encode("utf-8", "surrogatepass"), digest_size=16).digest()
