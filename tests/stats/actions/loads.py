"""Loads of the tiny catalogue and what readers then see."""

from __future__ import annotations

from portal.stats.actions.loading import Order, Outcome, load_figures
from portal.stats.queries import get_sheet
from tests.stats.releases import NOW


def load(**order: object) -> dict[str, str]:
    """State of each dataset after a load."""
    return {slug: outcome.state for slug, outcome in load_outcomes(**order).items()}


def load_outcomes(**order: object) -> dict[str, Outcome]:
    outcomes = load_figures(Order(by="tests", now=NOW, **order))  # type: ignore[arg-type]
    return {outcome.dataset: outcome for outcome in outcomes}


def find_value(kind: str, code: str, slug: str) -> float | str:
    """What the sheet says last of an indicator: a value, or the name of an absence."""
    point = get_sheet(kind, code).series[slug].latest
    assert point is not None
    return point.figure.absence.slug if point.figure.value is None else point.figure.value
