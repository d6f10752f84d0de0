"""The glossary: its list by letter, the page of a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from portal.kernel.french import sort_key
from portal.references.addresses import GLOSSARY, method_path, term_path
from portal.references.glossary import FIELDS, GlossaryEntry
from portal.references.handbook import get_handbook
from portal.stats.addresses import indicator_path, write_segment
from portal.stats.descriptors.catalogue import get_catalogue
from portal.web.reference.citing import PageCitation

Link = tuple[str, str]


def present_glossary(discipline: str) -> dict[str, Any]:
    """Words by letter, of one discipline or of all."""
    everyone = get_handbook().glossary.values()
    chosen = [one for one in everyone if not discipline or one.field == discipline]
    letters: dict[str, list[dict[str, Any]]] = {}
    for term in sorted(chosen, key=lambda one: sort_key(one.term)):
        letters.setdefault(_find_letter(term.term), []).append(_present_line(term))
    return {
        "letters": letters,
        "count": len(chosen),
        "discipline": FIELDS[discipline] if discipline else "",  # type: ignore[index]  # it was checked
        "disciplines": [
            (
                label,
                f"{GLOSSARY}?domaine={slug}",
                sum(one.field == slug for one in everyone),
                slug == discipline,
            )
            for slug, label in FIELDS.items()
        ],
        "total": len(everyone),
    }


def _find_letter(term: str) -> str:
    return unicodedata.normalize("NFD", term)[0].upper()


def _present_line(term: GlossaryEntry) -> dict[str, Any]:
    return {
        "anchor": write_segment(term.slug),
        "term": capitalize(term.term),
        "acronym": term.acronym,
        "short": term.short,
        "path": term_path(term.slug),
    }


def capitalize(text: str) -> str:
    """The first letter alone: « Budget principal », « DGF »."""
    return text[:1].upper() + text[1:]


def present_term(term: GlossaryEntry) -> dict[str, Any]:
    """The page of a word: what it means, who says so, which figures it helps to read."""
    handbook, catalogue = get_handbook(), get_catalogue()
    return {
        "term": term,
        "title": capitalize(term.term),
        "discipline": FIELDS[term.field],
        "discipline_path": f"{GLOSSARY}?domaine={term.field}",
        "also": list_terms(term.also),
        "seen_from": list_terms(
            one.slug
            for one in handbook.glossary.values()
            if term.slug in one.also and one.slug not in term.also
        ),
        "methods": [(handbook.methods[slug].title, method_path(slug)) for slug in term.methods],
        "indicators": [(catalogue.indicators[slug].label, indicator_path(slug)) for slug in term.indicators],
        "path": term_path(term.slug),
        "citation": cite_term(term).sentence,
        "structured": {
            "@context": "https://schema.org",
            "@type": "DefinedTerm",
            "name": term.term,
            "description": term.short,
            "inDefinedTermSet": cite_term(term).address.rpartition("/")[0],
            "url": cite_term(term).address,
        },
    }


def list_terms(slugs: Iterable[str]) -> list[Link]:
    """Words as links, by name."""
    found = [get_handbook().glossary[slug] for slug in slugs]
    return [(one.term, term_path(one.slug)) for one in sorted(found, key=lambda one: sort_key(one.term))]


def cite_term(term: GlossaryEntry) -> PageCitation:
    return PageCitation(capitalize(term.term), "Glossaire", term_path(term.slug))
