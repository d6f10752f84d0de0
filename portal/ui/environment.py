"""The Jinja2 environment of the public pages."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, StrictUndefined


def build_environment(**options: Any) -> Environment:
    """Templates are found in portal/ui/templates and in each feature's own folder (settings)."""
    return Environment(
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
