"""Records of an XML answer, one after the other: those that come before a break are good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from portal.harvest.formats.answers import refuse
from portal.harvest.pages import Content, PartialHarvest
from portal.kernel.markup import MarkupError
from portal.kernel.markup.xml import Element, XmlDocument, open_xml


class Reading:
    """An XML body being read. ``notes``: what was mended to read it; ``failure``: why it was not read to
    its end, known once every element was taken."""

    def __init__(self, content: Content, *, guesses: bool = False) -> None:
        """``guesses``: whether a broken structure is read as far as can be guessed. Raises PartialHarvest."""
        self._content = content
        self.failure: PartialHarvest | None = None
        try:
            document = open_xml(content.body, charset=content.charset, recover=True)
        except MarkupError as error:
            raise refuse(content, f"le XML reçu est illisible. {error}") from error
        self.document: XmlDocument = document if guesses else replace(document, is_damaged=False)
        self.notes = document.notes

    def iterate(self, *names: str) -> Iterator[Element]:
        """Outermost elements of these names; stops at what cannot be read, and says why in ``failure``."""
        try:
            yield from self.document.iterate_elements(*names)
        except MarkupError as error:
            self.failure = refuse(self._content, f"le XML reçu est illisible. {error}")
