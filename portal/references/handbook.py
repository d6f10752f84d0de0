"""The reference part as one object, loaded once per process: words, lists of codes, methods, calendar."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portal.kernel.descriptors import Problem, load_words
from portal.references.calendar import CalendarEntry
from portal.references.glossary import FIELDS, GlossaryEntry
from portal.references.methods import Method
from portal.references.nomenclatures import Nomenclature
from portal.references.obligations import Obligation
from portal.references.technologies import Technology


@dataclass(frozen=True)
class Handbook:
    """Every entry by slug; ``problems`` is empty when the catalogue is fit for use."""

    glossary: Mapping[str, GlossaryEntry]
    nomenclatures: Mapping[str, Nomenclature]
    methods: Mapping[str, Method]
    calendar: Mapping[str, CalendarEntry]
    technologies: Mapping[str, Technology]
    obligations: Mapping[str, Obligation]
    problems: tuple[Problem, ...] = ()

    def list_methods(self) -> list[Method]:
        """In their order."""
        return sorted(self.methods.values(), key=lambda one: (one.order, one.title))

    def list_nomenclatures(self) -> list[Nomenclature]:
        """In their order."""
        return sorted(self.nomenclatures.values(), key=lambda one: (one.order, one.title))

    def find_terms(self, indicator: str) -> list[GlossaryEntry]:
        """Words that help to read an indicator: those that few indicators share first."""
        found = [one for one in self.glossary.values() if indicator in one.indicators]
        return sorted(found, key=lambda one: (len(one.indicators), one.slug))


def load_handbook(root: Path) -> Handbook:
    """Read every entry under ``root``, and check what they say of each other."""
    problems: list[Problem] = []
    found = Handbook(
        glossary=load_words(root / "glossary", GlossaryEntry, problems),
        nomenclatures=load_words(root / "nomenclatures", Nomenclature, problems),
        methods=load_words(root / "methods", Method, problems),
        calendar=load_words(root / "calendar", CalendarEntry, problems),
        technologies=load_words(root / "technologies", Technology, problems),
        obligations=load_words(root / "obligations", Obligation, problems),
    )
    return replace(found, problems=(*problems, *_check(found, root)))


def _check(handbook: Handbook, root: Path) -> Iterator[Problem]:
    """Words and methods named by an entry, that the handbook does not have; code that is no longer there."""
    for term in handbook.glossary.values():
        path = root / "glossary" / f"{term.slug}.yaml"
        yield from _check_names(term.also, handbook.glossary, "glossary", path)
        yield from _check_names(term.methods, handbook.methods, "methods", path)
        if term.slug in term.also:
            yield Problem("references.E011", f"also: {term.slug} names itself.", "Remove it.", path, 1)
    for method in handbook.methods.values():
        path = root / "methods" / f"{method.slug}.yaml"
        yield from _check_names(method.also, handbook.methods, "methods", path)
        for place in (*method.code, *method.decisions):
            if not (Path(settings.BASE_DIR) / place).exists():
                yield Problem("references.E012", f"{place} does not exist.", "Say where it is now.", path, 1)
    for entry in handbook.nomenclatures.values():
        path = root / "nomenclatures" / f"{entry.slug}.yaml"
        yield from _check_names(entry.terms, handbook.glossary, "glossary", path)
    for event in handbook.calendar.values():
        path = root / "calendar" / f"{event.slug}.yaml"
        yield from _check_names(event.terms, handbook.glossary, "glossary", path)


def _check_names(
    names: Collection[str], known: Collection[str], folder: str, path: Path
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(
                "references.E010",
                f"“{name}” is not in catalogue/{folder}.",
                "Correct its spelling, or add its file.",
                path,
                1,
            )


@lru_cache(maxsize=4)
def _load(root: Path) -> Handbook:
    return load_handbook(root)


def get_handbook() -> Handbook:
    """The reference part of this portal."""
    return _load(Path(settings.CATALOGUE_DIR))


def reset_handbook() -> None:
    """Forget what was loaded."""
    _load.cache_clear()


__all__ = ["FIELDS", "Handbook", "get_handbook", "load_handbook", "reset_handbook"]
