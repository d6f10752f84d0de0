"""The words and colours of how fresh a dataset is, and of what became of a release."""

from __future__ import annotations

from typing import Final

from portal.stats.queries.freshness import State
from portal.stats.queries.history import ReleaseInfo

Badge = tuple[str, str]
"""Words, then a colour of the design system."""

STATES: Final[dict[State, Badge]] = {
    "failing": ("échec", "error"),
    "late": ("en retard", "warning"),
    "waiting": ("en attente", "info"),
    "fresh": ("à jour", "success"),
}


def word_release(release: ReleaseInfo) -> Badge:
    if release.is_online:
        return ("en ligne", "success")
    if release.is_withdrawn:
        return ("retirée", "warning")
    return ("remplacée", "")
