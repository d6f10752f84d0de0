"""Runs of links and of facts, as markup: a page has dozens, and a template pays for each expression."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape


@lru_cache(maxsize=8192)
def escape_text(text: str) -> str:
    """The text as markup, escaped once: names, labels and addresses come back on page after page."""
    return str(escape(text))


def write_link(label: str, href: str, attributes: str = "") -> str:
    """One link; ``attributes`` are ours, as they are written."""
    return f'<a href="{escape_text(href)}"{attributes}>{escape_text(label)}</a>'


def join_links(links: Iterable[tuple[str, str]], separator: str = " ", end: str = "") -> Markup:
    """Links (label, address) one after the other."""
    written = separator.join(write_link(label, href) for label, href in links)
    return Markup(f"{written}{end}" if written else "")  # noqa: S704 - labels and addresses were escaped


def draw_facts(facts: Iterable[tuple[str, str, str]]) -> Markup:
    """Terms and what they say: label, text, address of a link or nothing."""
    return Markup(  # noqa: S704 - escaped below
        "".join(
            f"<dt>{escape_text(label)}</dt><dd>{_write_fact(text, href)}</dd>" for label, text, href in facts
        )
    )


def _write_fact(text: str, href: str) -> str:
    if not href:
        return escape_text(text)
    return write_link(text, href, ' rel="external"' if "://" in href else "")
