"""Where the pages of the library are, and the words that its addresses are made of.

``/bibliotheque?type=publication&theme=finances&territoire=commune:35238``: public promises (product.md,
section 12). Codes are those of the index; only kinds and states of links have French words of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from portal.library.kinds import DocumentKind

LIBRARY_PATH: Final = "/bibliotheque"

KIND_WORDS: Final[Mapping[str, str]] = {
    DocumentKind.PUBLICATION: "publication",
    DocumentKind.DATASET: "jeu-de-donnees",
    DocumentKind.TOOL: "outil",
    DocumentKind.REFERENCE: "reference",
    DocumentKind.PLATFORM: "plateforme",
}
"""Kind of a document → its word in an address."""

KINDS_OF_WORDS: Final[Mapping[str, str]] = {word: kind for kind, word in KIND_WORDS.items()}


def library_path(**chosen: str) -> str:
    """The list of documents where something is chosen, by names of parameters (« theme »)."""
    query = urlencode({name: value for name, value in chosen.items() if value}, safe=":,")
    return f"{LIBRARY_PATH}?{query}" if query else LIBRARY_PATH
