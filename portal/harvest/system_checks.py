"""Django's ``manage.py check`` also reads the sources of documents and names what is wrong in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage

from portal.harvest.sources import load_sources
from portal.references.shelf import load_references
from portal.stats.descriptors.system_checks import write_message


def check_sources(**_: Any) -> list[CheckMessage]:
    """Every problem of ``catalogue/sources`` as a Django error, with its hint."""
    root = Path(settings.CATALOGUE_DIR)
    return [write_message(problem) for problem in load_sources(root, load_references(root)).problems]
