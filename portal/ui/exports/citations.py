"""How to cite a page or a dataset: as a sentence (ISO 690), for BibTeX and for reference managers (RIS).

Sources: the BibTeX format (Oren Patashnik, « BibTeXing », 1988), the RIS specification of 2011.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from urllib.parse import quote

from django.http import HttpResponse

from portal.kernel.french import format_date, join_words
from portal.ui.exports.csv import build_file_name
from portal.ui.exports.tables import clean_text

CitationFormat = Literal["bib", "ris"]
CITATION_EXTENSIONS: Final = "bib|ris"
"""For the pattern of an address."""

_CONTENT_TYPES: Final[dict[CitationFormat, str]] = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}
# Braces count for BibTeX even behind a backslash: they are written by their names.
_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        '"': r"\textquotedbl{}",
        "\u202f": "~",
        "\u00a0": "~",
    }
    | {mark: f"\\{mark}" for mark in "$&#_%"}
)


@dataclass(frozen=True, slots=True)
class Citation:
    """``authors`` are the producers of the figures, ``publisher`` the name of this site.

    ``dated`` is the day of the figures (never that of the visit: everyone cites the same thing),
    ``version`` the name of the state of the data, ``address`` the whole frozen address.
    """

    title: str
    authors: tuple[str, ...]
    publisher: str
    dated: date | None
    version: str
    address: str
    note: str = ""
    licence: str = ""


def write_citation(citation: Citation) -> str:
    """One sentence: « Insee. Rennes [jeu de données]. Portail, version du 3 mars 2026. https://… »."""
    authors = f"{join_words(citation.authors)}. " if citation.authors else ""
    dated = f", données au {format_date(citation.dated)}" if citation.dated else ""
    version = f", version {citation.version}" if citation.version else ""
    title = f"{citation.title} [jeu de données]"
    return f"{authors}{title}. {citation.publisher}{dated}{version}. {citation.address}"


def write_bibtex(citation: Citation) -> str:
    """An entry that every style of BibTeX and biblatex knows: ``@misc``."""
    fields = {
        "author": " and ".join(f"{{{escape_bibtex(author)}}}" for author in citation.authors),
        "title": f"{{{escape_bibtex(citation.title)}}}",
        "howpublished": escape_bibtex(citation.publisher),
        "publisher": escape_bibtex(citation.publisher),
        "year": str(citation.dated.year) if citation.dated else "",
        "month": str(citation.dated.month) if citation.dated else "",
        "version": escape_bibtex(citation.version),
        "url": escape_address(citation.address),
        "urldate": citation.dated.isoformat() if citation.dated else "",
        "note": escape_bibtex(citation.note),
        "language": "french",
    }
    return write_bibtex_entry("misc", f"{citation.title} {citation.version}", fields)


def write_bibtex_entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """One entry: ``kind`` is « misc », « techreport »…; ``key`` any text. Values are already escaped, by
    ``escape_bibtex`` and ``escape_address``; those that are empty are left out."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{kind}{{{_build_key(key)},\n{lines}}}\n"


def write_ris(citation: Citation) -> str:
    """A record of type DATA; one field a line, each ended by CRLF."""
    day = citation.dated
    fields = [
        ("TY", "DATA"),
        *(("AU", flatten_author(author)) for author in citation.authors),
        ("TI", flatten(citation.title)),
        ("PB", flatten(citation.publisher)),
        ("DP", flatten(citation.publisher)),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("ET", flatten(citation.version)),
        ("UR", escape_address(citation.address)),
        ("N1", flatten(citation.note)),
        ("C5", flatten(citation.licence)),
        ("LA", "fr"),
    ]
    return write_ris_record(fields)


def write_ris_record(fields: Iterable[tuple[str, str]]) -> str:
    """One record: its tags in order, one a line; values are on one line already. Empty ones are left out."""
    lines = [f"{tag}  - {value}\r\n" for tag, value in fields if value]
    return "".join([*lines, "ER  - \r\n"])


def build_citation_response(citation: Citation, wanted: CitationFormat, *parts: str) -> HttpResponse:
    """The citation as a file; ``parts`` make its name."""
    text = write_bibtex(citation) if wanted == "bib" else write_ris(citation)
    return build_reference_response(text, wanted, *parts)


def build_reference_response(text: str, wanted: CitationFormat, *parts: str) -> HttpResponse:
    """A record already written, as a file; ``parts`` make its name."""
    response = HttpResponse(text.encode("utf-8"), content_type=_CONTENT_TYPES[wanted])
    response["Content-Disposition"] = f'attachment; filename="{build_file_name(*parts, suffix=wanted)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def flatten(text: str) -> str:
    """The text on one line."""
    return re.sub(r"\s+", " ", clean_text(text).replace("\u202f", "\u00a0").replace("\u00a0", " ")).strip()


def flatten_author(author: str) -> str:
    """An organisation on one line: reference managers take what follows a comma for a first name."""
    return flatten(author).replace(",", " –")


def escape_bibtex(text: str) -> str:
    """Text that BibTeX prints as it is."""
    flat = re.sub(r"[\t\n\r ]+", " ", clean_text(text)).strip()
    return flat.translate(_BIBTEX)


def escape_address(address: str) -> str:
    """An address that neither format can take for anything else: no brace, no space."""
    return quote(clean_text(address), safe=":/?#[]@!$&'()*+,;=%~-._")


def _build_key(text: str) -> str:
    """« rennes-35-3f9a1c0b2d4e »: letters, digits and hyphens only."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80] or "donnees"
