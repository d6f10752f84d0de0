"""Small files and descriptors for the tests of the readers."""

from __future__ import annotations

from typing import Any

from portal.stats.descriptors.dataset import SourceFileSpec
from portal.stats.descriptors.indicator import Indicator

INDICATORS = {
    "inhabitants": Indicator.model_validate(
        {
            "slug": "inhabitants",
            "theme": "people",
            "label": "Habitants",
            "short_label": "Habitants",
            "unit": "inhabitants",
            "levels": ["commune"],
            "aggregate": "sum",
        }
    ),
    "zone": Indicator.model_validate(
        {
            "slug": "zone",
            "theme": "people",
            "label": "Zone",
            "short_label": "Zone",
            "unit": "category",
            "levels": ["commune"],
            "aggregate": "unanimous",
            "categories": [{"value": 1, "key": "A", "label": "A"}, {"value": 2, "key": "B", "label": "B"}],
        }
    ),
}


def build_spec(**changes: Any) -> SourceFileSpec:
    """A CSV of communes: code;pop, year 2023, geography 2025; ``s`` is secret, empty not available."""
    data: dict[str, Any] = {
        "name": "main",
        "fetch": {"kind": "folder", "member": "main.csv"},
        "geography": {"level": "commune", "year": 2025},
        "reader": {"kind": "csv", "delimiter": ";"},
        "columns": {
            "code": {"role": "territory"},
            "pop": {
                "role": "value",
                "indicator": "inhabitants",
                "period": 2023,
                "absent": {"s": "secret", "": "not_available"},
            },
        },
        "rows": {"min": 1, "max": 100},
    }
    data.update(changes)
    return SourceFileSpec.model_validate(data)
