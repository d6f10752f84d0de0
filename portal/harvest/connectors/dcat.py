"""Catalogues of DCAT in RDF/XML, Turtle or JSON-LD, in one file or in pages of Hydra."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from portal.harvest.bounds import Walk
from portal.harvest.formats.answers import refuse
from portal.harvest.formats.dcat import (
    Identity,
    build_dataset,
    find_next,
    find_total,
    has_catalogue,
    list_datasets,
)
from portal.harvest.formats.rdf import read_graph
from portal.harvest.pages import Asking, Page
from portal.kernel.descriptors import Descriptor, Url

RDF: Final = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, */*;q=0.1"


class CONFIG(Descriptor):
    """``identity``: whether dct:identifier (then the address of the dataset) or its address names it.
    ``page``: template of the address of its page (« https://…/{id} ») when that of the catalogue is wrong."""

    kind: Literal["dcat"]
    url: Url
    identity: Identity = "identifier"
    page: str = ""


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every page, by the addresses that the catalogue gives: nothing says what changed ``since``."""
    del since
    walk = Walk(config.url)
    url = after or config.url
    while url:
        walk.enter(url)
        content = asking.get(url, accept=RDF)
        graph, notes = read_graph(content)
        nodes = list_datasets(graph)
        if not nodes and not has_catalogue(graph):
            raise refuse(content, "un catalogue DCAT (dcat:Catalog, dcat:Dataset) était attendu.")
        records = walk.keep_new(
            build_dataset(graph, node, content.url, identity=config.identity, page=config.page)
            for node in nodes
        )
        total, url = find_total(graph), find_next(graph, content.url)
        page = Page(records, url, total, (), notes)
        is_short = not url and not after and total is not None and walk.count < total
        yield replace(page, warnings=(*notes, _describe_lack(walk.count, total))) if is_short else page


def _describe_lack(count: int, total: int | None) -> str:
    return f"Le catalogue annonce {total} jeux de données et en décrit {count}."
