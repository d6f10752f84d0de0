"""Answers as sources write them: SRU of Gallica, OAI-PMH, RSS, Opendatasoft."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.harvest.pages import Page, PartialHarvest
from portal.library.harvested import Harvested

SRU_NAMES = (
    'xmlns:srw="http://www.loc.gov/zing/srw/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
)
OAI_DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">{}</oai_dc:dc>'
)


def read_query(path: str) -> dict[str, list[str]]:
    """Parameters of what was asked."""
    return parse_qs(urlsplit(path).query)


def take(pages: Iterable[Page]) -> tuple[list[Page], str]:
    """Every page, and the letter of a harvest that stayed partial (empty when it was whole)."""
    taken: list[Page] = []
    try:
        taken.extend(pages)  # what came before the exception is kept
    except PartialHarvest as letter:
        return taken, str(letter)
    return taken, ""


def list_records(pages: Iterable[Page]) -> list[Harvested]:
    """Records that can be used."""
    return [one for page in pages for one in page.records if isinstance(one, Harvested)]


def list_warnings(pages: Iterable[Page]) -> list[str]:
    """What pages warned of."""
    return [one for page in pages for one in page.warnings]


# --- SRU ----------------------------------------------------------------------------------------


def write_sru_record(ark: str, elements: str = "", *, title: str = "Étude", uri: bool = True) -> str:
    """A record of Gallica. ``elements``: other elements of Dublin Core."""
    link = f"<link>https://gallica.bnf.fr/ark:/12148/{ark}</link><uri>{ark}</uri>" if uri else ""
    identifier = f"<dc:identifier>https://gallica.bnf.fr/ark:/12148/{ark}</dc:identifier>" if uri else ""
    return (
        f"<srw:record><srw:recordData><oai_dc:dc>{identifier}<dc:title>{title} {ark}</dc:title>{elements}"
        f"</oai_dc:dc></srw:recordData><srw:extraRecordData>{link}"
        "</srw:extraRecordData></srw:record>"
    )


def write_sru(records: Sequence[str], total: int, *, following: int | None = None) -> str:
    """A page of answers. ``following``: nextRecordPosition, when it is given."""
    told = f"<srw:nextRecordPosition>{following}</srw:nextRecordPosition>" if following else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><srw:searchRetrieveResponse {SRU_NAMES}>'
        f"<srw:version>1.2</srw:version><srw:numberOfRecords>{total}</srw:numberOfRecords>"
        f"<srw:records>{''.join(records)}</srw:records>{told}</srw:searchRetrieveResponse>"
    )


def answer_sru(
    arks: Sequence[str], write: Callable[[str], str] = write_sru_record, *, most: int = 50
) -> Callable[[str], str]:
    """A repository: 1-based, clamped to ``most`` rows, 15 when nothing is asked."""

    def answer(path: str) -> str:
        asked = read_query(path)
        start = int(asked["startRecord"][0])
        rows = min(int(asked.get("maximumRecords", ["15"])[0]), most)
        chosen = arks[start - 1 : start - 1 + rows]
        following = start + rows if start + rows <= len(arks) else None
        return write_sru([write(ark) for ark in chosen], len(arks), following=following)

    return answer


# --- OAI-PMH ------------------------------------------------------------------------------------


def write_oai_record(
    key: str,
    stamp: str = "2024-01-01",
    elements: str = "",
    *,
    sets: Sequence[str] = (),
    deleted: bool = False,
) -> str:
    """A record of a repository."""
    specs = "".join(f"<setSpec>{one}</setSpec>" for one in sets)
    status = ' status="deleted"' if deleted else ""
    header = f"<header{status}><identifier>{key}</identifier><datestamp>{stamp}</datestamp>{specs}</header>"
    told = (
        f"<dc:title>Titre {key}</dc:title><dc:identifier>https://depot.example/{key}</dc:identifier>"
        f"{elements}"
    )
    metadata = "" if deleted else f"<metadata>{OAI_DC.format(told)}</metadata>"
    return f"<record>{header}{metadata}</record>"


def write_oai(inner: str, token: str | None = None, size: int | None = None) -> str:
    """A page of ListRecords. ``token`` "": the empty element that closes the list."""
    told = f' completeListSize="{size}"' if size is not None else ""
    closing = "" if token is None else f"<resumptionToken{told}>{token}</resumptionToken>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        "<responseDate>2026-11-22T08:00:00Z</responseDate><request>https://depot.example/oai</request>"
        f"<ListRecords>{inner}{closing}</ListRecords></OAI-PMH>"
    )


def write_oai_error(code: str, said: str = "") -> str:
    """An error of the protocol, under status 200."""
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-22T08:00:00Z'
        f'</responseDate><request/><error code="{code}">{said}</error></OAI-PMH>'
    )


# --- RSS ----------------------------------------------------------------------------------------


def write_item(guid: str = "", link: str = "", title: str = "Titre", date: str = "", more: str = "") -> str:
    """An item; what is empty is not there."""
    told = (("title", title), ("link", link), ("guid", guid), ("pubDate", date))
    return f"<item>{''.join(f'<{name}>{words}</{name}>' for name, words in told if words)}{more}</item>"


def write_rss(items: Iterable[str], *, head: str = "", declared: str = "UTF-8") -> str:
    """A feed of RSS 2.0."""
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n<rss version="2.0"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><title>Flux</title><link>https://producteur.example/</link>{head}"
        f"{''.join(items)}</channel></rss>"
    )


# --- Opendatasoft -------------------------------------------------------------------------------


def build_ods_row(key: str, modified: str = "2024-01-01T00:00:00+00:00", **metas: Any) -> dict[str, Any]:
    """A dataset of the Explore API 2.1."""
    told = {"title": f"Jeu {key}", "modified": modified, **metas}
    return {"dataset_id": key, "has_records": True, "features": [], "metas": {"default": told}}


def answer_ods(rows: Sequence[dict[str, Any]], *, window: int = 10_000) -> Callable[[str], Any]:
    """A portal: sorted by date of change, 100 rows at most, nothing beyond its window (status 400)."""

    def answer(path: str) -> Any:
        asked = read_query(path)
        limit, offset = int(asked["limit"][0]), int(asked["offset"][0])
        if limit > 100 or offset + limit > window:
            return 400
        bound = asked.get("where", ["'"])[0].rpartition("date'")[2].rstrip("'")
        kept = [row for row in rows if row["metas"]["default"]["modified"] >= bound]
        return {"total_count": len(kept), "results": kept[offset : offset + limit]}

    return answer
