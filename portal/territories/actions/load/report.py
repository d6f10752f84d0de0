"""What a load found: counts by kind, and every difference between the sources by its name."""

from __future__ import annotations

from collections import Counter
from typing import Any

from portal.territories.actions.load.draft import Draft


def build_report(draft: Draft) -> dict[str, Any]:
    """JSON-ready report of a draft."""
    counts: Counter[str] = Counter()
    for (kind, _), territory in draft.territories.items():
        counts[f"{kind} {'current' if territory.is_current else 'past'}"] += 1
    return {"counts": dict(sorted(counts.items())), "differences": dict(draft.differences)}
