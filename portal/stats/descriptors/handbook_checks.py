"""What the reference part says of figures: indicators, themes, units of methods, producers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from portal.kernel.descriptors import Problem
from portal.references.handbook import Handbook
from portal.references.nomenclatures import CategoriesContent
from portal.stats.descriptors.entries import Catalogue


def check_handbook(handbook: Handbook, catalogue: Catalogue) -> list[Problem]:
    """Problems of the handbook itself, then slugs that the catalogue of figures does not have."""
    root = catalogue.root
    found = list(handbook.problems)
    for term in handbook.glossary.values():
        path = root / "glossary" / f"{term.slug}.yaml"
        found += _check_public(term.indicators, catalogue, path)
    for entry in handbook.nomenclatures.values():
        path = root / "nomenclatures" / f"{entry.slug}.yaml"
        found += _check_public(entry.indicators, catalogue, path)
        found += _check([entry.producer] if entry.producer else [], catalogue.producers, "producer", path)
        if isinstance(entry.content, CategoriesContent):
            found += _check([entry.content.indicator], catalogue.indicators, "indicator", path)
    for method in handbook.methods.values():
        path = root / "methods" / f"{method.slug}.yaml"
        found += _check(method.concerns.themes, catalogue.themes, "theme", path)
        found += _check(
            method.concerns.per, {one.per for one in catalogue.units.values()}, "“per” of units", path
        )
    for event in handbook.calendar.values():
        path = root / "calendar" / f"{event.slug}.yaml"
        found += _check([event.producer] if event.producer else [], catalogue.producers, "producer", path)
    for duty in handbook.obligations.values():
        path = root / "obligations" / f"{duty.slug}.yaml"
        found += _check_public([duty.population], catalogue, path)
    return found


def _check_public(slugs: Collection[str], catalogue: Catalogue, path: Path) -> Iterator[Problem]:
    """An indicator that has a page."""
    known = {one.slug for one in catalogue.list_public_indicators()}
    yield from _check(slugs, known, "public indicator", path)


def _check(names: Collection[str], known: Collection[str], what: str, path: Path) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(
                "stats.E030", f"“{name}” is no {what} of the catalogue.", "Correct its spelling.", path, 1
            )
