"""What an XLSX workbook says around its sheets: names and places, shared texts, which formats are dates."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Final

from portal.stats.ingest.errors import ReadError
from portal.stats.ingest.workbook_archive import WorkbookArchive
from portal.stats.ingest.xml_stream import Attributes, XmlHandler, parse_small_xml, parse_xml, strip_prefix

MAX_SHARED_CHARACTERS: Final = 300_000_000
MAX_SHARED_TEXTS: Final = 5_000_000
"""Both are a few times those of the largest known workbook; they bound the memory."""

_OFFICE_DOCUMENT: Final = "/officeDocument"
_DATE_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_LITERALS: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and the part that holds it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """``date_styles``: numbers of the styles that show a date. ``from_1904``: how days are counted."""

    sheets: tuple[Sheet, ...]
    shared: list[str]
    date_styles: frozenset[str]
    from_1904: bool
    macros: bool


def read_workbook_parts(archive: WorkbookArchive, *, file: str) -> Workbook:
    """Everything but the sheets. Raises ReadError for what is not an XLSX workbook."""
    roots = _read_relations(archive, "_rels/.rels", file)
    book = next((target for kind, target in roots.values() if kind.endswith(_OFFICE_DOCUMENT)), None)
    if book is None or not book.endswith(".xml"):
        raise ReadError(
            "not an XLSX workbook (binary ones, .xlsb, are not read): save it as .xlsx.", file=file
        )
    folder, name = posixpath.split(book)
    relations = _read_relations(archive, f"{folder}/_rels/{name}.rels", file)
    handler = _BookHandler()
    with archive.open(book) as stream:
        parse_small_xml(stream, handler, file=file)
    targets = {kind.rpartition("/")[2]: target for kind, target in relations.values()}
    sheets = tuple(
        Sheet(name, relations[relation][1], hidden)
        for name, relation, hidden in handler.sheets
        if relation in relations and relations[relation][0].endswith("/worksheet")
    )
    return Workbook(
        sheets,
        _read_shared(archive, targets.get("sharedStrings"), file),
        _read_date_styles(archive, targets.get("styles"), file),
        handler.from_1904,
        any(name.endswith("vbaProject.bin") for name in archive.names),
    )


def unescape(text: str) -> str:
    """``_x000D_`` is how a workbook writes a carriage return."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def is_date_format(code: str) -> bool:
    """Whether a format of numbers shows days or hours, once its literal texts are left aside."""
    return re.search("[dmyhs]", _LITERALS.sub("", code.lower()).replace("general", "")) is not None


class _RelationHandler(XmlHandler):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Attributes] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if strip_prefix(name) == "Relationship":
            self.found[attributes.get("Id", "")] = attributes


def _read_relations(archive: WorkbookArchive, part: str, file: str) -> dict[str, tuple[str, str]]:
    """Identifier → kind and part, of what is inside the workbook: links to others are left aside."""
    handler = _RelationHandler()
    with archive.open(part) as stream:
        parse_small_xml(stream, handler, file=file)
    base = posixpath.dirname(posixpath.dirname(part))
    return {
        name: (one.get("Type", ""), posixpath.normpath(posixpath.join("/", base, one["Target"])).lstrip("/"))
        for name, one in handler.found.items()
        if one.get("TargetMode") != "External" and "Target" in one
    }


class _BookHandler(XmlHandler):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        match strip_prefix(name):
            case "sheet":
                relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                hidden = attributes.get("state", "visible") != "visible"
                self.sheets.append((attributes.get("name", ""), relation, hidden))
            case "workbookPr":
                self.from_1904 = attributes.get("date1904") in {"1", "true"}


class _SharedHandler(XmlHandler):
    """Texts, their rich runs put together, without the phonetic ones."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.characters = 0
        self._runs: list[str] = []
        self._phonetic = False

    def start(self, name: str, attributes: Attributes) -> None:
        match strip_prefix(name):
            case "si":
                self._runs = []
            case "t":
                self.text.clear()
            case "rPh":
                self._phonetic = True

    def end(self, name: str) -> None:
        match strip_prefix(name):
            case "t":
                if not self._phonetic:
                    self._runs.append("".join(self.text))
                self.text.clear()
            case "rPh":
                self._phonetic = False
            case "si":
                text = unescape("".join(self._runs))
                self.texts.append(text)
                self.characters += len(text)


def _read_shared(archive: WorkbookArchive, part: str | None, file: str) -> list[str]:
    if part is None or part not in archive.names:
        return []
    handler = _SharedHandler()
    with archive.open(part) as stream:
        for _ in parse_xml(stream, handler, file=file):
            if handler.characters > MAX_SHARED_CHARACTERS or len(handler.texts) > MAX_SHARED_TEXTS:
                raise ReadError("more shared texts than memory should hold: refused.", file=file)
    return handler.texts


class _StyleHandler(XmlHandler):
    def __init__(self) -> None:
        super().__init__()
        self.formats: dict[str, bool] = {str(number): True for number in _DATE_FORMATS}
        self.styles: list[str] = []
        self._in_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        match strip_prefix(name):
            case "numFmt" if "formatCode" in attributes:
                self.formats[attributes.get("numFmtId", "")] = is_date_format(attributes["formatCode"])
            case "cellXfs":
                self._in_cells = True
            case "xf" if self._in_cells:
                self.styles.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if strip_prefix(name) == "cellXfs":
            self._in_cells = False


def _read_date_styles(archive: WorkbookArchive, part: str | None, file: str) -> frozenset[str]:
    if part is None or part not in archive.names:
        return frozenset()
    handler = _StyleHandler()
    with archive.open(part) as stream:
        parse_small_xml(stream, handler, file=file)
    return frozenset(
        str(number) for number, shown in enumerate(handler.styles) if handler.formats.get(shown, False)
    )
