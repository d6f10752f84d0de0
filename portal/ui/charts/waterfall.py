"""Waterfall: from a total to what is left of it, step by step.

One row a step, its name and its amount above its bar: everything is read on a phone. Totals start from
zero; changes start where the step before ended; what is taken away is hatched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from portal.kernel.french import format_with_unit
from portal.ui.charts.axes import Scale
from portal.ui.charts.svg import open_image, write_box, write_coordinate, write_title
from portal.ui.charts.text import measure, wrap, write_text
from portal.ui.money import choose_money

WIDTH: Final = 440
_ROW: Final = 42.0
_BAR: Final = 14.0
_TOLERANCE: Final = 0.005
"""Of the largest amount: what rounding in a source may leave between a total and its steps."""


@dataclass(frozen=True, slots=True)
class Step:
    """A change (signed: what is spent is negative), or a total reached so far when ``is_total``.

    ``value`` is None when it is not known.
    """

    label: str
    value: float | None
    is_total: bool = False

    @property
    def known(self) -> float:
        """Raises ValueError without a value: ``find_refusal`` is asked first."""
        if self.value is None:
            raise ValueError(f"{self.label}: no value is known.")
        return self.value


def find_refusal(steps: Sequence[Step]) -> str:
    """Why these steps cannot be drawn, as a sentence for readers; empty when they can."""
    unknown = [step.label for step in steps if step.value is None or not math.isfinite(step.value)]
    if unknown:
        return f"Le passage d’un montant à l’autre ne peut être dessiné\u00a0: {unknown[0]}, valeur inconnue."
    largest = max((abs(step.known) for step in steps), default=0)
    if not largest:
        return "Il n’y a aucun montant à dessiner."
    level = 0.0
    for rank, step in enumerate(steps):
        if step.is_total and rank and abs(step.known - level) > _TOLERANCE * largest:
            return (
                "Le passage d’un montant à l’autre ne peut être dessiné\u00a0: "
                f"{step.label} n’est pas la somme de ce qui précède."
            )
        level = step.known if step.is_total else level + step.known
    return ""


def draw_waterfall(
    steps: Sequence[Step], *, chart_id: str, title: str, unit: str = "€", decimals: int = 0
) -> Markup:
    """The drawing. ``chart_id`` is unique in the page. All euros are written in one size: the steps
    add up on the page.

    Raises ValueError where ``find_refusal`` has something to say.
    """
    refusal = find_refusal(steps)
    if refusal:
        raise ValueError(f"draw_waterfall: {refusal} Ask find_refusal first, and show its sentence instead.")
    spans = _list_spans(steps)
    ends = [end for span in spans for end in span]
    scale = Scale(min(0.0, *ends), max(0.0, *ends), 1, WIDTH - 1, ())
    amounts = _write_amounts(steps, unit, decimals)
    rows = "".join(
        _draw_step(step, span, scale, _ROW * rank, chart_id, amount)
        for rank, (step, span, amount) in enumerate(zip(steps, spans, amounts, strict=True))
    )
    height = _ROW * len(steps)
    hatch = (
        f'<defs><pattern id="{escape(chart_id)}-moins" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path class="oc-chart__hatch" d="M-1 7L7 -1M2 10L10 2M-1 1L1 -1"/></pattern></defs>'
    )
    words = describe_waterfall(steps, unit=unit, decimals=decimals)
    return Markup(  # noqa: S704 - every text was escaped where it was written
        f"{open_image('oc-chart', WIDTH, height)}{write_title(title, words)}{hatch}"
        f"{_draw_links(spans, scale)}{rows}</svg>"
    )


def describe_waterfall(steps: Sequence[Step], *, unit: str = "€", decimals: int = 0) -> str:
    """« Recettes : 120 M€. Dépenses : −100 M€. Épargne brute : 20 M€. »"""
    amounts = _write_amounts(steps, unit, decimals)
    return " ".join(f"{step.label}\u00a0: {amount}." for step, amount in zip(steps, amounts, strict=True))


def _list_spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Where each bar starts and ends, in values."""
    spans, level = [], 0.0
    for step in steps:
        value = step.known
        spans.append((0.0, value) if step.is_total else (level, level + value))
        level = spans[-1][1]
    return spans


def _draw_step(
    step: Step, span: tuple[float, float], scale: Scale, top: float, chart_id: str, amount: str
) -> str:
    left, right = sorted((scale.place(span[0]), scale.place(span[1])))
    y = top + 20
    touches_zero = min(span) <= 0 <= max(span)
    zero = f"M{write_coordinate(scale.place(0))} {write_coordinate(y - 3)}v{_BAR + 6:g}"
    box = write_box(left, y, right - left, _BAR)
    kind = "total" if step.is_total else "less" if step.known < 0 else "more"
    hatch = f'<rect fill="url(#{escape(chart_id)}-moins)" {box}/>' if kind == "less" else ""
    [name] = wrap(step.label, WIDTH - 12 - measure(amount), 1)
    css_class = "oc-chart__label" if step.is_total else "oc-chart__note"
    return (
        write_text(css_class, 0, top + 14, name)
        + write_text("oc-chart__value", WIDTH, top + 14, amount, "end")
        + f'<rect class="oc-step oc-step--{kind}" {box}/>{hatch}'
        + (f'<path class="oc-chart__zero" d="{zero}"/>' if touches_zero else "")
    )


def _draw_links(spans: Sequence[tuple[float, float]], scale: Scale) -> str:
    """A fine upright from the end of each bar to the next one."""
    down = write_coordinate(_ROW - _BAR)
    path = "".join(
        f"M{write_coordinate(scale.place(end))} {write_coordinate(_ROW * rank + 20 + _BAR)}v{down}"
        for rank, (_, end) in enumerate(spans[:-1])
    )
    return f'<path class="oc-chart__lead" d="{path}"/>' if path else ""


def _write_amounts(steps: Sequence[Step], unit: str, decimals: int) -> list[str]:
    """What each step is worth, changes with their sign."""
    if unit != "€":
        return [format_with_unit(one.known, unit, decimals, sign=not one.is_total) for one in steps]
    money = choose_money(one.known for one in steps)
    return [
        f"+{money.write(one.known)}" if not one.is_total and one.known > 0 else money.write(one.known)
        for one in steps
    ]
