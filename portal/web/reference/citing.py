"""How to cite a page of the reference part: words and methods have no date of their own, but an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse

from portal.kernel.french import typeset
from portal.ui.exports.citations import (
    CitationFormat,
    build_reference_response,
    escape_address,
    escape_bibtex,
    flatten,
    write_bibtex_entry,
    write_ris_record,
)


@dataclass(frozen=True, slots=True)
class PageCitation:
    """``within``: the part that it is in, « glossaire »; ``path`` its permanent address, without host."""

    title: str
    within: str
    path: str

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.path}"

    @property
    def sentence(self) -> str:
        """« Épargne brute », Glossaire, Open Collectivités. https://…"""
        return typeset(f"« {self.title} », {self.within}, {settings.SITE_NAME}. {self.address}")


def build_response(citation: PageCitation, wanted: CitationFormat, name: str) -> HttpResponse:
    """The citation as a file for reference managers."""
    text = _write_bibtex(citation) if wanted == "bib" else _write_ris(citation)
    return build_reference_response(text, wanted, "open-collectivites", name)


def _write_bibtex(citation: PageCitation) -> str:
    fields = {
        "title": f"{{{escape_bibtex(citation.title)}}}",
        "howpublished": escape_bibtex(f"{settings.SITE_NAME}, {citation.within}"),
        "publisher": escape_bibtex(settings.SITE_NAME),
        "url": escape_address(citation.address),
        "language": "french",
    }
    return write_bibtex_entry("misc", f"{citation.within} {citation.title}", fields)


def _write_ris(citation: PageCitation) -> str:
    return write_ris_record(
        [
            ("TY", "ELEC"),
            ("TI", flatten(citation.title)),
            ("T2", flatten(citation.within)),
            ("PB", flatten(settings.SITE_NAME)),
            ("UR", escape_address(citation.address)),
            ("LA", "fr"),
        ]
    )
