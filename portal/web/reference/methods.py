"""Sheets of method: how figures are worked out here, and where the code that does it is."""

from __future__ import annotations

from typing import Any, Final

from portal.references.addresses import method_path
from portal.references.handbook import get_handbook
from portal.references.methods import Method
from portal.stats.addresses import indicator_path
from portal.stats.queries.reading import list_concerned_indicators
from portal.web.reference.citing import PageCitation

SHOWN: Final = 40
"""Indicators named on a sheet; beyond, their number is."""


def present_methods() -> dict[str, Any]:
    """All of them, in their order."""
    return {
        "methods": [(one.title, method_path(one.slug), one.summary) for one in get_handbook().list_methods()]
    }


def present_method(method: Method) -> dict[str, Any]:
    """One sheet."""
    known = get_handbook()
    indicators = list_concerned_indicators(method)
    return {
        "method": method,
        "path": method_path(method.slug),
        "also": [(known.methods[slug].title, method_path(slug)) for slug in method.also],
        "indicators": [(one.label, indicator_path(one.slug)) for one in indicators[:SHOWN]],
        "count": len(indicators),
        "terms": [one for one in known.glossary.values() if method.slug in one.methods],
        "citation": cite_method(method).sentence,
    }


def cite_method(method: Method) -> PageCitation:
    return PageCitation(method.title, "Fiches de méthode", method_path(method.slug))
