"""What a web page says of itself: Open Graph, Dublin Core, tags of citation, schema.org, its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from portal.harvest.formats.saying import Said, choose_language, open_list
from portal.kernel.markup import MarkupError
from portal.kernel.markup.html import Element, select, write_html
from portal.kernel.markup.json import read_json
from portal.library.harvested import HarvestedFile

MOST_SCRIPTS: Final = 10
LONGEST_SCRIPT: Final = 500_000

_KINDS: Final = {
    "Dataset": "dataset", "DataCatalog": "platform", "SoftwareApplication": "tool", "WebApplication": "tool",
    "Report": "publication", "Article": "publication", "NewsArticle": "publication", "Book": "publication",
    "ScholarlyArticle": "publication", "TechArticle": "publication", "PublicationIssue": "publication",
    "DigitalDocument": "publication", "BlogPosting": "publication", "CreativeWork": "", "WebPage": "",
}  # fmt: skip
"""Types of schema.org that describe the page itself, → ours."""

_TAGS: Final = {
    "title": ("og:title", "dcterms.title", "dc.title", "citation_title", "twitter:title"),
    "abstract": ("dcterms.description", "dc.description", "og:description", "description",
                 "twitter:description"),
    "issued": ("article:published_time", "dcterms.issued", "dc.date.issued", "dc.date", "dcterms.date",
               "citation_publication_date", "citation_date", "date", "pubdate"),
    "modified": ("article:modified_time", "dcterms.modified", "dc.date.modified", "og:updated_time",
                 "last-modified"),
    "creators": ("dc.creator", "dcterms.creator", "citation_author", "author", "article:author"),
    "publishers": ("dc.publisher", "dcterms.publisher", "citation_publisher", "og:site_name"),
    "keywords": ("article:tag", "keywords", "dc.subject", "dcterms.subject", "citation_keywords"),
    "language": ("dc.language", "dcterms.language", "og:locale"),
    "licence": ("dcterms.license", "dc.rights", "dcterms.rights"),
    "image_url": ("og:image", "twitter:image"),
    "spatial": ("dcterms.spatial", "dc.coverage"),
    "identifiers": ("citation_doi", "dc.identifier", "dcterms.identifier"),
    "file": ("citation_pdf_url",),
}  # fmt: skip
_LINKED: Final = {
    "title": ("headline", "name"), "abstract": ("description", "abstract"), "issued": ("datePublished",),
    "modified": ("dateModified",), "creators": ("author", "creator"), "publishers": ("publisher",),
    "keywords": ("keywords",), "language": ("inLanguage",), "licence": ("license",),
    "image_url": ("thumbnailUrl", "image"), "spatial": ("spatialCoverage",), "identifiers": ("identifier",),
    "period": ("temporalCoverage",),
}  # fmt: skip


class PageSaid:
    """``told``: our words → values, the surest first. ``kind``: of the document, when the page says it."""

    def __init__(self, root: Element, said: Said) -> None:
        self.said = said
        self.kind = ""
        self.told: dict[str, list[object]] = {}
        self._links: list[object] = []
        linked = next(_iterate_linked(root), {})
        if linked:
            self._read_linked(linked)
        self._read_tags(root)
        for selector in ("title", "h1"):
            self._add("title", [write_html(one) for one in select(root, selector)[:1]])
        self._add("language", select(root, "/html/@lang"))
        self._add("licence", select(root, "link[rel=license]@href") + select(root, "a[rel=license]@href"))
        self.canonical = said.address(next(iter(select(root, "link[rel=canonical]@href")), ""))

    def line(self, name: str) -> str:
        """The surest value, on one line."""
        return next((words for one in self.told.get(name, ()) if (words := self.said.line(one))), "")

    def text(self, name: str) -> str:
        """The surest value, with its paragraphs."""
        return next((words for one in self.told.get(name, ()) if (words := self.said.text(one))), "")

    def lines(self, name: str) -> tuple[str, ...]:
        """Every value; keywords are cut at commas."""
        told = self.told.get(name, [])
        if name == "keywords":
            told = [word for one in told for word in re.split(r"[,;]", choose_language(one))]
        return self.said.lines(told)

    def list_files(self) -> tuple[HarvestedFile | None, ...]:
        """Files that the page declares: distributions of a dataset, its PDF."""
        files = [
            self.said.file(
                one.get("contentUrl") or one.get("url"),
                one.get("name"),
                one.get("encodingFormat") or one.get("fileFormat"),
                one.get("contentSize"),
                one.get("dateModified"),
            )
            for one in self._links
            if isinstance(one, Mapping)
        ]
        return (*files, *(self.said.file(one, "", "pdf") for one in self.told.get("file", ())))

    def _read_linked(self, linked: Mapping[str, Any]) -> None:
        self.kind = next((_KINDS[one] for one in _list_types(linked) if _KINDS.get(one)), "")
        for ours, theirs in _LINKED.items():
            for key in theirs:
                self._add(ours, [_name(one) for one in open_list(linked.get(key))])
        self._links += open_list(linked.get("distribution")) + open_list(linked.get("encoding"))

    def _read_tags(self, root: Element) -> None:
        told: dict[str, list[object]] = {}
        for meta in select(root, "meta")[:500]:
            name = (meta.get("property") or meta.get("name") or "").strip().lower()
            told.setdefault(name, []).append(meta.get("content") or "")
        for ours, theirs in _TAGS.items():
            for key in theirs:
                self._add(ours, told.get(key, []))

    def _add(self, name: str, values: list[Any]) -> None:
        self.told.setdefault(name, []).extend(one for one in values if one)


def _iterate_linked(root: Element) -> Iterator[Mapping[str, Any]]:
    """Things described in JSON-LD, that are the page itself: what cannot be read is as if absent."""
    for script in select(root, "script[type=application/ld+json]")[:MOST_SCRIPTS]:
        text = script.text or ""
        if not text.strip() or len(text) > LONGEST_SCRIPT:
            continue
        try:
            value = read_json(text).value
        except MarkupError:
            continue
        for one in open_list(value):
            inner = open_list(one.get("@graph")) if isinstance(one, Mapping) and "@graph" in one else [one]
            yield from (
                thing
                for thing in inner
                if isinstance(thing, Mapping) and any(kind in _KINDS for kind in _list_types(thing))
            )


def _list_types(thing: Mapping[str, Any]) -> list[str]:
    return [choose_language(one).rpartition("/")[2] for one in open_list(thing.get("@type"))]


def _name(value: object) -> object:
    """A person, an organisation or a place by its name; an image by its address; the rest as it is."""
    if isinstance(value, Mapping):
        return value.get("name") or value.get("url") or value.get("@id") or value.get("value")
    return value
