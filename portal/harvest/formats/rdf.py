"""RDF in its three usual forms → a graph, without asking anything of anybody.

Addresses of contexts of JSON-LD, of document types and of schemas are never fetched: the usual words of
DCAT are known here, a context that is only an address is replaced by them.
"""

from __future__ import annotations

import json
import re
import warnings
from typing import Any, Final

from rdflib import Graph

from portal.harvest.formats.answers import read_value, refuse
from portal.harvest.pages import Content
from portal.kernel.markup import MarkupError
from portal.kernel.markup.decoding import decode
from portal.kernel.markup.xml import Element, open_xml, write_element

MOST_BYTES: Final = {"xml": 16 * 1024**2, "json-ld": 12 * 1024**2, "turtle": 6 * 1024**2}
"""Of one page, by form: what a graph of 300 MB is written in (measured: 17 KB of memory a dataset)."""
MOST_DEPTH: Final = 60

_XML: Final = re.compile(r"\s*(?:<\?xml|<!--|<!DOCTYPE|<(?:[\w-]+:)?RDF[\s>])", re.IGNORECASE)
_PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_DCT_WORDS: Final = (
    "title description identifier issued modified publisher creator spatial temporal language license rights"
    " accrualPeriodicity format conformsTo provenance accessRights created"
)
_LOCAL: Final[dict[str, Any]] = {
    **_PREFIXES,
    "@vocab": _PREFIXES["dcat"],
    "id": "@id",
    "type": "@type",
    **{word: f"dct:{word}" for word in _DCT_WORDS.split()},
    "name": "foaf:name",
    "homepage": "foaf:homepage",
    "page": "foaf:page",
    "fn": "vcard:fn",
    "startDate": "schema:startDate",
    "endDate": "schema:endDate",
    "label": "rdfs:label",
    "prefLabel": "skos:prefLabel",
    "next": "hydra:next",
    "totalItems": "hydra:totalItems",
}
REPLACED: Final = (
    "Contexte JSON-LD donné par une adresse : il n’est pas téléchargé ; les mots usuels de DCAT ont été"
    " employés."
)


def read_graph(content: Content) -> tuple[Graph, tuple[str, ...]]:
    """The graph of a body in RDF/XML, Turtle (and N-Triples) or JSON-LD, told by what it looks like.

    Raises PartialHarvest when it cannot be read, or is larger than MOST_BYTES.
    """
    shape = _find_shape(content)
    if len(content.body) > MOST_BYTES[shape]:
        bound = MOST_BYTES[shape] // 1024**2
        raise refuse(content, f"un catalogue ({shape}) d’au plus {bound} Mo par page était attendu.")
    try:
        return _READERS[shape](content)
    except MarkupError as error:
        raise refuse(content, f"le catalogue RDF est illisible. {error}") from error


def _find_shape(content: Content) -> str:
    head = content.body[:1000].decode("utf-8", "ignore").lstrip("\ufeff\n\r\t ")
    if head.startswith(("{", "[")):
        return "json-ld"
    is_xml = _XML.match(head) or ("xml" in content.media_type and head.startswith("<"))
    return "xml" if is_xml else "turtle"


def build_graph(element: Element, base: str) -> Graph:
    """The graph of an element rdf:RDF. Raises MarkupError."""
    return _parse(write_element(element), "xml", base)


def _read_xml(content: Content) -> tuple[Graph, tuple[str, ...]]:
    document = open_xml(content.body, charset=content.charset)
    document.check()
    return _parse(document.utf8, "xml", content.url), document.notes


def _read_turtle(content: Content) -> tuple[Graph, tuple[str, ...]]:
    text, notes = decode(content.body, content.charset)
    if _count_depth(text) > MOST_DEPTH:
        raise MarkupError("Turtle trop profondément emboîté : refusé.")
    return _parse(text.encode(), "turtle", content.url), notes


def _read_json_ld(content: Content) -> tuple[Graph, tuple[str, ...]]:
    value, notes = read_value(content)
    told: list[str] = []
    local = _keep_local(value, told, 0)
    if isinstance(local, dict) and "@graph" in local:  # what is said of the graph itself would name it
        local = {key: local[key] for key in ("@context", "@graph") if key in local}
    return _parse(json.dumps(local).encode(), "json-ld", content.url), (*notes, *dict.fromkeys(told))


_READERS: Final = {"xml": _read_xml, "json-ld": _read_json_ld, "turtle": _read_turtle}


def _parse(body: bytes, shape: str, base: str) -> Graph:
    graph = Graph()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7 calls what it deprecates itself
            graph.parse(data=body, format=shape, publicID=base)
    except RecursionError as error:
        raise MarkupError("RDF trop profondément emboîté : refusé.") from error
    except Exception as error:  # the parsers of rdflib raise whatever their own code raises on odd input
        message = " ".join(str(error).split())[:200]
        raise MarkupError(f"RDF ({shape}) mal formé : {message or type(error).__name__}.") from error
    return graph


def _keep_local(value: Any, told: list[str], depth: int) -> Any:
    """The same value, whose contexts hold no address to fetch. Raises MarkupError when it is too deep."""
    if depth > MOST_DEPTH:
        raise MarkupError("JSON-LD trop profondément emboîté : refusé.")
    if isinstance(value, list):
        return [_keep_local(one, told, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for key, one in value.items():
        if key == "@import":
            told.append(REPLACED)
        elif key == "@context":
            kept[key] = _localize(one, told, depth)
        else:
            kept[key] = _keep_local(one, told, depth + 1)
    return kept


def _localize(context: Any, told: list[str], depth: int) -> Any:
    """A context without address: those that are one become ours; what they hold is looked into as well."""
    if isinstance(context, str):
        told.append(REPLACED)
        return _LOCAL
    if isinstance(context, list):
        if depth > MOST_DEPTH:
            raise MarkupError("JSON-LD trop profondément emboîté : refusé.")
        return [_localize(one, told, depth + 1) for one in context]
    return _keep_local(context, told, depth + 1)


def _count_depth(text: str) -> int:
    """How deep brackets go, whatever is in quotes: more than it is, never less."""
    depth = deepest = 0
    for found in re.finditer(r"[\[\](){}]", text):
        depth = max(depth + (1 if found.group() in "[({" else -1), 0)
        deepest = max(deepest, depth)
    return deepest
