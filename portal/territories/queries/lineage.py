"""Where codes go through time: all codes of a kind, or only those that one code leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import QuerySet

from portal.territories.models import Event, Version
from portal.territories.succession import Lineage, Step

_COLUMNS: Final = (
    "what", "effective_on", "before__code", "after__code", "name_before", "name_after", "source",
)  # fmt: skip


def read_lineage(kind: str) -> Lineage:
    """The lineage of every code of a kind: tens of thousands of rows, for whole-country work."""
    return _build(Version.objects.filter(territory__kind=kind), _list_steps(kind))


def read_lineage_from(kind: str, code: str) -> Lineage:
    """The lineage of the codes that one code leads to: a few rows, two queries a step and no cache."""
    known, reached = {code}, {code}
    steps: set[Step] = set()
    while reached:
        found = _list_steps(kind, reached)
        steps.update(found)
        reached = {step.after for step in found if step.after is not None} - known
        known |= reached
    return _build(Version.objects.filter(territory__kind=kind, territory__code__in=known), list(steps))


def _list_steps(kind: str, codes: Collection[str] | None = None) -> list[Step]:
    events = Event.objects.filter(before__kind=kind).order_by()
    if codes is not None:
        events = events.filter(before__code__in=codes)
    return [Step(*row) for row in events.values_list(*_COLUMNS)]


def _build(versions: QuerySet[Version], steps: list[Step]) -> Lineage:
    existence: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    rows = versions.order_by("starts_on").values_list("territory__code", "starts_on", "ends_on")
    for code, start, end in rows:
        existence[code].append((start, end))
    return Lineage(dict(existence), steps)
