"""Parts of the rows of a table of figures: a page has more than a hundred, so no template draws them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import escape

from portal.ui.links import escape_text


def start_row(anchor: str, label: str, href: str) -> tuple[str, str]:
    """The beginning of the row of an indicator, before and after the address of its territory."""
    return (
        f'<tr id="{escape(anchor)}"><th scope="row"><a href="',
        f'{escape(href)}">{escape(label)}</a></th><td>',
    )


def draw_folded_row(sentence: str, entries: Iterable[tuple[str, str, str]], width: int) -> str:
    """Several indicators without a value for the same reason, said once over ``width`` columns.

    ``entries``: anchor, label and path of each, listed on demand.
    """
    listed = "".join(
        f'<li><a id="{escape(anchor)}" href="{escape(href)}">{escape(label)}</a></li>'
        for anchor, label, href in entries
    )
    return (
        f'<tr class="oc-rows__folded"><td colspan="{width}"><details class="oc-details">'
        f"<summary>{escape(sentence)}</summary><ul>{listed}</ul></details></td></tr>"
    )


def draw_absence(label: str, sentence: str) -> str:
    """The name of an absence; its meaning shows under the pointer."""
    return f'<span class="oc-absent" title="{escape(sentence)}">{escape(label)}</span>'


def draw_theme(segment: str, label: str, rows: Iterable[str], note: str, width: int, *, titled: bool) -> str:
    """The rows of a theme under its heading; ``note``, markup, is the last one."""
    title = ""
    if titled:
        title = (
            f'<tr class="oc-rows__theme"><th colspan="{width}" scope="rowgroup">'
            f'<h2 id="theme-{segment}">{escape_text(label)}</h2></th></tr>\n'
        )
    body = "\n".join(rows)
    return (
        f'<tbody>\n{title}{body}\n<tr class="oc-rows__more"><td colspan="{width}">{note}</td></tr>\n</tbody>'
    )
