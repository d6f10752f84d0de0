"""A comparison as a PDF to print: the rows of its page, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.utils.timezone import localtime

from portal.kernel.figures import Status
from portal.kernel.french import format_date, join_words, typeset
from portal.stats.descriptors.indicator import Indicator
from portal.stats.queries.aligned import SideBySide
from portal.stats.queries.side_by_side import SideFigure
from portal.ui.exports.pdf import Cover
from portal.ui.frozen import build_frozen_address
from portal.ui.words import ABSENCES, STATUSES
from portal.web.comparison.asked import Selection
from portal.web.comparison.choosing import list_read, list_sections
from portal.web.comparison.columns import build_columns, list_names, tell_levels
from portal.web.comparison.drawn import list_sources
from portal.web.comparison.figures import read_figures
from portal.web.comparison.presenter import measure_groups
from portal.web.comparison.words import (
    Frame,
    build_frame,
    find_extremes,
    find_manner,
    word_gaps,
    word_size,
    write_values,
)

TEMPLATE: Final = Path(__file__).with_name("comparison.typ")
ROWS_AT_MOST: Final = 90
"""Three pages or so; files hold everything."""


def build_document(selection: Selection) -> tuple[dict[str, Any], Cover]:
    """Plain values for the template, and what the document says of itself.

    In a retrospective each row is one year of an indicator.
    """
    figures = read_figures(selection, list_read(selection))
    frame = build_frame(selection, measure_groups(selection))
    sections = _list_sections(selection, figures, frame)
    shown = [one for section in list_sections(selection, figures) for one in section.indicators]
    sources = {
        source.dataset: source
        for one in shown
        for source in list_sources(one.slug, figures.find_row(one.slug))
    }
    published = [one.published_at for one in sources.values() if one.published_at]
    title = typeset(f"Comparaison : {join_words(list_names(selection))}")
    columns = build_columns(selection)
    data = {
        "title": title,
        "columns": [
            {"head": one.head, "details": one.details, "reference": rank == selection.reference}
            for rank, one in enumerate(columns)
        ],
        "compared": columns[selection.reference].name if len(columns) > 1 else "",
        "levels": typeset(tell_levels(selection)),
        "notices": [typeset(one) for one in selection.notices],
        "sections": sections,
        "left_out": sum(len(one["rows"]) for one in sections) >= ROWS_AT_MOST,
        "sources": [typeset(f"{one.producer}, {one.title} ({one.licence})") for one in sources.values()],
    }
    cover = Cover(
        title=title,
        subject=title,
        address=build_frozen_address(selection.build_address()),
        dated=max(published, default=None),
        dated_words=format_date(localtime(max(published)).date()) if published else "",
    )
    return data, cover


def _list_sections(selection: Selection, figures: SideBySide, frame: Frame) -> list[dict[str, Any]]:
    left = ROWS_AT_MOST
    sections = []
    for section in list_sections(selection, figures):
        rows: list[dict[str, Any]] = []
        for one in section.indicators:
            rows += _list_rows(selection, one, figures, frame)
        rows = rows[: max(0, left)]
        left -= len(rows)
        if rows:
            sections.append({"label": section.label, "rows": rows})
    return sections


def _list_rows(
    selection: Selection, indicator: Indicator, figures: SideBySide, frame: Frame
) -> list[dict[str, Any]]:
    label = typeset(indicator.label)
    if selection.years:
        return [
            {"label": label, "note": str(year), "cells": _write_cells(indicator, row, frame, is_dated=False)}
            for year, row in figures.find_years(indicator.slug, selection.years)
        ]
    row = figures.find_row(indicator.slug)
    years = {one.year for one in row if one.value is not None}
    if not years and not selection.indicators:
        return []
    note = "années différentes" if len(years) > 1 else str(next(iter(years), ""))
    cells = _write_cells(indicator, row, frame, is_dated=len(years) > 1)
    return [{"label": label, "note": note, "cells": cells}]


def _write_cells(
    indicator: Indicator, row: Sequence[SideFigure], frame: Frame, *, is_dated: bool
) -> list[dict[str, str]]:
    manner = find_manner(indicator)
    texts = write_values(indicator, manner, row)
    extremes, gaps = find_extremes(manner, row, texts, frame), word_gaps(manner, row, frame)
    cells = []
    for rank, figure in enumerate(row):
        if figure.value is None:
            cells.append({"text": "", "absence": ABSENCES[figure.absence].label, "notes": ""})
            continue
        notes = [extremes[rank][1]] if rank in extremes else []
        notes += [gaps[rank], str(figure.year) if is_dated else ""]
        notes.append(STATUSES[figure.status].label if figure.status is not Status.NORMAL else "")
        if figure.members:
            notes += word_size(figure.members, *frame.sizes[rank])
        cells.append({"text": texts[rank], "absence": "", "notes": " · ".join(filter(None, notes))})
    return cells
