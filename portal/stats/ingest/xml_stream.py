"""XML read as it flows: no entity, no document type, nothing kept but what the handlers keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final
from xml.parsers import expat

from portal.stats.ingest.errors import ReadError

MAX_TEXT_CHARACTERS: Final = 20_000_000
"""Of one cell. A spreadsheet holds 32,767."""

_CHUNK: Final = 1 << 18

Attributes = dict[str, str]


class XmlHandler:
    """What is done with the elements of a document. ``text`` gathers the characters met since cleared."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; names have their prefix."""

    def end(self, name: str) -> None:
        """An element ends."""


def parse_xml(stream: BinaryIO, handler: XmlHandler, *, file: str) -> Iterator[None]:
    """Feed a document to the handler, and give way after each chunk so that its harvest is taken.

    Raises ReadError for what is not well formed, and for any document type: workbooks have none, and
    entities are only ever used to blow up or to steal.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text.append
    parser.StartDoctypeDeclHandler = _build_refusal(file)
    parser.EntityDeclHandler = _build_refusal(file)
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            if sum(map(len, handler.text)) > MAX_TEXT_CHARACTERS:
                raise ReadError(f"a cell of over {MAX_TEXT_CHARACTERS} characters: refused.", file=file)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ReadError(f"damaged XML ({error}): fetch the file again.", file=file) from error
    yield


def parse_small_xml(stream: BinaryIO, handler: XmlHandler, *, file: str) -> None:
    """Feed a whole document to the handler."""
    for _ in parse_xml(stream, handler, file=file):
        pass


def strip_prefix(name: str) -> str:
    """``x:row`` and ``row`` are one name."""
    return name.rpartition(":")[2]


def _build_refusal(file: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise ReadError("a document type or an entity in its XML: refused as hostile.", file=file)

    return refuse
