"""The vocabularies as one object, loaded once per process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from portal.kernel.descriptors import Problem, load_words
from portal.references.words import Licence, Producer, Subject, Theme


@dataclass(frozen=True)
class References:
    """Every word by slug; ``problems`` is empty when the catalogue is fit for use."""

    subjects: Mapping[str, Subject]
    producers: Mapping[str, Producer]
    licences: Mapping[str, Licence]
    themes: Mapping[str, Theme]
    problems: tuple[Problem, ...] = ()

    def list_subjects(self) -> list[Subject]:
        """In their order."""
        return sorted(self.subjects.values(), key=lambda one: (one.order, one.label))

    def list_line(self, slug: str) -> list[str]:
        """A producer then those it belongs to, nearest first; the slug alone when it is unknown."""
        line = [slug]
        while (known := self.producers.get(line[-1])) and known.parent and known.parent not in line:
            line.append(known.parent)
        return line


def load_references(root: Path) -> References:
    """Read every word under ``root``."""
    problems: list[Problem] = []
    references = References(
        subjects=load_words(root / "subjects", Subject, problems),
        producers=load_words(root / "producers", Producer, problems),
        licences=load_words(root / "licences", Licence, problems),
        themes=load_words(root / "themes", Theme, problems),
        problems=tuple(problems),
    )
    found = tuple(_check(references, root))
    return References(
        references.subjects, references.producers, references.licences, references.themes, (*problems, *found)
    )


def _check(references: References, root: Path) -> Iterator[Problem]:
    for producer in references.producers.values():
        if producer.parent and producer.parent not in references.producers:
            yield Problem(
                "references.E001",
                f"producer {producer.slug}: its parent {producer.parent} is unknown.",
                "Add it, or correct its spelling.",
                root / "producers" / f"{producer.slug}.yaml",
                1,
            )
    for subject in references.subjects.values():
        for theme in subject.themes:
            if theme not in references.themes:
                yield Problem(
                    "references.E002",
                    f"subject {subject.slug}: the theme {theme} is unknown.",
                    "Use the name of a file of catalogue/themes.",
                    root / "subjects" / f"{subject.slug}.yaml",
                    1,
                )


@lru_cache(maxsize=4)
def _load(root: str) -> References:
    return load_references(Path(root))


def get_references() -> References:
    """The vocabularies of this portal. A page asks dozens of times: a text is a quicker key than a Path."""
    return _load(str(settings.CATALOGUE_DIR))


def reset_references() -> None:
    """Forget what was loaded."""
    _load.cache_clear()
