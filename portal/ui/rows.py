"""The row of an indicator in the table of its theme: a page has dozens, so no template draws them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from portal.ui.cells import Cell


def draw_row(
    anchor: str,
    label: str,
    href: str,
    cell: Cell,
    columns: Sequence[tuple[str, str, str]],
    drawing: Markup,
) -> Markup:
    """Label (a link to ``href``), value, ``columns``, drawing.

    Each column is its class (or nothing), its header, its text.

    Narrow screens write the header before the text. All but ``drawing`` is escaped here.
    """
    others = "".join(
        f'<td{_write_class(css_class)} data-label="{escape(header)}">{escape(text)}</td>'
        for css_class, header, text in columns
    )
    return Markup(  # noqa: S704 - every text was escaped
        f'<tr id="{escape(anchor)}"><th scope="row"><a href="{escape(href)}">{escape(label)}</a></th>'
        f'<td class="oc-number oc-rows__value">{draw_cell(cell)} <small>{escape(cell.dated)}</small></td>'
        f"{others}<td>{drawing}</td></tr>"
    )


def _write_class(css_class: str) -> str:
    return f' class="{css_class}"' if css_class else ""


def draw_cell(cell: Cell) -> str:
    """A value, or its absence in words; its status stands with the year."""
    if cell.absence:
        sentence = escape(cell.absence.sentence.capitalize())
        return f'<span class="oc-absent" title="{sentence}">{escape(cell.absence.label)}</span>'
    return escape(cell.text)
