"""Entries of feeds, as feedparser reads them → what they say; nothing of them is trusted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import feedparser

from portal.harvest.formats.saying import Said, open_list
from portal.harvest.pages import Faulty
from portal.kernel.markup.text import clean_text
from portal.kernel.markup.xml import Element, find_child, get_name, get_text, list_texts
from portal.library.harvested import LONGEST_ID, LONGEST_TEXT, Harvested, HarvestedFile
from portal.library.naming import build_url_key

LONGEST_SUMMARY: Final = 2000
_ATOM: Final = (b'<feed xmlns="http://www.w3.org/2005/Atom">', b"</feed>")
_RSS: Final = (b'<rss version="2.0"><channel>', b"</channel></rss>")
_OURS: Final = {"content-type": "application/xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Key:
    """What may name an entry, before anything else of it is read."""

    guid: str
    link: str
    title: str

    @property
    def mark(self) -> str:
        """Short, the same for the same entry from one reading of the feed to the next."""
        return _digest(self.guid, self.link, self.title)


@dataclass(frozen=True, slots=True)
class Shared:
    """Names that several entries bear: they name none of them."""

    guids: frozenset[str]
    links: frozenset[str]


def read_key(element: Element) -> Key:
    """The names of an ``item`` or of an ``entry``."""
    guid = "".join((list_texts(element, "guid") + list_texts(element, "id"))[:1])
    guid = guid or next((value for name, value in element.attrib.items() if name.endswith("}about")), "")
    link = "".join(list_texts(element, "link")[:1])
    if not link:
        hrefs = [one for one in element if get_name(one) == "link" and one.get("href")]
        chosen = next((one for one in hrefs if one.get("rel", "alternate") == "alternate"), None)
        link = chosen.get("href").strip() if chosen is not None else ""
    title = find_child(element, "title")
    return Key(guid, link, " ".join(get_text(title).split())[:500] if title is not None else "")


def find_shared(keys: Iterable[Key]) -> Shared:
    """The guids of entries whose links or titles differ, and the links of entries whose titles differ."""
    by_guid: dict[str, set[tuple[str, str]]] = {}
    by_link: dict[str, set[str]] = {}
    for key in keys:
        by_guid.setdefault(key.guid, set()).add((key.link, key.title))
        by_link.setdefault(key.link, set()).add(key.title)
    return Shared(
        frozenset(guid for guid, names in by_guid.items() if len(names) > 1),
        frozenset(link for link, titles in by_link.items() if len(titles) > 1),
    )


def parse_entries(written: Sequence[bytes], *, is_atom: bool) -> list[Mapping[str, Any] | None]:
    """What feedparser reads of each element; None for one that it cannot."""
    found = _parse(written, is_atom=is_atom)
    if found is not None:
        return list(found)
    ones = [_parse([one], is_atom=is_atom) for one in written]
    return [one[0] if one else None for one in ones]


def _parse(written: Sequence[bytes], *, is_atom: bool) -> list[Mapping[str, Any]] | None:
    """As many entries as elements, or nothing."""
    head, tail = _ATOM if is_atom else _RSS
    body = io.BytesIO(b"".join((head, *written, tail)))
    try:
        read = feedparser.parse(
            body, response_headers=_OURS, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception:  # a parser of the worst of the web raises anything; the entry alone is refused
        return None
    entries = list(read.get("entries", ()))
    return entries if len(entries) == len(written) else None


def build_entry(
    entry: Mapping[str, Any] | None, key: Key, shared: Shared, *, base: str, language: str
) -> Harvested | Faulty:
    """One entry. ``base``: the address of the feed."""
    if entry is None:
        return Faulty("Entrée illisible.", key.guid[:LONGEST_ID], clean_text(key.title, longest=300))
    said = Said(base)
    files, image = _sort_files(said, entry)
    url = _find_page(said, entry, key) or next((one.url for one in files), "")
    content = _read_content(entry)
    summary = said.text(entry.get("summary"))
    text = said.text(content, LONGEST_TEXT)
    abstract = summary or clean_text(text, longest=LONGEST_SUMMARY, lines=True)
    title = said.line(entry.get("title")) or clean_text(abstract, longest=120)
    issued = said.line(entry.get("published") or entry.get("updated") or entry.get("created"), 120)
    publishers = said.lines(entry.get("publisher"))
    return said.build(
        _choose_id(key, shared, url, title, issued, publishers),
        title,
        url,
        abstract=abstract,
        text=text if len(text) > len(abstract) else "",
        creators=said.lines([_read_person(one) for one in open_list(entry.get("authors"))]),
        publishers=publishers,
        issued=issued,
        modified=said.line(entry["updated"], 120) if entry.get("published") and "updated" in entry else "",
        keywords=said.lines([_read_tag(one) for one in open_list(entry.get("tags"))]),
        language=said.line(entry.get("language"), 40) or language,
        licence=said.line(entry.get("rights") or _find_link(entry, "license"), 300),
        formats=said.lines([one.format for one in files]),
        identifiers=said.lines(entry.get("dc_identifier"), entry.get("prism_doi")),
        files=files,
        image_url=image,
    )


def _choose_id(
    key: Key, shared: Shared, url: str, title: str, issued: str, publishers: tuple[str, ...]
) -> str:
    """The guid; else the address, without what follows readers around; else what the entry says."""
    guid = " ".join(key.guid.split())
    if guid and len(guid) <= LONGEST_ID and key.guid not in shared.guids:
        return guid
    if url and key.link not in shared.links:
        return build_url_key(url)[:LONGEST_ID]
    return _digest(title, issued, *publishers) if url else ""


def _find_page(said: Said, entry: Mapping[str, Any], key: Key) -> str:
    """The page of an entry, as it is written (feedparser makes « https://x » of « https:///x »). A guid is
    one only where it looks like an address."""
    told = key.link or _find_link(entry, "alternate")
    if not told and key.guid[:4].lower() == "http":
        told = key.guid
    return said.address(told)


def _find_link(entry: Mapping[str, Any], rel: str) -> str:
    links = (one for one in entry.get("links") or () if one.get("rel") == rel and one.get("href"))
    return next((str(one["href"]) for one in links), "")


def _sort_files(said: Said, entry: Mapping[str, Any]) -> tuple[tuple[HarvestedFile, ...], str]:
    """Files of an entry, and its picture."""
    enclosed = [one for one in entry.get("links") or () if one.get("rel") == "enclosure"]
    media = [one for one in entry.get("media_content") or () if isinstance(one, Mapping)]
    thumbnails = [str(one.get("url", "")) for one in entry.get("media_thumbnail") or ()]
    files: dict[str, HarvestedFile] = {}
    for one in [*enclosed, *media]:
        shape, url = str(one.get("type") or ""), one.get("href") or one.get("url")
        if shape.startswith("image/") or one.get("medium") == "image":
            thumbnails.append(str(url or ""))
            continue
        size = one.get("length") or one.get("filesize")
        if url and (file := said.file(url, one.get("title"), shape, size)):
            files.setdefault(file.url, file)
    image = next((found for url in thumbnails if (found := said.address(url))), "")
    return tuple(files.values()), image


def _read_content(entry: Mapping[str, Any]) -> str:
    """The longest body that it carries."""
    bodies = [str(one.get("value") or "") for one in entry.get("content") or () if isinstance(one, Mapping)]
    return max(bodies, key=len, default="")


def _read_person(person: object) -> str:
    return str(person.get("name") or "") if isinstance(person, Mapping) else ""


def _read_tag(tag: object) -> str:
    return str(tag.get("label") or tag.get("term") or "") if isinstance(tag, Mapping) else ""


def _digest(*words: str) -> str:
    joined = "\n".join(words).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=16).hexdigest()
