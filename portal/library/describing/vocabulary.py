"""Producers, licences and subjects that the words of a source name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.text import slugify

from portal.library.naming import fold
from portal.references.shelf import References

_ORGANIZATION_SLUG: Final = 100
MOST_SUBJECTS: Final = 3


@dataclass(frozen=True)
class Vocabulary:
    """Folded words → slug of the catalogue. ``subject_words``: singular words of each subject."""

    producers: Mapping[str, str]
    licences: Mapping[str, str]
    subjects: Mapping[str, str]
    subject_patterns: tuple[tuple[str, re.Pattern[str]], ...]
    references: References

    def find_producer(self, words: str) -> str | None:
        """The producer that is so called, in full, by its acronym or by another of its names."""
        return self.producers.get(fold(words))

    def find_licence(self, words: str) -> str | None:
        """The licence that words, a code or an address name; for a sentence, the one that it contains.

        A version wins over the name alone; the name alone says nothing where an unknown version follows.
        """
        plain = _name_licence(words)
        found = self.licences.get(plain)
        if found is None and len(plain) > 12:
            inside = [name for name in self.licences if len(name) > 6 and _contains(plain, name)]
            best = max(inside, key=lambda name: (any(map(str.isdigit, name)), len(name)), default="")
            found = self.licences.get(best)
        return found

    def list_subjects(self, titles: Iterable[str], body: str) -> list[str]:
        """Subjects whose words a document has: in its title or its keywords, else at least twice in its
        abstract; the most often named first, three at most."""
        head = _singular(" | ".join(titles))
        text = _singular(body)
        scores: dict[str, int] = {}
        for slug, pattern in self.subject_patterns:
            named, told = len(pattern.findall(head)), len(pattern.findall(text))
            if named or told > 1:
                scores[slug] = 3 * named + told
        order = {one.slug: one.order for one in self.references.subjects.values()}
        ranked = sorted(scores, key=lambda slug: (-scores[slug], order[slug]))
        return [slug for slug in ranked if scores[slug] * 3 >= scores[ranked[0]]][:MOST_SUBJECTS]


def build_vocabulary(references: References) -> Vocabulary:
    """Every way to write a word of the catalogue; the slug itself is one."""
    producers: dict[str, str] = {}
    for one in references.producers.values():
        for name in (one.slug, one.name, one.acronym, *one.aliases):
            producers.setdefault(fold(name), one.slug)
    licences: dict[str, str] = {}
    for known in references.licences.values():
        for name in (known.slug, known.title, known.short_title, known.page, *known.aliases):
            licences.setdefault(_name_licence(name), known.slug)
    subjects = {fold(one.label): one.slug for one in references.subjects.values()}
    subjects |= {fold(slug): slug for slug in references.subjects}
    patterns = [(one.slug, _build_pattern(one.words)) for one in references.list_subjects() if one.words]
    return Vocabulary(producers, licences, subjects, tuple(patterns), references)


def _name_licence(words: str) -> str:
    """« Licence Ouverte version 2.0 » and « Licence Ouverte v2.0 » are « licence ouverte 2 0 »."""
    return re.sub(r"\b(?:version |v ?)(?=\d)", "", fold(words))


def _contains(plain: str, name: str) -> bool:
    """Whether a sentence has these words, no number of version after them."""
    return re.search(rf"\b{re.escape(name)}\b(?! \d\b)", plain) is not None


def _build_pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({_singular(word) for word in words}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def _singular(text: str) -> str:
    """Folded words without the mark of the plural: « finances locales » is « finance locale »."""
    return re.sub(r"(?<=[a-z]{3})(?:s|x)\b", "", fold(text))


def build_organization_slug(name: str) -> str:
    """What a producer that the catalogue does not know is called in addresses; « org- » keeps it apart."""
    return f"org-{slugify(name)[:_ORGANIZATION_SLUG].strip('-') or 'sans-nom'}"
