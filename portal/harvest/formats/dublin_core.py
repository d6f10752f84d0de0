"""Dublin Core as catalogues of libraries write it: every element may be missing, or come ten times."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from portal.harvest.formats.saying import Said
from portal.kernel.markup.xml import Element, get_name, get_text

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_DOI: Final = re.compile(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_ARK: Final = re.compile(r"ark:/?(\d{5}/[A-Za-z0-9=~*+@_$.-]+)")


@dataclass(frozen=True, slots=True)
class DublinCore:
    """Words of each element, in their order, the French ones first."""

    said: Said
    by_name: dict[str, list[str]] = field(default_factory=dict)

    def list(self, *names: str) -> list[str]:
        """The words of these elements."""
        return [words for name in names for words in self.by_name.get(name, [])]

    def first(self, *names: str) -> str:
        """The first words, or nothing."""
        return next(iter(self.list(*names)), "")

    def lines(self, *names: str) -> tuple[str, ...]:
        """The words made plain, without doubles."""
        return self.said.lines(self.list(*names))

    def join(self, words: Sequence[str]) -> str:
        """Paragraphs of a text."""
        return self.said.text("\n\n".join(dict.fromkeys(words)))

    def find_address(self, *names: str) -> str:
        """The first of the words that is an address of the web, or that a DOI makes one."""
        told = self.list(*names)
        for words in told:
            if words[:4].lower() == "http" and (url := self.said.address(words)):
                return url
        dois = (found.group(1) for words in told if (found := _DOI.match(words)))
        return next((url for doi in dois if (url := self.said.address(f"https://doi.org/{doi}"))), "")

    def list_identifiers(self, *names: str) -> tuple[str, ...]:
        """Identifiers as written, addresses left out unless they hold an ark or a DOI."""
        found: dict[str, None] = {}
        for words in self.list(*names):
            if ark := _ARK.search(words):
                found[f"ark:/{ark.group(1)}"] = None
            elif doi := _DOI.match(words):
                found[f"doi:{doi.group(1)}"] = None
            elif words[:4].lower() != "http":
                found[words] = None
        return self.said.lines(list(found))


def read_dublin_core(element: Element, said: Said) -> DublinCore:
    """The children of an ``oai_dc:dc``, or of whatever holds elements of these names."""
    french: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for child in element:
        words = get_text(child).strip()
        if words:
            is_french = (child.get(_LANGUAGE) or "").lower().startswith("fr")
            (french if is_french else others).setdefault(get_name(child), []).append(words)
    for name, words_of in others.items():
        french.setdefault(name, []).extend(words_of)
    return DublinCore(said, french)
