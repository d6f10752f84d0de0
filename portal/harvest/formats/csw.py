"""Answers of CSW: how many records match, those of the page, and each of them in the form it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.harvest.formats import dcat, iso19139
from portal.harvest.formats.answers import refuse
from portal.harvest.formats.dublin_core import read_dublin_core
from portal.harvest.formats.rdf import build_graph
from portal.harvest.formats.saying import Said
from portal.harvest.formats.vocabularies import name_format
from portal.harvest.pages import Content, Faulty
from portal.kernel.markup import MarkupError
from portal.kernel.markup.text import clean_text
from portal.kernel.markup.xml import Element, XmlLimits, find_child, get_name, get_text, open_xml
from portal.library.harvested import Harvested

LIMITS: Final = XmlLimits(elements=1_000_000)
"""Of a page: two hundred records of ISO 19139 of five thousand elements."""
_NOWHERE: Final = "file:///"
"""What names of things in records are relative to: a name (« 2019/limite/bud ») is no address of the web."""
_PLAIN: Final = frozenset({"Record", "SummaryRecord", "BriefRecord"})


@dataclass(frozen=True, slots=True)
class Found:
    """``next``: position of the first record of the next page, as told; None when nothing is said."""

    records: tuple[Element, ...]
    matched: int | None
    next: int | None


def read_found(content: Content) -> tuple[Found, tuple[str, ...]]:
    """What an answer to GetRecords holds, and what had to be mended in it. Raises PartialHarvest."""
    try:
        document = open_xml(content.body, charset=content.charset, limits=LIMITS)
        root = document.read_root()
    except MarkupError as error:
        raise refuse(content, f"le XML reçu est illisible. {error}") from error
    if get_name(root) == "ExceptionReport":
        said = clean_text(get_text(root), longest=300)
        raise refuse(content, f"le catalogue répond par une erreur (« {said} »).")
    results = find_child(root, "SearchResults")
    if results is None:
        raise refuse(content, "une réponse de CSW (SearchResults) était attendue.")
    matched, following = (_read_count(results.get(one)) for one in ("numberOfRecordsMatched", "nextRecord"))
    return Found(tuple(one for one in results if get_name(one)), matched, following), document.notes


def build_record(element: Element, base: str, page: str, levels: Sequence[str]) -> Harvested | Faulty | str:
    """A record, or its id when it describes what is not asked for (a service, a layer)."""
    name = get_name(element)
    if name in {"MD_Metadata", "MI_Metadata"}:
        level = iso19139.get_level(element)
        return iso19139.build_record(element, base, page) if level in levels else iso19139.get_id(element)
    if name == "RDF":
        return _build_rdf(element, base, page)
    if name in _PLAIN:
        return _build_plain(element, base, page)
    return Faulty(f"Fiche refusée : sa forme est inconnue (« {clean_text(name, longest=60)} »).")


def _build_rdf(element: Element, base: str, page: str) -> Harvested | Faulty | str:
    """The dataset of a rdf:RDF; of a service, which has none, what it is called."""
    try:
        graph = build_graph(element, _NOWHERE)
    except MarkupError as error:
        return Faulty(f"Fiche refusée : {error}")
    nodes = dcat.list_datasets(graph)
    return dcat.build_dataset(graph, nodes[0], base, page=page) if nodes else str(next(graph.subjects(), ""))


def _build_plain(element: Element, base: str, page: str) -> Harvested | Faulty:
    """A record of Dublin Core."""
    said = Said(base)
    told = read_dublin_core(element, said)
    key = told.first("identifier")
    files = [
        said.file(get_text(one).strip(), one.get("description") or "", name_format(one.get("scheme") or ""))
        for one in element
        if get_name(one) in {"URI", "references"}
    ]
    home = said.address(page.replace("{id}", key)) if page and key else ""
    return said.build(
        key,
        told.first("title"),
        home
        or told.find_address("source", "relation", "identifier")
        or next((f.url for f in files if f), ""),
        kind="tool" if told.first("type") == "service" else "dataset",
        abstract=told.join(told.list("abstract") or told.list("description")),
        publishers=told.lines("publisher") or told.lines("creator"),
        creators=told.lines("creator"),
        issued=said.line(told.first("issued", "date", "created")),
        modified=said.line(told.first("modified")),
        keywords=told.lines("subject"),
        language=told.first("language")[:10].lower(),
        licence=said.line(told.first("license", "rights")),
        formats=told.lines("format"),
        identifiers=tuple(
            one for one in told.list_identifiers("identifier") if one.startswith(("ark:", "doi:"))
        ),
        spatial=told.lines("spatial", "coverage"),
        files=files,
    )


def _read_count(words: str | None) -> int | None:
    told = (words or "").strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else None
