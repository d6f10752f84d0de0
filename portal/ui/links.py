"""Runs of links and of facts, as markup: a page has dozens, and a template pays for each expression."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def write_link(label: str, href: str, attributes: str = "") -> str:
    """One link; ``attributes`` are ours, as they are written."""
    return f'<a href="{escape(href)}"{attributes}>{escape(label)}</a>'


def join_links(links: Iterable[tuple[str, str]], separator: str = " ", end: str = "") -> Markup:
    """Links (label, address) one after the other."""
    written = separator.join(write_link(label, href) for label, href in links)
    return Markup(f"{written}{end}" if written else "")  # noqa: S704 - labels and addresses were escaped


def draw_facts(facts: Iterable[tuple[str, str, str]]) -> Markup:
    """Terms and what they say: label, text, address of a link or nothing."""
    return Markup(  # noqa: S704 - escaped below
        "".join(f"<dt>{escape(label)}</dt><dd>{_write_fact(text, href)}</dd>" for label, text, href in facts)
    )


def _write_fact(text: str, href: str) -> str:
    if not href:
        return str(escape(text))
    return write_link(text, href, ' rel="external"' if "://" in href else "")
