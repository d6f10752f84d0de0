"""Documents to print and hand over: a typst template and plain values → a tagged PDF (PDF/UA-1).

Nothing depends on the machine: no system font, no network, no clock (a document is dated by its data), so
that the same values give the same bytes. Values reach the template as JSON and are only ever placed as
text: a name that looks like typst markup is a name.

A document takes about a fifth of a second of one core and lets other threads run. Views ask for their turn
(``compile_in_turn``): a process always keeps one of its threads (THREADS) for pages, and a request that
finds no turn leaves at once rather than hold a thread.
"""

from __future__ import annotations

import json
import logging
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils.text import Truncator

from portal.ui.exports.drawings import find_colour
from portal.ui.exports.fonts import Typeface, get_typeface
from portal.ui.exports.tables import clean_text
from portal.ui.exports.turns import get_turns

ROOT: Final = Path(__file__).parents[2]
"""The folder of the portal: templates import « /ui/exports/typst/paper.typ » whatever folder they are in."""
_COLOURS: Final = {
    "accent": "--text-action-high-blue-france",
    "title": "--text-title-grey",
    "text": "--text-default-grey",
    "mention": "--text-mention-grey",
    "line": "--border-default-grey",
    "tint": "--background-alt-grey",
    "soft": "--background-alt-blue-france",
}
_NOTHING: Final = "ui/exports/typst/nothing.typ"
_PACKAGES: Final = Path(__file__).parent / "typst"
"""No template uses a package; were one named by mistake, it would be looked for here and nowhere else."""
_KEPT_BY_TYPST: Final = 11
_LARGEST_BYTES: Final = 8 * 1024**2
_UNDISPLAYED: Final = ("could not be displayed", "private use", "cannot be displayed")
_WRITABLE_BELOW: Final = 0x250
_WRITABLE: Final = (range(0x370, 0x530), range(0x1E00, 0x1F00), range(0x2000, 0x2070), range(0x20A0, 0x20C0))
_REPLACEMENT: Final = "\u25a1"
_logger = logging.getLogger(__name__)


class PdfError(Exception):
    """A document cannot be made: its template or its values are wrong."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What a document says of itself. ``address`` is that of the page it prints; ``dated`` its data's day."""

    title: str
    subject: str
    address: str
    dated: datetime | None = None
    dated_words: str = ""
    lang: str = "fr"
    keywords: tuple[str, ...] = ()


def compile_in_turn(template: Path, present: Callable[[], tuple[Mapping[str, Any], Cover]]) -> bytes:
    """The document of what ``present`` gives, asked for once the turn has come.

    Raises BusyError when it does not come, PdfError as ``compile_pdf`` does.
    """
    with get_turns().take():
        data, cover = present()
        return compile_pdf(template, data, cover)


def compile_pdf(template: Path, data: Mapping[str, Any], cover: Cover) -> bytes:
    """The document as PDF/UA-1. ``template`` is a .typ file of the portal, ``data`` what JSON can say.

    Raises PdfError for a template or values that are wrong.
    """
    values = json.dumps(_clean({"document": _describe(cover), "data": data}), ensure_ascii=False)
    if len(values) > _LARGEST_BYTES:
        raise PdfError(
            f"{template.name}: {len(values)} characters of values,"
            f" expected {_LARGEST_BYTES} at most: show less."
        )
    try:
        return _run(template, values, cover)
    except typst.TypstError as error:
        # PDF/UA refuses a character that no typeface has: it is replaced rather than the document lost.
        if not any(words in str(error) for words in _UNDISPLAYED):
            raise PdfError(_write_letter(template, error)) from error
    try:
        return _run(template, "".join(map(_write_shown, values)), cover)
    except typst.TypstError as error:
        raise PdfError(_write_letter(template, error)) from error


def build_pdf_response(content: bytes, *, file_name: str) -> HttpResponse:
    """The document as an answer that browsers show; search engines are left to the page it prints."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename=\"{file_name}\"; filename*=UTF-8''{quote(file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


def _run(template: Path, values: str, cover: Cover) -> bytes:
    try:
        return _write_whole(_open(template, values), template, cover)
    finally:
        _forget()


def _open(template: Path, values: str = "") -> typst.Compiler:
    return typst.Compiler(
        template,
        root=ROOT,
        font_paths=_load_fonts(get_typeface()),
        ignore_system_fonts=True,
        sys_inputs={"values": values},
        package_path=_PACKAGES,
        package_cache_path=_PACKAGES,
    )


def _forget() -> None:
    """Give back the memory of a document: typst keeps it (20 MB) until ten others were compiled."""
    nothing = _open(Path(ROOT, _NOTHING))
    for _ in range(_KEPT_BY_TYPST):
        nothing.compile(format="pdf")


def _write_whole(compiler: typst.Compiler, template: Path, cover: Cover) -> bytes:
    dated = cover.dated or datetime(2000, 1, 1, tzinfo=UTC)
    content, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=["ua-1"], timestamp=int(dated.timestamp())
    )
    for warning in warnings:
        _logger.warning("%s: %s", template.name, warning.message)
    if not isinstance(content, bytes):
        raise PdfError(
            f"{template.name}: typst gave {type(content).__name__}, expected the bytes of one PDF."
        )
    return content


def _describe(cover: Cover) -> dict[str, Any]:
    return {
        "title": cover.title,
        "subject": Truncator(cover.subject).chars(300),
        "address": cover.address,
        "dated": cover.dated_words,
        "lang": cover.lang,
        "keywords": list(cover.keywords),
        "site": settings.SITE_NAME,
        "site_address": settings.SITE_URL,
        "family": get_typeface().family,
        "colours": {name: find_colour(property_name) for name, property_name in _COLOURS.items()},
    }


def _clean(value: Any) -> Any:
    """The same values without the characters that a document cannot hold."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {str(key): _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value


def _write_shown(character: str) -> str:
    """The character, or an empty square for one that our typefaces may not have."""
    code = ord(character)
    if code < _WRITABLE_BELOW or any(code in span for span in _WRITABLE):
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain.isalnum() and all(ord(one) < _WRITABLE_BELOW for one in plain) else _REPLACEMENT


@cache
def _load_fonts(typeface: Typeface) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[typeface.folder])


def _write_letter(template: Path, error: typst.TypstError) -> str:
    where = " ".join(str(error.diagnostic).split())[:600]
    hints = " ".join(error.hints)
    return f"{template}: typst found {error.message!r}; {where} {hints}".strip()
