"""Addresses of the reference part."""

from __future__ import annotations

from typing import Final

from portal.stats.addresses import write_segment

GLOSSARY: Final = "/bibliotheque/glossaire"
NOMENCLATURES: Final = "/bibliotheque/nomenclatures"
METHODS: Final = "/bibliotheque/methodes"
CALENDAR: Final = "/bibliotheque/calendrier"
PLATFORMS: Final = "/bibliotheque/plateformes"


def term_path(slug: str) -> str:
    """« /bibliotheque/glossaire/epargne-brute »."""
    return f"{GLOSSARY}/{write_segment(slug)}"


def nomenclature_path(slug: str) -> str:
    return f"{NOMENCLATURES}/{write_segment(slug)}"


def method_path(slug: str) -> str:
    return f"{METHODS}/{write_segment(slug)}"
