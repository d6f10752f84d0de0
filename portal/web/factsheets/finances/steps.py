"""Waterfalls: how one amount leads to another, and thresholds of official texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.kernel.figures import Figure
from portal.kernel.french import format_with_unit, join_words, typeset
from portal.stats.descriptors.explanation import Gauge, Step, Waterfall
from portal.ui.cells import Cell
from portal.ui.charts import waterfall as chart
from portal.ui.charts.bars import Bar, draw_bars
from portal.ui.money import choose_money
from portal.web.factsheets.finances.drawn import (
    NOTHING,
    Drawn,
    Grid,
    Law,
    Row,
    say_provisional,
    write_figure_cell,
    write_money_cell,
)
from portal.web.factsheets.finances.reading import Reading, write_per_inhabitant

_SIGNS: Final = {"add": 1.0, "remove": -1.0}


def build_waterfall(reading: Reading, drawing: Waterfall, chart_id: str) -> Drawn | None:
    """None when the start or the end is absent from all years.

    A step without a figure that year is left out and said: sources write no line for an amount of zero.
    Whether the others still add up is checked before anything is drawn.
    """
    held = {part.indicator for part in reading.hold(drawing.steps)}
    steps = [step for step in drawing.steps if step.indicator in held]
    if len(steps) < 3:
        return None
    year = reading.find_latest_year([steps[0].indicator, steps[-1].indicator])
    if year is None:
        return None
    known = [step for step in steps if reading.find_value(step.indicator, year) is not None]
    missing = [reading.name(step) for step in steps if step not in known]
    drawn = [_draw_step(reading, step, year) for step in known]
    refusal = chart.find_refusal(drawn)
    title = typeset(drawing.title)
    svg = NOTHING if refusal else chart.draw_waterfall(drawn, chart_id=chart_id, title=f"{title}, {year}")
    notes = [typeset(drawing.note)] if drawing.note else []
    if missing:
        notes.append(
            typeset(f"Sans montant dans la source pour {year} : {join_words(missing)} (nul ou inconnu).")
        )
    return Drawn(
        title=title,
        dated=str(year),
        grid=_build_grid(reading, known, drawn, year),
        svg=svg,
        refusal=refusal,
        notes=(*notes, *say_provisional(reading, [step.indicator for step in steps], year)),
    )


def _draw_step(reading: Reading, step: Step, year: int) -> chart.Step:
    value = reading.find_value(step.indicator, year)
    sign = _SIGNS.get(step.role, 1.0)
    signed = None if value is None else sign * value
    return chart.Step(reading.name(step), signed, is_total=step.role in {"start", "subtotal"})


def _build_grid(reading: Reading, known: Sequence[Step], drawn: Sequence[chart.Step], year: int) -> Grid:
    money = choose_money([step.value for step in drawn if step.value is not None])
    inhabitants = reading.find_inhabitants(year)
    rows = []
    for step, one in zip(known, drawn, strict=True):
        figure = reading.find_figure(step.indicator, year)
        if one.value is None or figure is None:
            continue
        signed = Figure(one.value, status=figure.status)
        cells = [write_money_cell(money, signed)]
        if inhabitants:
            cells.append(Cell(write_per_inhabitant(one.value, inhabitants)))
        rows.append(Row(one.label, tuple(cells), typeset(step.note or ""), one.is_total))
    headers = ("Montant", "Par habitant") if inhabitants else ("Montant",)
    return Grid("Étape", headers, tuple(rows))


def build_gauge(reading: Reading, drawing: Gauge, code: str) -> Drawn | None:
    """One figure beside the threshold of its level; the figure may be absent for a reason that is told."""
    parts = reading.hold([drawing.indicator])
    level = reading.level
    threshold = drawing.exceptions.get(f"{level}:{code}")
    if threshold is None:
        threshold = next((value for key, value in drawing.thresholds.items() if key == level), None)
    series = reading.find_series(drawing.indicator.indicator) if parts else None
    if series is None or threshold is None or not series.points:
        return None
    point = series.points[-1]
    slug, figure = series.indicator.slug, point.figure
    unit, decimals = reading.get_unit(slug), series.indicator.decimals
    label = reading.name(drawing.indicator)
    limit = Figure(threshold)
    bars = [
        Bar(label, figure, str(point.year), is_main=True),
        Bar(typeset(drawing.threshold_label), limit, is_reference=True),
    ]
    law = Law(typeset(drawing.text), typeset(drawing.reference), drawing.page or "")
    return Drawn(
        title=typeset(drawing.title),
        dated=str(point.year),
        grid=Grid(
            "",
            ("Valeur",),
            (
                Row(label, (write_figure_cell(reading, slug, figure),)),
                Row(
                    typeset(drawing.threshold_label), (Cell(_write_limit(threshold, unit.symbol, decimals)),)
                ),
            ),
        ),
        svg=draw_bars(
            bars, title=f"{typeset(drawing.title)}, {point.year}", unit=unit.symbol, decimals=decimals
        )
        if figure.value is not None
        else NOTHING,
        sentence=_tell_threshold(figure.value, threshold, unit.symbol, decimals),
        notes=(typeset(drawing.note),) if drawing.note else (),
        law=law,
    )


def _tell_threshold(value: float | None, threshold: float, symbol: str, decimals: int) -> str:
    """Above, at or below: of the numbers as they are shown, without any judgement."""
    limit = _write_limit(threshold, symbol, decimals)
    if value is None:
        return f"Sans valeur cette année-là, rien ne se compare au plafond de {limit}."
    shown = format_with_unit(value, symbol, decimals)
    if round(value, decimals) == round(threshold, decimals):
        return f"{shown} : au niveau du plafond de {limit}."
    side = "au-dessus" if value > threshold else "au-dessous"
    return f"{shown} : {side} du plafond de {limit}."


def _write_limit(threshold: float, symbol: str, decimals: int) -> str:
    """As a text of law writes it: « 12 ans »."""
    return format_with_unit(threshold, symbol, 0 if threshold == int(threshold) else decimals)
