"""Catalogues of maps by CSW 2.0.2: GetRecords in pages, in ISO 19139, in DCAT, or in plain Dublin Core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from pydantic import Field

from portal.harvest.bounds import Walk
from portal.harvest.formats.answers import refuse
from portal.harvest.formats.csw import Found, build_record, read_found
from portal.harvest.pages import Asking, Content, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url

XML: Final = "application/xml"
_SHAPES: Final = {
    "iso": ("gmd:MD_Metadata", "http://www.isotc211.org/2005/gmd"),
    "dcat": ("gmd:MD_Metadata", "http://www.w3.org/ns/dcat#"),
    "geodcatap": ("gmd:MD_Metadata", "http://data.europa.eu/930/"),
    "dublin_core": ("csw:Record", "http://www.opengis.net/cat/csw/2.0.2"),
}
_GEONETWORK: Final = re.compile(r"^(https?://[^?#]+/srv)/[a-z]{3}/csw")


class CONFIG(Descriptor):
    """``shape``: form asked for; what comes in another is read all the same. ``cql``: filter (CQL_TEXT).
    ``levels``: kinds of things kept (hierarchyLevel). ``page``: template of the address of the page of a
    record (« https://…/{id} »); known for GeoNetwork. ``lacking_pct``: records that the catalogue announces
    and never gives (drafts, records of others) without the run being partial."""

    kind: Literal["csw"]
    url: Url
    shape: Literal["iso", "dcat", "geodcatap", "dublin_core"] = "iso"
    cql: str = ""
    levels: Many[str] = ("dataset", "series", "nonGeographicDataset", "document")
    page: str = ""
    page_size: Annotated[int, Field(ge=1, le=200)] = 50
    lacking_pct: Annotated[float, Field(ge=0, le=50)] = 2

    def build_url(self, start: int) -> str:
        """The question whose answer starts at this record, from 1."""
        names, schema = _SHAPES[self.shape]
        asked = {
            "service": "CSW",
            "version": "2.0.2",
            "request": "GetRecords",
            "resultType": "results",
            "elementSetName": "full",
            "typeNames": names,
            "outputSchema": schema,
            "startPosition": str(start),
            "maxRecords": str(self.page_size),
        }
        if self.cql:
            asked |= {
                "constraintLanguage": "CQL_TEXT",
                "constraint_language_version": "1.1.0",
                "constraint": self.cql,
            }
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(asked)}"

    def find_template(self) -> str:
        """Where people find a record: what is said, else what GeoNetwork does."""
        known = _GEONETWORK.match(self.url)
        return self.page or (f"{known[1]}/fre/catalog.search#/metadata/{{id}}" if known else "")


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every record: nothing common to all catalogues tells what changed ``since``."""
    del since
    if after and not after.isdecimal():
        raise PartialHarvest(f"Reprise impossible : « {after[:80]} » n’est pas un endroit de cette source.")
    walk = Walk(config.url)
    template = config.find_template()
    start, total = int(after or 1), None
    while start:
        walk.enter(str(start))
        content = asking.get(config.build_url(start), accept=XML)
        found, notes = read_found(content)
        told = _describe_change(total, found.matched)
        total = found.matched if found.matched is not None else total
        records = [build_record(one, content.url, template, config.levels) for one in found.records]
        walk.note_gone(one for one in records if isinstance(one, str))
        kept = walk.keep_new(one for one in records if not isinstance(one, str))
        start = _find_next(start, found, total, content)
        yield Page(kept, str(start or ""), total, (), (*notes, *told))
    if not after and total:
        walk.ensure_all(total - int(total * config.lacking_pct / 100))


def _find_next(start: int, found: Found, total: int | None, content: Content) -> int:
    """Where the next page starts; 0 after the last.

    Catalogues say 0, nothing, or a number past the end; some say nothing on every page: while fewer records
    were read than announced, the next one is asked for.
    """
    end = start + len(found.records)
    if not found.records:
        return 0
    if found.next is None:
        return end if total is not None and end <= total else 0
    if found.next == 0 or (total is not None and found.next > total):
        return 0
    if found.next <= start:
        raise refuse(
            content, f"la page qui suit devait venir après la fiche {start} ; elle est la {found.next}."
        )
    return found.next


def _describe_change(before: int | None, now: int | None) -> tuple[str, ...]:
    if before is None or now is None or before == now:
        return ()
    return (f"Le catalogue annonçait {before} fiches, puis {now} : il a changé pendant la lecture.",)
