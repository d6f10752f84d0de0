"""Web pages of others: parsed as browsers forgive them, without running nor fetching anything.

Selectors are XPath (they start with « . », « / » or « ( »), or the CSS that lists need: ``tag``, ``.class``,
``#id``, ``[attribute]``, ``[attribute=value]``, descendants, ``>`` and commas; ``@attribute`` at the end of
either takes the attribute.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from portal.kernel.markup.decoding import MarkupError, decode

Element = Any
"""An element of lxml, which publishes no types."""

MOST_BYTES: Final = 8 * 1024**2
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._-]{2,30})", re.IGNORECASE)
_STEP: Final = re.compile(
    r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+|\[[\w:-]+(?:\s*=\s*[\"']?[^\"'\]]*[\"']?)?\])*)"
)
_PART: Final = re.compile(r"([.#])([\w-]+)|\[([\w:-]+)(?:\s*=\s*[\"']?([^\"'\]]*)[\"']?)?\]")
_ATTRIBUTE: Final = re.compile(r"^(.*?)/?@([\w:-]+)$", re.DOTALL)


def read_html(body: bytes, *, charset: str = "") -> tuple[Element, tuple[str, ...]]:
    """The tree of a page, and what surprised in its encoding. Raises MarkupError when there is none."""
    if len(body) > MOST_BYTES:
        raise MarkupError(f"Page de {len(body)} octets : au plus {MOST_BYTES} sont lus.")
    declared = _META.search(body[:4096])
    text, notes = decode(body, charset or (declared.group(1).decode("ascii") if declared else ""))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    text = text.replace("\0", "")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser) if text.strip() else None
    except etree.XMLSyntaxError as error:
        raise MarkupError(f"Page illisible : {str(error)[:200]}") from error
    if root is None:
        raise MarkupError("Page vide.")
    return root, notes


def select(element: Element, selector: str) -> list[Any]:
    """Elements, or texts of attributes, that a selector finds inside an element, in the order of the page."""
    found = _compile(selector)(element)
    return found if isinstance(found, list) else [found]


def check_selector(selector: str) -> str:
    """The selector, when it is one. Raises ValueError otherwise."""
    try:
        _compile(selector)
    except (etree.XPathSyntaxError, ValueError) as error:
        raise ValueError(f"“{selector}” is no selector that is understood here: {error}") from error
    return selector


def write_html(found: Any) -> str:
    """The markup of an element, for ``clean_text``, which keeps its paragraphs; a text is itself."""
    if isinstance(found, str):
        return str(found)
    return str(etree.tostring(found, encoding="unicode", method="html", with_tail=False))


@lru_cache(maxsize=256)
def _compile(selector: str) -> Any:
    text = selector.strip()
    if text.startswith((".", "/", "(")) and not re.match(r"\.[a-zA-Z_-]", text):
        return etree.XPath(text, regexp=False)
    found = _ATTRIBUTE.match(text)
    css, attribute = (found[1], found[2]) if found else (text, "")
    paths = [_translate(one.strip()) for one in css.split(",")] if css.strip() else ["."]
    return etree.XPath(
        " | ".join(f"{path}/@{attribute}" if attribute else path for path in paths), regexp=False
    )


def _translate(css: str) -> str:
    """XPath of « div.liste > a[rel=next] »."""
    path, axis = ".", "//"
    for word in re.sub(r"\s*>\s*", " > ", css).split():
        if word == ">":
            axis = "/"
            continue
        step = _STEP.fullmatch(word)
        if not word or step is None:
            raise ValueError(f"“{word}”")
        conditions = "".join(_write_condition(*part.groups()) for part in _PART.finditer(step["rest"]))
        path += f"{axis}{step['tag'] or '*'}{conditions}"
        axis = "//"
    return path


def _write_condition(mark: str | None, name: str | None, attribute: str | None, value: str | None) -> str:
    if mark == ".":
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
    if mark == "#":
        return f"[@id='{name}']"
    return f"[@{attribute}]" if value is None else f"[@{attribute}='{value}']"
