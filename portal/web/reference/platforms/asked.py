"""What an address of the list of platforms asks: words, an area, a kind, a technology, a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from portal.library.naming import fold
from portal.references.addresses import PLATFORMS
from portal.references.handbook import get_handbook
from portal.stats.addresses import parse_segment, write_segment
from portal.territories.queries.universe import get_universe
from portal.ui.refusing import Impossible
from portal.web.reference.platforms.entries import KINDS, Entry

PAGE_SIZE: Final = 50
LONGEST: Final = 100
_AREAS: Final = {"region": "région", "departement": "département"}


@dataclass(frozen=True, slots=True)
class Question:
    """All that an address says, checked: codes of areas, kind, slug of a technology; empty for all."""

    q: str = ""
    region: str = ""
    departement: str = ""
    kind: str = ""
    technology: str = ""
    page: int = 1

    @property
    def is_bare(self) -> bool:
        """Whether it asks for everything."""
        return replace(self, page=1) == Question()

    def address(self, path: str = PLATFORMS, **changes: Any) -> str:
        """Its address, with other fields; any change but that of the page goes back to the first one."""
        if changes.keys() - {"page"}:
            changes.setdefault("page", 1)
        query = urlencode(list(replace(self, **changes).list_pairs()))
        return f"{path}?{query}" if query else path

    def list_pairs(self) -> Iterator[tuple[str, str]]:
        """Names and values of its address, always in one order."""
        pairs = (
            ("q", self.q),
            ("region", self.region),
            ("departement", self.departement),
            ("type", self.kind),
            ("technologie", write_segment(self.technology)),
            ("page", str(self.page) if self.page > 1 else ""),
        )
        yield from ((name, value) for name, value in pairs if value)

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry is among what is asked; every word must begin one of its name."""
        if self.region and entry.region != self.region:
            return False
        if self.departement and entry.departement != self.departement:
            return False
        if self.kind and entry.kind != self.kind:
            return False
        if self.technology and self.technology not in entry.technologies:
            return False
        return all(f" {word}" in f" {entry.folded}" for word in fold(self.q).split())


def read_question(sent: QueryDict) -> Question:
    """What an address asks. Raises Impossible for a value that cannot be, Http404 for no such page."""
    q = " ".join(sent.get("q", "").replace("\0", " ").split())
    if len(q) > LONGEST:
        raise Impossible(f"La recherche compte {len(q)} caractères, {LONGEST} au plus sont lus.")
    return Question(
        q=q,
        region=_read_area("region", sent),
        departement=_read_area("departement", sent),
        kind=_read_kind(sent.get("type", "")),
        technology=_read_technology(sent.get("technologie", "")),
        page=_read_page(sent.get("page", "")),
    )


def _read_area(kind: str, sent: QueryDict) -> str:
    code = sent.get(kind, "").strip().upper()
    if code and get_universe().position(kind, code) is None:
        raise Impossible(
            f"L’adresse demande « {kind}={code[:20]} » : aucun code de {_AREAS[kind]} n’est celui-là. "
            "Un code Insee est attendu, par exemple « region=53 » ou « departement=35 »."
        )
    return code


def _read_kind(word: str) -> str:
    if word and word not in KINDS:
        raise Impossible(f"L’adresse demande « type={word[:20]} ». Types connus : {', '.join(KINDS)}.")
    return word


def _read_technology(segment: str) -> str:
    slug = parse_segment(segment)
    known = get_handbook().technologies
    if slug and slug not in known:
        raise Impossible(
            f"L’adresse demande « technologie={segment[:40]} ». "
            f"Technologies connues : {', '.join(sorted(map(write_segment, known)))}."
        )
    return slug


def _read_page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 5 and int(text) > 0):
        raise Http404("no such page")
    return int(text)
