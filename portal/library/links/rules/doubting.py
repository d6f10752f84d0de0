"""Signs that a page which answers is not what was linked (standards.md, L-05). None makes a link dead."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from portal.library.links.rules.classing import fold
from portal.library.links.rules.pages import PageText, compute_difference
from portal.library.links.rules.seen import Facts, Seen
from portal.library.links.states import Doubt

SAME_TARGET_FROM: Final = 3
_ALIKE: Final = 0.1
"""Difference of two fingerprints under which two pages are the same: three bits of 64."""
_SHORT: Final = 200
_FILES: Final = frozenset(
    {".pdf", ".zip", ".csv", ".xls", ".xlsx", ".ods", ".odt", ".doc", ".docx", ".ppt", ".pptx", ".json"}
    | {".geojson", ".xml", ".7z", ".gz", ".parquet", ".epub"}
)
_HOMES: Final = re.compile(r"/?(?:(?:fr|en|index|accueil|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_LOST_TITLE: Final = re.compile(
    r"\b(?:erreur|error)\s*:?\s*(?:404|410)\b|^\s*(?:404|410)\b|\b404\s*[-–:|]|"
    r"page (?:introuvable|non trouvee|inexistante)|page not found|not found|n'existe (?:pas|plus)|"
    r"(?:document|ressource|contenu|fichier) (?:introuvable|indisponible)"
)
_LOST_TEXT: Final = re.compile(
    r"page (?:demandee |recherchee |que vous (?:cherchez|recherchez|demandez) )?"
    r"(?:est introuvable|introuvable|n'existe (?:pas|plus)|n'a pas (?:pu )?ete trouvee|"
    r"n'est (?:pas|plus) disponible)|"
    r"erreur 404|error 404|page not found|"
    r"(?:document|contenu|fichier|ressource) (?:demande\w* )?"
    r"(?:est introuvable|introuvable|n'existe (?:pas|plus)|n'est plus disponible)"
)
_PARKED: Final = re.compile(
    r"domain(?: name)? (?:is |may be )?for sale|buy this domain|domaine (?:est )?a vendre|"
    r"(?:acheter|achetez) ce (?:nom de )?domaine|domain(?: is)? parked|parking de domaine|"
    r"nom de domaine (?:a expire|expire|est reserve)"
)


def find_doubts(
    seen: Seen, page: PageText | None, *, first: Facts | None, bad: Facts | None, same_target: int
) -> frozenset[Doubt]:
    """The signs of one look that arrived. ``first``: what was seen the first time; ``bad``: what the host
    answers to an invented address; ``same_target``: addresses of the host that lead to the same page."""
    facts = seen.facts
    found: set[Doubt] = set()
    if seen.hops:
        if facts is not None and bad is not None and are_alike(facts, bad):
            found.add(Doubt.KNOWN_BAD)
        if same_target >= SAME_TARGET_FROM:
            found.add(Doubt.SAME_TARGET)
        if is_shortened(seen.url, seen.final_url):
            found.add(Doubt.SHORTENED)
    if facts is not None and facts.is_page and was_file(seen.url, first):
        found.add(Doubt.WAS_FILE)
    if page is not None:
        found |= find_words(page)
    return frozenset(found)


def find_words(page: PageText) -> frozenset[Doubt]:
    """What a page says of itself."""
    found = set()
    is_short = page.text.count(" ") < _SHORT
    text = fold(page)
    if _LOST_TITLE.search(fold(PageText(page.title, ""))) or (is_short and _LOST_TEXT.search(text)):
        found.add(Doubt.PHRASES)
    if is_short and _PARKED.search(text):
        found.add(Doubt.PARKED)
    return frozenset(found)


def is_shortened(asked: str, final: str) -> bool:
    """Whether an address deeper than the home page of a site leads to a home page."""
    before, after = urlsplit(asked), urlsplit(final)
    was_home = _HOMES.fullmatch(before.path) is not None and not before.query
    return not was_home and _HOMES.fullmatch(after.path) is not None and not after.query


def was_file(url: str, first: Facts | None) -> bool:
    """Whether a file was linked: by the name in its address, or by what was first served."""
    if PurePosixPath(unquote(urlsplit(url).path)).suffix.lower() in _FILES:
        return True
    return first is not None and bool(first.media_type) and not first.is_page


def are_alike(one: Facts, other: Facts) -> bool:
    """Whether two pages have the same text, dates and counters apart."""
    if one.fingerprint and other.fingerprint:
        return compute_difference(int(one.fingerprint, 16), int(other.fingerprint, 16)) <= _ALIKE
    return bool(one.digest) and one.digest == other.digest
