"""French typography in templates, once for all, when they are compiled.

Authors type ordinary spaces and apostrophes; the text between tags gets the right ones. Attributes,
scripts, code and what comes from variables are left alone: values are set by the filters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jinja2.ext import Extension
from jinja2.lexer import TOKEN_DATA, Token, TokenStream

from portal.kernel.french import typeset

VERSION = "1"
"""Changes when the rules do, so that templates compiled before are compiled again."""

_LEFT_ALONE = ("script", "style", "code", "pre", "kbd", "svg")
_OPENING = re.compile(r"<(" + "|".join(_LEFT_ALONE) + r")\b", re.IGNORECASE)
_CLOSING = re.compile(r"</(" + "|".join(_LEFT_ALONE) + r")\s*>", re.IGNORECASE)


class FrenchText(Extension):
    """Jinja2 extension: sets the text of templates; costs nothing when pages are rendered."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return _set_tokens(stream)


def _set_tokens(stream: TokenStream) -> Iterator[Token]:
    inside_tag, left_alone = False, 0
    for token in stream:
        if token.type != TOKEN_DATA:
            yield token
            continue
        text, inside_tag, left_alone = _set_markup(token.value, inside_tag, left_alone)
        yield Token(token.lineno, token.type, text)


def _set_markup(markup: str, inside_tag: bool, left_alone: int) -> tuple[str, bool, int]:
    """The markup with its text set, and whether it ends inside a tag or an element left alone."""
    out = []
    while markup:
        if inside_tag:
            end = markup.find(">")
            if end < 0:
                out.append(markup)
                break
            out.append(markup[: end + 1])
            markup, inside_tag = markup[end + 1 :], False
            continue
        start = markup.find("<")
        text = markup if start < 0 else markup[:start]
        out.append(text if left_alone else typeset(text))
        if start < 0:
            break
        markup, inside_tag = markup[start:], True
        if _OPENING.match(markup):
            left_alone += 1
        elif _CLOSING.match(markup):
            left_alone = max(0, left_alone - 1)
    return "".join(out), inside_tag, left_alone
