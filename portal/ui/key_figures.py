"""The key figures at the top of a page: value, unit, year, comparison, evolution, source, never naked."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from portal.ui.cells import Cell
from portal.ui.links import escape_text


def draw_key_figure(
    label: str,
    cell: Cell,
    *,
    href: str = "",
    sentences: Sequence[str] = (),
    rank: str = "",
    sparkline: str = "",
    source: str = "",
) -> Markup:
    """One key figure. ``sparkline`` is markup, ours, everything else is text; ``href`` leads to its page."""
    title = f'<a href="{escape_text(href)}">{escape_text(label)}</a>' if href else escape_text(label)
    parts = [f'<article class="oc-key-figure"><h3 class="oc-key-figure__label">{title}</h3>']
    parts += _draw_absence(cell) if cell.absence else _draw_value(cell, sentences)
    if rank:
        parts.append(f'<p class="oc-key-figure__rank">{escape_text(rank)}</p>')
    parts.append(str(sparkline))
    if source:
        parts.append(f'<p class="oc-source">{escape_text(source)}</p>')
    return Markup("".join([*parts, "</article>"]))  # noqa: S704 - every text was escaped


def _draw_value(cell: Cell, sentences: Sequence[str]) -> list[str]:
    unit = f" <span>{escape_text(cell.unit)}</span>" if cell.unit else ""
    dated = f" <small>{escape_text(cell.dated)}</small>" if cell.year else ""
    value = f'<p class="oc-key-figure__value">{escape_text(cell.number)}{unit}{dated}</p>'
    if not sentences:
        return [value]
    return [value, f'<p class="oc-key-figure__sentence">{escape_text(" ".join(sentences))}</p>']


def _draw_absence(cell: Cell) -> list[str]:
    if cell.absence is None:
        return []
    dated = f" <small>{cell.year}</small>" if cell.year else ""
    value = f"{escape_text(cell.absence.label.capitalize())}{dated}"
    return [
        f'<p class="oc-key-figure__value oc-key-figure__value--absent">{value}</p>',
        f'<p class="oc-key-figure__sentence">{escape_text(cell.absence.sentence.capitalize())}.</p>',
    ]
