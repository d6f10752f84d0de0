"""From what the database keeps of a dashboard to its descriptor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from portal.stats.addresses import parse_segment
from portal.stats.descriptors.dashboard import LEVELS_OF

LEVEL_FIELDS: Final = tuple(f"level_{kind}" for kind, levels in LEVELS_OF.items() if len(levels) > 1)
"""Fields that say what the members of a kind of zone are; empty for the usual level."""


def build_data(values: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a descriptor, from the fields of the model or of its form: what is empty is left out."""
    themes, zones = list(values["themes"] or []), list(values["zones"] or [])
    data: dict[str, Any] = {
        "slug": parse_segment(values["slug"] or ""),
        "label": values["label"] or "",
        "summary": values["summary"] or "",
        "kind": "theme" if themes else "zone",
        "themes": themes,
        "questions": [str(child.value or "") for child in values["questions"]],
        "order": values["order"],
        "panels": [{"kind": child.block_type, **_build_panel(child.value)} for child in values["panels"]],
        "level": {name.removeprefix("level_"): values[name] for name in LEVEL_FIELDS if values.get(name)},
    }
    if zones:
        data["zones"] = zones
    if values["default_zone"]:
        data["default_zone"] = values["default_zone"]
    return data


def _build_panel(value: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, one in value.items():
        if name == "indicators":
            found[name] = [str(slug or "") for slug in one]
        elif one not in (None, "", []):
            found[name] = one
    return found
