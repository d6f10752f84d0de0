"""The rows of a table of indicators: a page has dozens, so no template draws them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from portal.ui.cells import Cell


def draw_row(
    anchor: str,
    label: str,
    href: str,
    cell: Cell,
    columns: Sequence[tuple[str, str, str | Markup]],
) -> Markup:
    """Label (a link to ``href``), value, ``columns``: each is its class (or nothing), its header, its text
    or its drawing.

    Narrow screens write the header before the text. What is no markup is escaped here. Empty columns at
    the end are left out: a page is lighter, and nobody reads them.
    """
    width = len(columns)
    while width and not columns[width - 1][2]:
        width -= 1
    others = "".join(
        f"<td{_write_class(css_class)}{_write_header(header)}>{escape(content)}</td>"
        for css_class, header, content in columns[:width]
    )
    return Markup(  # noqa: S704 - every text was escaped
        f'<tr id="{escape(anchor)}"><th scope="row"><a href="{escape(href)}">{escape(label)}</a></th>'
        f'<td class="oc-number oc-rows__value">{draw_cell(cell)} <small>{escape(cell.dated)}</small></td>'
        f"{others}</tr>"
    )


def draw_folded_row(sentence: str, entries: Iterable[tuple[str, str, str]], width: int) -> Markup:
    """Several indicators without a value for the same reason, said once over ``width`` columns.

    ``entries``: anchor, label and path of each, listed on demand.
    """
    listed = "".join(
        f'<li><a id="{escape(anchor)}" href="{escape(href)}">{escape(label)}</a></li>'
        for anchor, label, href in entries
    )
    return Markup(  # noqa: S704 - every text was escaped
        f'<tr class="oc-rows__folded"><td colspan="{width}"><details class="oc-details">'
        f"<summary>{escape(sentence)}</summary><ul>{listed}</ul></details></td></tr>"
    )


def draw_cell(cell: Cell) -> str:
    """A value, or its absence in words; its status stands with the year."""
    if cell.absence:
        sentence = escape(cell.absence.sentence.capitalize())
        return f'<span class="oc-absent" title="{sentence}">{escape(cell.absence.label)}</span>'
    return escape(cell.text)


def _write_class(css_class: str) -> str:
    return f' class="{css_class}"' if css_class else ""


def _write_header(header: str) -> str:
    return f' data-label="{escape(header)}"' if header else ""
