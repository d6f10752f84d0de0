"""Texts and addresses of others → plain text and addresses that may be shown as they are."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from ftfy import TextFixerConfig, fix_encoding

from portal.kernel.http.addresses import parse_address
from portal.kernel.http.errors import OutboundError

LONGEST_READ: Final = 2_000_000
"""Characters looked at, at most."""
LONGEST_URL: Final = 2000

_MARKUP: Final = re.compile(r"<[/!?a-zA-Z][^<>]*>|&(?:#\w{1,8}|[a-zA-Z]\w{1,31});")
_TAG: Final = re.compile(r"<[!?/]?([a-zA-Z]?[\w:-]*)[^<>]*(?:>|$)")
"""Of tags, comments, CDATA sections. Never looks beyond the next « < »: linear whatever it is given."""
_BLOCKS: Final = frozenset(
    (
        *("article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
    )
)
_CELLS: Final = frozenset({"td", "th", "option"})
_UNREAD: Final = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("iframe", "noscript", "object", "script", "style", "svg", "template")
}
"""Elements whose text is not for readers → their end."""
_RAW: Final = frozenset({"script", "style"})
"""Those that swallow all that follows when they are not closed."""
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
"""Control characters, marks that change the direction of the text, characters without width."""
_SUSPECT: Final = re.compile(
    "[ÂÃÅâðï][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""UTF-8 that was once read as Windows-1252."""
_FIX: Final = TextFixerConfig(unescape_html=False, normalization=None)
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n ?")
_PARAGRAPHS: Final = re.compile(r"\n{3,}")
_PORTS: Final = frozenset(range(1, 65536))
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_BREAKS: Final = re.compile(r"[\t\r\n]")


def clean_text(
    words: object, *, longest: int = 20_000, lines: bool = False, notes: list[str] | None = None
) -> str:
    """Plain text in composed letters, of HTML or of text; nothing for what is no text.

    Markup is removed (its scripts with what is inside), also when it was escaped; entities are written out;
    control and invisible characters go; mojibake is mended. ``lines`` keeps paragraphs and line breaks.
    ``notes`` receives French sentences on what was mended or cut.
    """
    if not isinstance(words, str):
        return str(words) if isinstance(words, int | float) and not isinstance(words, bool) else ""
    told: list[str] = []
    text = _strip_markup(words[:LONGEST_READ])
    if _SUSPECT.search(text):
        text = _mend_encoding(text, told)
    bare = _INVISIBLE.sub("", text)
    if bare != text:
        told.append("Caractères invisibles ou de contrôle retirés d’un texte.")
    text = unicodedata.normalize("NFC", bare)
    text = _lay_out(text) if lines else " ".join(text.split())
    if "\ufffd" in text:
        told.append("Un texte contient des caractères perdus (U+FFFD).")
    if len(text) > longest:
        text = _cut(text, longest)
        told.append(f"Un texte de plus de {longest} caractères a été coupé.")
    if notes is not None:
        notes.extend(one for one in told if one not in notes)
    return text


def clean_url(words: object, *, base: str = "") -> str | None:
    """An absolute address in http or https, or None. ``base`` completes what is relative to it.

    Without credentials; the host in ASCII, so that a look-alike shows (« xn--… »). Fragments go, but for
    the routes of applications (« #/… », « #!… »), without which the address is that of another page.
    """
    if not isinstance(words, str):
        return None
    text = _BREAKS.sub("", words.strip())
    text = _INVISIBLE.sub("", text)
    if not text or "\\" in text.partition("?")[0] or (not base and "://" not in text[:8]):
        return None
    bare, _, fragment = text.partition("#")
    is_relative = bool(base) and not _SCHEME.match(bare)
    try:
        start = parse_address(base, ports=_PORTS) if is_relative else None
        address = parse_address(bare, base=start, ports=_PORTS)
    except OutboundError:
        return None
    route = f"#{fragment}" if fragment.startswith(("/", "!")) and _is_plain(fragment) else ""
    url = f"{address}{route}"
    return url if len(url) <= LONGEST_URL else None


def _strip_markup(text: str) -> str:
    """Until nothing looks like markup: what was escaped once or twice is markup that waits."""
    for _ in range(4):
        if not _MARKUP.search(text):
            return text
        text = html.unescape("".join(_iterate_texts(text)))
    return text.replace("<", " ")  # it is written to last for ever


def _iterate_texts(text: str) -> Iterator[str]:
    """What is between the tags; a line break or a space stands for a tag that makes one."""
    place = 0
    while (tag := _TAG.search(text, place)) is not None:
        yield text[place : tag.start()]
        name, place = tag.group(1).lower(), tag.end()
        if text.startswith("<![CDATA[", tag.start()):
            yield text[tag.start() + 9 : tag.end()].removesuffix("]]>")
        elif name in _UNREAD and text[tag.start() + 1] != "/" and not tag.group().endswith("/>"):
            end = _UNREAD[name].search(text, place)
            place = end.start() if end else len(text) if name in _RAW else place
        yield "\n" if name in _BLOCKS else " " if name in _CELLS else ""
    yield text[place:]


def _mend_encoding(text: str, told: list[str]) -> str:
    mended = fix_encoding(text, _FIX)
    if mended != text:
        told.append("Accents mal encodés réparés dans un texte (« Ã© » pour « é »).")
    return mended


def _lay_out(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _LINES.sub("\n", _SPACES.sub(" ", text))
    return _PARAGRAPHS.sub("\n\n", text).strip()


def _cut(text: str, longest: int) -> str:
    """Cut between two words when there is one near, with an ellipsis, at most ``longest`` in all."""
    head = text[: longest - 1]
    word = head.rfind(" ")
    return f"{(head[:word] if word > longest * 0.8 else head).rstrip(' ,;:')}…"


def _is_plain(fragment: str) -> bool:
    return re.fullmatch(r"[\w!/.:;,=?&%@+~-]{1,500}", fragment, re.ASCII) is not None
