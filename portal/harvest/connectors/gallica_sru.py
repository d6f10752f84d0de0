"""Gallica and the BNSP (Banque numérique des savoirs publics) through SRU 1.2.

What its service does, and is not written: pages are of 50 at most whatever is asked; issues are hidden
unless ``collapsing=false``; ``nextRecordPosition`` may be missing on the last page or lie beyond the end;
records have no date of change (``indexationdate`` can be searched, not read); texts are words for readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from pydantic import Field

from portal.harvest.counting import Part, iterate_parts
from portal.harvest.formats.dublin_core import DublinCore, read_dublin_core
from portal.harvest.formats.elements import Reading
from portal.harvest.formats.saying import Said, join_address
from portal.harvest.pages import Asking, Content, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url
from portal.kernel.markup.xml import Element, find_child, get_name, get_text, list_texts
from portal.library.harvested import Harvested

MOST_ROWS: Final = 50
_ARK: Final = re.compile(r"ark:/?12148/([a-z0-9]+)", re.IGNORECASE)
_BOILERPLATE: Final = re.compile(
    r"^(?:Appartient à l[’']ensemble documentaire|Avec mode texte|Contient une table des matières"
    r"|Numérisation effectuée à partir)",
    re.IGNORECASE,
)
_NOBODY: Final = re.compile(r"^(?:\[?s\. ?n\.\]?)*(?: ?\([^()]*\))?$", re.IGNORECASE)
"""« [s.n.] (Paris) », « (Paris) » : the name of the publisher is not known (sine nomine)."""
_ISSUES: Final = "fascicule"


class CONFIG(Descriptor):
    """``query``: in CQL, as « dc.source all "BNSP" and dc.date >= "2016" ».

    ``site``: where documents are shown, when it is not the address that records give. ``publishers``: the
    elements that name who published, in order of trust (BNSP records name the service in ``source``).
    """

    kind: Literal["gallica_sru"]
    query: Annotated[str, Field(min_length=3, max_length=2000)]
    url: Url = "https://gallica.bnf.fr/SRU"
    site: Url | None = None
    publishers: Many[Literal["publisher", "source", "contributor", "creator"]] = ("publisher",)
    page_size: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST_ROWS


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every record of the query; with ``since``, those indexed from that day on."""
    query = build_query(config.query, since)

    def read(place: str) -> Part:
        start = _parse_place(place)
        content = asking.get(_build_url(config, query, start), accept="application/xml, text/xml")
        return _read_part(config, content, start)

    yield from iterate_parts(config.url, read, after)


def build_query(query: str, since: datetime | None) -> str:
    """The query, restricted to what was indexed since a day."""
    return f'({query}) and indexationdate >= "{since:%Y%m%d}"' if since else query


def _build_url(config: CONFIG, query: str, start: int) -> str:
    asked = {
        "operation": "searchRetrieve",
        "version": "1.2",
        "collapsing": "false",
        "maximumRecords": config.page_size,
        "startRecord": start,
        "query": query,
    }
    return f"{config.url}{'&' if '?' in config.url else '?'}{urlencode(asked)}"


def _parse_place(place: str) -> int:
    if not place:
        return 1
    if not (place.isascii() and place.isdecimal()) or not 1 <= int(place[:12]) < 10**9:
        raise PartialHarvest(f"Reprise impossible : « {place[:80]} » n’est pas un rang de notice.")
    return int(place)


def _read_part(config: CONFIG, content: Content, start: int) -> Part:
    reading = Reading(content)
    records: list[Harvested | Faulty] = []
    total, said = None, ""
    for element in reading.iterate("record", "numberOfRecords", "diagnostic"):
        name = get_name(element)
        if name == "record":
            records.append(_build_record(config, element, content.url))
        elif name == "numberOfRecords":
            total = _read_number(get_text(element))
        else:
            said = " ".join(list_texts(element, "message") + list_texts(element, "details"))[:300]
            said = said or "sans précision"
    failure = reading.failure or _judge(content, total, said, len(records), start)
    following = start + len(records)  # as many as came, whatever was asked and is announced
    is_over = total is None or following > total
    return Part(
        tuple(records), "" if is_over else str(following), total, start - 1, (), reading.notes, failure
    )


def _judge(content: Content, total: int | None, said: str, count: int, start: int) -> PartialHarvest | None:
    """Why an answer that can be read makes no sense."""
    if said:
        return PartialHarvest(f"À l’adresse {content.url}, Gallica refuse la question : « {said} ».")
    if total is None:
        return PartialHarvest(
            f"À l’adresse {content.url}, une réponse SRU était attendue ; le nombre de notices"
            " (numberOfRecords) n’y est pas."
        )
    if not count and start <= total:
        return PartialHarvest(
            f"À l’adresse {content.url}, la notice {start} sur {total} était attendue ; la page est vide."
        )
    return None


def _read_number(words: str) -> int | None:
    plain = words.strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 12 else None


def _build_record(config: CONFIG, element: Element, base: str) -> Harvested | Faulty:
    said = Said(base)
    described = find_child(element, "recordData", "dc")
    extra = find_child(element, "extraRecordData")
    if described is None:
        # A surrogate diagnostic stands in place of what could not be shown.
        return Faulty("Notice refusée : ses métadonnées (oai_dc:dc) manquent.", excerpt=_excerpt(element))
    core = read_dublin_core(described, said)
    if extra is not None:
        for name in ("link", "uri", "thumbnail", "typedoc"):
            core.by_name[f"extra.{name}"] = list_texts(extra, name)
    return _build(config, core)


def _build(config: CONFIG, core: DublinCore) -> Harvested | Faulty:
    said = core.said
    ark = _find_ark(core)
    url = _find_page(config, core, ark)
    title = core.first("title")
    types = core.list("extra.typedoc", "type")
    is_issue = any(one.lower().startswith(_ISSUES) for one in types)
    return said.build(
        f"ark:/12148/{ark}" if ark else url,
        title,
        url,
        abstract=core.join([one for one in core.list("description") if not _BOILERPLATE.match(one)]),
        creators=core.lines("creator"),
        publishers=next((found for name in config.publishers if (found := _list_named(core, name))), ()),
        issued=said.line(core.first("date"), 120),
        keywords=core.lines("subject"),
        themes=said.lines(core.list("source"), types),
        language=said.line(core.first("language"), 40),
        licence=said.line(core.first("rights"), 300),
        formats=said.lines([one for one in core.list("format") if re.fullmatch(r"\w+/[\w.+-]+", one)]),
        identifiers=core.list_identifiers("identifier"),
        spatial=core.lines("coverage"),
        image_url=said.address(core.first("extra.thumbnail")),
        series=said.line(title) if is_issue else "",
    )


def _list_named(core: DublinCore, name: str) -> tuple[str, ...]:
    return tuple(one for one in core.lines(name) if not _NOBODY.match(one))


def _find_ark(core: DublinCore) -> str:
    """The name of a document for ever: in its identifiers, its link, or the end of its address."""
    for words in core.list("identifier", "extra.link"):
        if found := _ARK.search(words):
            return found.group(1)
    name = core.first("extra.uri")
    return name if re.fullmatch(r"[a-z0-9]{6,40}", name) else ""


def _find_page(config: CONFIG, core: DublinCore, ark: str) -> str:
    """The page of a document: that of its ark first (another identifier may be a link to a file)."""
    if ark and config.site:
        return core.said.address(join_address(config.site, f"ark:/12148/{ark}"))
    for words in core.list("identifier", "extra.link"):
        if _ARK.search(words) and words[:4].lower() == "http":
            return core.said.address(words)
    if ark:
        return core.said.address(join_address("https://gallica.bnf.fr", f"ark:/12148/{ark}"))
    return core.find_address("identifier", "extra.link", "relation")


def _excerpt(element: Element) -> str:
    return " ".join(get_text(element).split())[:300]
