"""XML of others, the only way in: no document type, no entity but the five, no network, everything bounded.

``open_xml`` decodes and looks at the prologue; ``iterate_elements`` then reads as it flows and keeps nothing
but the element at hand. ``lxml`` is imported here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import Any, Final
from xml.parsers import expat

from lxml import etree

from portal.kernel.markup.decoding import MarkupError, decode

Element = Any
"""An element of lxml, which publishes no types."""


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """``depth`` in elements one inside the other; ``text`` in characters of one text node; ``attributes`` of
    one element; ``elements`` inside one that is yielded (or in the whole tree, for ``read_root``)."""

    body_bytes: int = 64 * 1024**2
    depth: int = 100
    text: int = 5_000_000
    attributes: int = 200
    elements: int = 200_000


DEFAULT_LIMITS: Final = XmlLimits()
_CHUNK: Final = 1 << 16
_PROLOGUE: Final = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DECLARATION: Final = re.compile(r"<\?xml\b.*?\?>", re.DOTALL)
_INERT_DOCTYPE: Final = re.compile(
    r"""<!DOCTYPE\s+rss(?:\s+PUBLIC\s+"-//Netscape\ Communications//DTD\ RSS[^"<>\[]*"\s+"[^"<>\[]*")?\s*>""",
    re.IGNORECASE | re.VERBOSE,
)
"""That of RSS 0.91: a name, never loaded."""
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VERBATIM: Final = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z))", re.DOTALL)
_FIRST: Final = re.compile(r"<(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)[\s/>]")
_LAST: Final = re.compile(rb"</(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)\s*>\s*(?:<!--[^<>]*-->\s*)*$")
_HOPELESS: Final = re.compile("(?:<[^<>]*){200}")  # never closed: libxml2 would take hours to recover
_AMPERSAND: Final = re.compile(r"&(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?")
_FIVE: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class XmlDocument:
    """A document that may be read. ``utf8`` holds no document type; ``notes``: French sentences on what was
    mended; ``is_damaged``: its structure is broken, what follows the break is a guess."""

    utf8: bytes
    notes: tuple[str, ...] = ()
    is_damaged: bool = False
    limits: XmlLimits = DEFAULT_LIMITS

    @property
    def root_name(self) -> str:
        """Name of the first element, without its prefix."""
        head = self.utf8[:100_000].decode("utf-8", "replace")
        found = _FIRST.match(head, _PROLOGUE.match(head).end())  # type: ignore[union-attr]
        return found.group(1) if found else ""

    def is_closed(self) -> bool:
        """Whether the last thing is the end of the first element: damaged, it may yet be whole."""
        found = _LAST.search(self.utf8[-500:])
        return found is not None and found.group(1).decode("utf-8", "replace") == self.root_name

    def iterate_elements(self, *names: str) -> Iterator[Element]:
        """Outermost elements of these local names, complete, in their order; each is emptied when the next
        is asked for, and everything else is dropped as it goes.

        Raises MarkupError where the document breaks or passes a bound: what came before is good.
        """
        wanted, reading = frozenset(names), _Reading(self.limits)
        held = 0
        for event, element in self._iterate_events():
            name = get_name(element)
            if event == "start":
                reading.enter(element)
                held += name in wanted
                continue
            reading.leave(element)
            if name in wanted:
                held -= 1
                if not held:
                    yield element
            if not held:
                reading.count = 0
                _drop(element)

    def read_root(self) -> Element:
        """The whole tree, bounded by ``limits.elements``. Raises MarkupError."""
        reading, element = _Reading(self.limits), None
        for event, element in self._iterate_events():
            if event == "start":
                reading.enter(element)
            else:
                reading.leave(element)
        if element is None:
            raise MarkupError("Aucun élément XML n’a été trouvé.")
        return element

    def check(self) -> None:
        """Read it all and keep nothing, before a parser that knows no bound reads ``utf8``. MarkupError."""
        reading = _Reading(self.limits)
        for event, element in self._iterate_events():
            if event == "start":
                reading.enter(element)
            else:
                reading.leave(element)
                _drop(element)
            if reading.depth < 3:  # as many records as it takes
                reading.count = 0

    def _iterate_events(self) -> Iterator[tuple[str, Element]]:
        parser = etree.XMLPullParser(
            ("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=self.is_damaged,
        )
        failure: Exception | None = None
        for start in range(0, len(self.utf8), _CHUNK):
            try:
                parser.feed(self.utf8[start : start + _CHUNK])
            except etree.XMLSyntaxError as error:
                failure = error
            yield from parser.read_events()
            if failure:
                raise MarkupError(_describe(parser, failure)) from failure
        try:
            parser.close()
        except etree.XMLSyntaxError as error:
            failure = error
        yield from parser.read_events()
        if failure and not self.is_damaged:
            raise MarkupError(_describe(parser, failure)) from failure


def open_xml(
    body: bytes, *, charset: str = "", recover: bool = False, limits: XmlLimits = DEFAULT_LIMITS
) -> XmlDocument:
    """A document ready to be read. ``charset``: as the head of the answer declares it.

    ``recover``: for feeds, which are often written by hand: control characters, HTML entities, unescaped
    « & » and broken structures are mended, and told in ``notes``. Raises MarkupError for a document type
    or an entity declaration, an empty body, and one of more than ``limits.body_bytes``.
    """
    if len(body) > limits.body_bytes:
        raise MarkupError(f"Document XML de {len(body)} octets : au plus {limits.body_bytes} sont lus.")
    text, notes = decode(body, charset)
    text = text.lstrip("\ufeff \t\r\n")
    if declaration := _DECLARATION.match(text):  # at the start: looking for it everywhere never ends
        text = text[declaration.end() :].lstrip()
    if not text:
        raise MarkupError("Document XML vide.")
    text, removed = _refuse_doctype(text, recover=recover)
    notes += removed
    if recover and not _is_well_formed(text):
        text, mended = _mend(text)
        notes += mended
        if not _is_well_formed(text):
            if _HOPELESS.search(text):
                raise MarkupError("XML bien trop abîmé pour être lu : des balises ouvertes en chaîne.")
            broken = "Structure XML abîmée : lu autant que possible."
            return XmlDocument(_encode(text), (*notes, broken), is_damaged=True, limits=limits)
    return XmlDocument(_encode(text), notes, limits=limits)


def get_name(element: Element) -> str:
    """Its name without its namespace; empty for what is no element (an entity, a comment)."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def write_element(element: Element) -> bytes:
    """An element alone, with the namespaces that it needs, for a parser that reads bytes."""
    written: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return written


def get_text(element: Element) -> str:
    """All the text inside, as it is written."""
    return "".join(element.itertext())


def find_child(element: Element, *path: str) -> Element | None:
    """The first descendant along these local names, or None."""
    for name in path:
        element = next((child for child in element if get_name(child) == name), None)
        if element is None:
            return None
    return element


def list_texts(element: Element, name: str) -> list[str]:
    """Texts of the children of this local name, in their order, stripped; empty ones left out."""
    texts = (get_text(child).strip() for child in element if get_name(child) == name)
    return [text for text in texts if text]


class _Reading:
    """How deep and how much since the last thing yielded."""

    def __init__(self, limits: XmlLimits) -> None:
        self.limits, self.depth, self.count = limits, 0, 0

    def enter(self, element: Element) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > self.limits.depth:
            raise MarkupError(f"Plus de {self.limits.depth} éléments XML emboîtés : lecture arrêtée.")
        if self.count > self.limits.elements:
            raise MarkupError(f"Plus de {self.limits.elements} éléments dans une seule notice : refusée.")
        if len(element.attrib) > self.limits.attributes:
            raise MarkupError(f"Plus de {self.limits.attributes} attributs sur « {get_name(element)[:60]} ».")

    def leave(self, element: Element) -> None:
        self.depth -= 1
        if element.text and len(element.text) > self.limits.text:
            raise MarkupError(
                f"Texte de plus de {self.limits.text} caractères dans « {get_name(element)[:60]} »."
            )


def _drop(element: Element) -> None:
    """Forget an element that was read, and what is before it in its parent."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _refuse_doctype(text: str, *, recover: bool) -> tuple[str, tuple[str, ...]]:
    """The text, less the inert document type of old feeds where they may be mended."""
    start = _PROLOGUE.match(text).end()  # type: ignore[union-attr]
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text, ()
    inert = _INERT_DOCTYPE.match(text, start) if recover else None
    if inert is None:
        raise MarkupError(
            "Déclaration DOCTYPE dans le XML : refusée, elle peut cacher des entités ou des fichiers."
        )
    return text[: inert.start()] + text[inert.end() :], ("Déclaration DOCTYPE ignorée.",)


def _is_well_formed(text: str) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(_encode(text), True)
    except expat.ExpatError:
        return False
    return True


def _mend(text: str) -> tuple[str, tuple[str, ...]]:
    """Characters that XML forbids removed, HTML entities written out, other « & » escaped."""
    notes = []
    clean = _FORBIDDEN.sub("", text)
    if clean != text:
        notes.append(f"{len(text) - len(clean)} caractère(s) de contrôle retiré(s).")
    parts = _VERBATIM.split(clean)  # every other part is a CDATA section or a comment
    mended = "".join(_AMPERSAND.sub(_mend_one, part) if n % 2 == 0 else part for n, part in enumerate(parts))
    if mended != clean:
        notes.append("Entités HTML ou « & » non échappés réparés.")
    return mended, tuple(notes)


def _mend_one(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number)
        return found.group() if code <= 0x10FFFF and not _FORBIDDEN.match(chr(code)) else ""
    if name in _FIVE:
        return found.group()
    meant = html5.get(f"{name};") if name else None
    return meant.replace("&", "&amp;").replace("<", "&lt;") if meant else found.group().replace("&", "&amp;")


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _describe(parser: Any, failure: Exception) -> str:
    """The first thing that was wrong: the exception may tell a consequence of it."""
    first = next(iter(parser.feed_error_log), None)
    message, line = (first.message, first.line) if first else (str(failure), 0)
    return f"XML mal formé : {message[:200]} (ligne {line})."
