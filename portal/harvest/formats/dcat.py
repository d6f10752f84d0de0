"""Datasets of a graph of DCAT, in its many dialects (DCAT-AP, GeoDCAT-AP, GeoNetwork, udata, ODS)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, BNode, Graph, Namespace, URIRef
from rdflib import Literal as Words

from portal.harvest.formats.saying import Said, build_period
from portal.harvest.formats.vocabularies import (
    is_of_places,
    name_format,
    name_theme,
    read_last,
    read_place,
    write_identifier,
)
from portal.harvest.pages import Faulty
from portal.library.harvested import Harvested, HarvestedFile

DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
SCHEMA: Final = Namespace("http://schema.org/")
SCHEMAS: Final = Namespace("https://schema.org/")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
GEODCAT: Final = Namespace("http://data.europa.eu/930/")
LOCN: Final = Namespace("http://www.w3.org/ns/locn#")

_LABELS: Final = (
    SKOS.prefLabel, FOAF.name, VCARD["organization-name"], VCARD["organisation-name"], VCARD.fn, RDFS.label,
    DCTERMS.title, SCHEMA.name, LOCN.geographicName, DCTERMS.description,
)  # fmt: skip
_PUBLISHERS: Final = (DCTERMS.publisher, GEODCAT.resourceProvider, GEODCAT.distributor, DCTERMS.creator)
_IMAGES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg")
_FRENCH: Final = ("fr", "fre", "fra", "fr-fr")

Identity = Literal["identifier", "uri"]


def list_datasets(graph: Graph) -> list[Any]:
    """Subjects that the graph describes as datasets, in the order in which it does."""
    return list(dict.fromkeys(graph.subjects(RDF.type, DCAT.Dataset)))


def has_catalogue(graph: Graph) -> bool:
    """Whether the graph says that it is of a catalogue: an empty one is one."""
    return (None, RDF.type, DCAT.Catalog) in graph


def find_next(graph: Graph, base: str) -> str:
    """The address of the following page, of either vintage of Hydra; empty on the last page."""
    said = Said(base)
    for predicate in (HYDRA.next, HYDRA.nextPage):
        for target in graph.objects(None, predicate):
            return said.address(str(target))
    return ""


def find_total(graph: Graph) -> int | None:
    """How many datasets the catalogue announces."""
    for told in graph.objects(None, HYDRA.totalItems):
        if str(told).isdecimal() and len(str(told)) < 10:
            return int(str(told))
    return None


def build_dataset(
    graph: Graph, node: Any, base: str, *, identity: Identity = "identifier", page: str = ""
) -> Harvested | Faulty:
    """A dataset. ``identity``: what names it; ``page``: template of its address (« …/{id} »)."""
    reading = _Node(graph, node, Said(base))
    said = reading.said
    files = [file for one in graph.objects(node, DCAT.distribution) if (file := reading.build_file(one))]
    identifier = reading.find_words(DCTERMS.identifier)
    own = str(node) if isinstance(node, URIRef) else ""
    key = (own or identifier) if identity == "uri" else (identifier or own)
    home = reading.find_page(page, key) or (files[0].url if files else "")
    return said.build(
        key or home,
        reading.find_words(DCTERMS.title) or reading.find_words(RDFS.label),
        home,
        kind="dataset",
        abstract=said.text(
            reading.find_words(DCTERMS.description)
            or reading.find_words(DCTERMS.abstract)
            or reading.find_words(RDFS.comment)
        ),
        publishers=reading.list_publishers(),
        creators=reading.list_labels(DCTERMS.creator),
        issued=said.line(reading.find_words(DCTERMS.issued) or reading.find_words(DCTERMS.created)),
        modified=said.line(reading.find_words(DCTERMS.modified)),
        period=reading.find_period(),
        keywords=said.lines(reading.list_words(DCAT.keyword)),
        themes=reading.list_themes(),
        language=read_last(reading.find_words(DCTERMS.language) or "")[:10].lower(),
        licence=reading.find_licence(),
        formats=said.lines([one.format for one in files]),
        frequency=reading.find_frequency(),
        identifiers=reading.list_identifiers(),
        spatial=reading.list_places(),
        files=files,
        image_url=reading.find_address(FOAF.thumbnail, FOAF.depiction, SCHEMA.image, SCHEMA.thumbnailUrl),
        series=next(iter(reading.list_labels(DCAT.inSeries)), ""),
    )


class _Node:
    """What a graph says of one dataset."""

    def __init__(self, graph: Graph, node: Any, said: Said) -> None:
        self.graph, self.node, self.said = graph, node, said

    def list_words(self, *predicates: Any, of: Any = None) -> list[str]:
        """Texts of some properties, the French ones alone when there are any."""
        node = self.node if of is None else of
        told = [one for predicate in predicates for one in self.graph.objects(node, predicate)]
        texts = [one for one in told if isinstance(one, Words)]
        french = [one for one in texts if (one.language or "").lower() in _FRENCH]
        return [str(one) for one in french or texts or told if not isinstance(one, BNode)]

    def find_words(self, predicate: Any, of: Any = None) -> str:
        """The first text of a property that is not empty."""
        return next((one for one in self.list_words(predicate, of=of) if one.strip()), "")

    def find_address(self, *predicates: Any, of: Any = None) -> str:
        node = self.node if of is None else of
        told = (str(one) for predicate in predicates for one in self.graph.objects(node, predicate))
        return next((address for one in told if (address := self.said.address(one))), "")

    def find_page(self, template: str, key: str) -> str:
        """Its page: by the template (of what its record or itself is called), where it leads, or itself.

        The address of a dataset that is a route of an application (« …#/metadata/3 ») is a page for people:
        it is surer than what catalogues of maps give as landing pages.
        """
        own = self.said.address(str(self.node)) if isinstance(self.node, URIRef) else ""
        record = self.find_record_id()
        if template and (record or (key and "#" not in own)):
            return self.said.address(template.replace("{id}", record or key))
        if "#" in own:
            return own
        pages = [self.said.address(str(one)) for one in self.graph.objects(self.node, FOAF.page)]
        told = (self.find_address(DCAT.landingPage), own, *pages)
        return next((one for one in told if one and not one.lower().endswith(_IMAGES)), "")

    def find_record_id(self) -> str:
        """What the catalogue calls the record that describes it; empty when it does not say."""
        for record in self.graph.objects(self.node, FOAF.isPrimaryTopicOf):
            if words := self.find_words(DCTERMS.identifier, of=record):
                return words
        return ""

    def name(self, thing: Any) -> str:
        """What a thing is called: a text is its own name."""
        if isinstance(thing, Words):
            return str(thing)
        return next((words for one in _LABELS if (words := self.find_words(one, of=thing))), "")

    def list_labels(self, *predicates: Any) -> tuple[str, ...]:
        told = (one for predicate in predicates for one in self.graph.objects(self.node, predicate))
        return self.said.lines([self.name(one) for one in told])

    def list_publishers(self) -> tuple[str, ...]:
        """Who publishes, by default who created it, then who answers for it."""
        for predicate in _PUBLISHERS:
            if names := self.list_labels(predicate):
                return names
        contacts = list(self.graph.objects(self.node, DCAT.contactPoint))
        inner = [one for contact in contacts for one in self.graph.objects(contact, VCARD.org)]
        return self.said.lines([self.name(one) for one in inner]) or self.list_labels(DCAT.contactPoint)

    def list_themes(self) -> tuple[str, ...]:
        """Themes by their French names; keywords of places are not themes."""
        return self.said.lines(
            [
                self.name(one) or name_theme(str(one))
                for one in self._list_concepts()
                if not self._is_place(one)
            ]
        )

    def list_places(self) -> tuple[str, ...]:
        """Names and codes; coordinates say nothing here."""
        told = list(self.graph.objects(self.node, DCTERMS.spatial))
        names = [read_place(str(one)) or self.name(one) for one in told if not isinstance(one, BNode)]
        names += [self.name(one) for one in told if isinstance(one, BNode)]
        concepts = [
            self.name(one) or read_last(str(one)) for one in self._list_concepts() if self._is_place(one)
        ]
        return self.said.lines([one for one in (*names, *concepts) if any(c.isalpha() for c in one)])

    def _list_concepts(self) -> list[Any]:
        told = [*self.graph.objects(self.node, DCAT.theme), *self.graph.objects(self.node, DCTERMS.subject)]
        return [one for one in told if not isinstance(one, BNode) or self.name(one)]

    def _is_place(self, concept: Any) -> bool:
        schemes = (str(one) for one in self.graph.objects(concept, SKOS.inScheme))
        return not isinstance(concept, Words) and any(map(is_of_places, schemes))

    def find_period(self) -> str:
        for told in self.graph.objects(self.node, DCTERMS.temporal):
            if isinstance(told, Words):
                return self.said.line(str(told))
            ends = [
                next(
                    (w for space in (DCAT, SCHEMA, SCHEMAS) if (w := self.find_words(space[key], of=told))),
                    "",
                )
                for key in ("startDate", "endDate")
            ]
            if any(ends):
                return build_period(*map(self.said.line, ends))
        return ""

    def find_frequency(self) -> str:
        for told in self.graph.objects(self.node, DCTERMS.accrualPeriodicity):
            return self.said.line(self.name(told) or read_last(str(told)))
        return ""

    def find_licence(self) -> str:
        """The licence of the dataset, of its files, or what is said of rights."""
        files = list(self.graph.objects(self.node, DCAT.distribution))
        for predicate in (DCTERMS.license, DCTERMS.rights):
            for node in (self.node, *files):
                for told in self.graph.objects(node, predicate):
                    words = self.name(told) or ("" if isinstance(told, BNode) else str(told))
                    if words.strip():
                        return self.said.line(words)
        return ""

    def list_identifiers(self) -> tuple[str, ...]:
        told = self.list_words(DCTERMS.identifier, ADMS.identifier, OWL.sameAs)
        return self.said.lines([write_identifier(one) for one in told])

    def build_file(self, node: Any) -> HarvestedFile | None:
        """A distribution; None when the page does not describe it, or gives it no address."""
        url = self.find_address(DCAT.downloadURL, of=node) or self.find_address(DCAT.accessURL, of=node)
        if not url:
            return None
        return self.said.file(
            url,
            self.find_words(DCTERMS.title, of=node) or self.find_words(DCTERMS.description, of=node),
            next((name for one in self._list_formats(node) if (name := name_format(one))), ""),
            self.find_words(DCAT.byteSize, of=node),
            self.find_words(DCTERMS.modified, of=node),
        )

    def _list_formats(self, node: Any) -> Iterator[str]:
        """What says its format: its own words, then the service that it belongs to."""
        graph = self.graph
        told: Iterable[Any] = (*graph.objects(node, DCTERMS["format"]), *graph.objects(node, DCAT.mediaType))
        for one in told:
            inner = self.name(one) or self.find_words(RDF.value, of=one)
            yield inner or ("" if isinstance(one, BNode) else read_last(str(one)))
        for service in graph.objects(node, DCAT.accessService):
            yield from (read_last(str(one)).upper() for one in graph.objects(service, DCTERMS.conformsTo))
