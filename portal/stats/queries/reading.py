"""What helps to read an indicator: words of the glossary, sheets of method; and the indicators of a sheet."""

from __future__ import annotations

from portal.references.glossary import GlossaryEntry
from portal.references.handbook import get_handbook
from portal.references.methods import Method
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.descriptors.indicator import Indicator


def list_terms(indicator: Indicator) -> list[GlossaryEntry]:
    """Words of the glossary that name it: the most particular first."""
    return get_handbook().find_terms(indicator.slug)


def list_methods(indicator: Indicator) -> list[Method]:
    """Sheets that say how its figures are worked out: those of few indicators before those of all."""
    found = [one for one in get_handbook().list_methods() if is_concerned(one, indicator)]
    return sorted(found, key=lambda one: one.concerns.everything)


def is_concerned(method: Method, indicator: Indicator) -> bool:
    """Whether a sheet is about an indicator: every condition that it sets must hold, and it sets one."""
    concerns = method.concerns
    conditions = [
        (concerns.aggregates, indicator.aggregate),
        (concerns.computations, indicator.compute.kind),
        (concerns.per, get_catalogue().units[indicator.unit].per),
        (concerns.themes, indicator.theme),
    ]
    wanted = [(allowed, found) for allowed, found in conditions if allowed]
    if concerns.secrecy is not None and (indicator.disclosure is not None) != concerns.secrecy:
        return False
    is_told = bool(wanted) or concerns.secrecy is not None
    return concerns.everything or (is_told and all(found in allowed for allowed, found in wanted))


def list_concerned_indicators(method: Method) -> list[Indicator]:
    """Indicators that a sheet is about, when it is not about all of them."""
    if method.concerns.everything:
        return []
    return [one for one in get_catalogue().list_public_indicators() if is_concerned(method, one)]
