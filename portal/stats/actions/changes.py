"""What a release changes, recorded with it: totals and the largest changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from portal.stats.models import Release
from portal.stats.queries.changes import ChangedFigure, compare_archives


def describe_changes(release: Release, previous: Release | None) -> dict[str, Any]:
    """Counts of values that appeared, vanished and changed, and the largest relative changes.

    Everything appeared when there is no previous release, or when its archive was lost.
    """
    if previous is not None and not (Path(settings.DATA_DIR) / previous.archive).is_file():
        previous = None
    changes = compare_archives(release, previous)
    return {
        "previous": changes.before,
        "appeared": changes.appeared,
        "vanished": changes.vanished,
        "changed": changes.changed,
        "unchanged": changes.unchanged,
        "largest": [_describe(figure) for figure in changes.largest],
    }


def _describe(figure: ChangedFigure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "year": figure.year,
        "kind": figure.kind,
        "code": figure.code,
        "before": figure.before.value if figure.before else None,
        "after": figure.after.value if figure.after else None,
        "relative": figure.relative,
    }
