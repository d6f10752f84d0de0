"""Addresses of the reference part and of the list of platforms: hyphens there, underscores in slugs."""

from __future__ import annotations

from typing import Final

GLOSSARY: Final = "/bibliotheque/glossaire"
NOMENCLATURES: Final = "/bibliotheque/nomenclatures"
METHODS: Final = "/bibliotheque/methodes"
CALENDAR: Final = "/bibliotheque/calendrier"
PLATFORMS: Final = "/bibliotheque/plateformes"


def term_path(slug: str) -> str:
    """« /bibliotheque/glossaire/epargne-brute »."""
    return GLOSSARY + "/" + slug.replace("_", "-")


def nomenclature_path(slug: str) -> str:
    return NOMENCLATURES + "/" + slug.replace("_", "-")


def method_path(slug: str) -> str:
    return METHODS + "/" + slug.replace("_", "-")
