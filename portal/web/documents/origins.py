"""Where what is said of a document comes from: harvested, deduced, corrected by an agent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate

from portal.harvest.platforms import find_known_source
from portal.kernel.french import format_date, join_words, typeset
from portal.library.models import Document
from portal.library.provenance import EDITED, EVERY, HARVESTED, INFERRED, SERIES, find_origin
from portal.web.documents.facts import Word

_FIELD_WORDS = {
    "kind": "le type", "title": "le titre", "url": "l’adresse", "abstract": "le résumé", "text": "le texte",
    "producers": "les producteurs", "publisher_words": "les producteurs",
    "published_on": "la date de publication", "published_precision": "la date de publication",
    "published_words": "la date de publication", "modified_on": "la date de mise à jour",
    "years": "les années étudiées", "subjects": "les thématiques", "keywords": "les mots-clés",
    "levels": "les types de collectivité", "territories": "les territoires", "language": "la langue",
    "licence": "la licence", "licence_words": "la licence", "formats": "les formats",
    "frequency": "la périodicité", "image_url": "la vignette",
}  # fmt: skip

_STARTS = ((EDITED, "Corrigé par un agent du portail : "), (INFERRED, "Déduit par le portail : "))


def write_origins(document: Document) -> Iterator[tuple[Word, ...]]:
    """Sentences, each made of words of which some lead to the page of a source."""
    told = document.provenance.get(EVERY, {})
    if told.get("origin") == HARVESTED:
        day = _word_day(told.get("at"))
        since = f" le {day}" if day else ""
        yield Word("Description moissonnée de "), _link_source(told.get("source", "")), Word(f"{since}.")
    elif told.get("origin") == SERIES:
        yield (Word("Ce document réunit les livraisons d’une même série ; le portail l’a créé."),)
    others = [slug for slug in document.sources if slug != told.get("source")]
    if others:
        links = [_link_source(slug) for slug in others]
        yield Word("Aussi décrit par "), *_separate(links), Word(".")
    for origin, start in (
        (EDITED, "Corrigé par un agent du portail : "),
        (INFERRED, "Déduit par le portail : "),
    ):
        words = list(dict.fromkeys(_list_fields(document, origin)))
        if words:
            yield (Word(f"{start}{join_words(words)}."),)


def _list_fields(document: Document, origin: str) -> Iterator[str]:
    for field in document.provenance:
        if field != EVERY and find_origin(document.provenance, field).get("origin") == origin:
            yield _FIELD_WORDS.get(field, field)


def _separate(words: list[Word]) -> Iterator[Word]:
    for rank, word in enumerate(words):
        if rank:
            yield Word(", ")
        yield word


def _link_source(slug: str) -> Word:
    known = find_known_source(slug)
    return Word(typeset(known.title), known.page) if known else Word(slug or "une source inconnue")


def _word_day(text: object) -> str:
    """The day of an instant written in ISO 8601; empty for anything else."""
    try:
        return format_date(localdate(datetime.fromisoformat(str(text))))
    except ValueError:
        return ""
