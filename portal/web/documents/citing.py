"""How to cite a document: as a sentence, for BibTeX and for reference managers.

The sentence follows the habits of APA, 7th edition, with French words: « Producteur. (2024, mars). Titre
[Publication]. Portail. Adresse ». The address is the permanent one of this portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from portal.kernel.french import format_ordinal, join_words
from portal.kernel.french.dates import MONTHS
from portal.library.kinds import DatePrecision, DocumentKind
from portal.library.models import Document
from portal.library.queries.producers import name_producer
from portal.library.words import word_kind
from portal.ui.exports.citations import (
    escape_address,
    escape_bibtex,
    flatten,
    flatten_author,
    write_bibtex_entry,
    write_ris_record,
)

_BIBTEX_KINDS: Final = {DocumentKind.PUBLICATION: "techreport"}
_RIS_KINDS: Final = {
    DocumentKind.PUBLICATION: "RPRT",
    DocumentKind.DATASET: "DATA",
    DocumentKind.TOOL: "COMP",
    DocumentKind.PLATFORM: "ELEC",
}
_FRENCH: Final = frozenset({"", "fr", "fre", "fra"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as bibliographies know it. ``address`` is permanent, ``origin`` that of the producer."""

    kind: str
    title: str
    authors: tuple[str, ...]
    on: date | None
    precision: str
    publisher: str
    address: str
    origin: str
    language: str
    identifier: str


def build_reference(document: Document) -> Reference:
    """What is cited of a document."""
    names = tuple(name_producer(slug).name for slug in document.producers)
    return Reference(
        kind=document.kind,
        title=document.title,
        authors=names or ((document.publisher_words,) if document.publisher_words else ()),
        on=document.published_on,
        precision=document.published_precision,
        publisher=settings.SITE_NAME,
        address=settings.SITE_URL + document.path,
        origin=document.url,
        language=document.language,
        identifier=str(document.pk),
    )


def write_sentence(reference: Reference) -> str:
    """« Insee. (2024, mars). Les finances des communes [Publication]. Open Collectivités. https://… »."""
    authors = f"{join_words(reference.authors)}. " if reference.authors else ""
    dated = f"({_write_date(reference)}). "
    title = f"{reference.title.rstrip(' .')} [{word_kind(reference.kind)}]"
    return f"{authors}{dated}{title}. {reference.publisher}. {reference.address}"


def _write_date(reference: Reference) -> str:
    """« 2024, 12 mars », « 2024, 1er trimestre », « 2024 », « s. d. »."""
    on = reference.on
    if on is None:
        return "s. d."
    if reference.precision == DatePrecision.YEAR:
        return str(on.year)
    if reference.precision == DatePrecision.QUARTER:
        return f"{on.year}, {format_ordinal((on.month + 2) // 3)} trimestre"
    if reference.precision == DatePrecision.MONTH:
        return f"{on.year}, {MONTHS[on.month - 1]}"
    return f"{on.year}, {format_ordinal(1) if on.day == 1 else on.day} {MONTHS[on.month - 1]}"


def write_bibtex(reference: Reference) -> str:
    """« @techreport » for a publication, « @misc » for anything else: every style knows both."""
    kind = _BIBTEX_KINDS.get(DocumentKind(reference.kind), "misc")
    authors = " and ".join(f"{{{escape_bibtex(author)}}}" for author in reference.authors)
    maker = join_words(reference.authors) or reference.publisher
    fields = {
        "author": authors,
        "title": f"{{{escape_bibtex(reference.title)}}}",
        "institution" if kind == "techreport" else "howpublished": escape_bibtex(maker),
        "type": escape_bibtex(word_kind(reference.kind)) if kind == "techreport" else "",
        "year": str(reference.on.year) if reference.on else "",
        "month": str(reference.on.month) if _knows_month(reference) and reference.on else "",
        "url": escape_address(reference.address),
        "note": escape_bibtex(f"Adresse chez le producteur : {reference.origin}"),
        "language": "french" if reference.language in _FRENCH else "",
    }
    return write_bibtex_entry(kind, f"{reference.title[:60]} {reference.identifier}", fields)


def write_ris(reference: Reference) -> str:
    """A record; the day is left out of a date of which the month or the year only is known."""
    on = reference.on
    is_day = reference.precision == DatePrecision.DAY
    month = f"{on:%Y/%m}/{on:%d}" if on and is_day else f"{on:%Y/%m}//" if on else ""
    return write_ris_record(
        [
            ("TY", _RIS_KINDS.get(DocumentKind(reference.kind), "GEN")),
            *(("AU", flatten_author(author)) for author in reference.authors),
            ("TI", flatten(reference.title)),
            ("PB", flatten(join_words(reference.authors))),
            ("DP", flatten(reference.publisher)),
            ("PY", str(on.year) if on else ""),
            ("DA", month if _knows_month(reference) else ""),
            ("UR", escape_address(reference.address)),
            ("L2", escape_address(reference.origin)),
            ("LA", reference.language),
        ]
    )


def _knows_month(reference: Reference) -> bool:
    return reference.precision in (DatePrecision.DAY, DatePrecision.MONTH)
