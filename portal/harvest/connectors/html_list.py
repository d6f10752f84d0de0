"""Lists of publications in web pages, by selectors: the last resort, where a site has no feed nor catalogue.

What robots.txt refuses is not read. A resource is named by the canonical form of its address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal, get_args
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import AfterValidator, Field, model_validator

from portal.harvest.bounds import Walk
from portal.harvest.formats.answers import refuse
from portal.harvest.formats.saying import Said
from portal.harvest.pages import Asking, Content, Faulty, Page
from portal.kernel.descriptors import Descriptor, Url
from portal.kernel.markup import MarkupError
from portal.kernel.markup.html import Element, check_selector, read_html, select, write_html
from portal.kernel.markup.text import clean_url
from portal.library.harvested import Harvested
from portal.library.naming import build_url_key

HTML: Final = "text/html"
Selector = Annotated[str, AfterValidator(check_selector)]
Name = Literal[
    "title", "url", "abstract", "issued", "modified", "creators", "publishers", "keywords", "themes",
    "period", "licence", "language", "spatial", "series", "formats", "image_url", "files", "frequency",
]  # fmt: skip
_LISTS: Final = {"creators", "publishers", "keywords", "themes", "spatial", "formats"}
_LONG: Final = {"abstract"}
_APART: Final = {"title", "url", "image_url", "files"}


class Numbered(Descriptor):
    """Pages by a parameter of the address: « ?page=0 », « ?page=1 »… or by offsets (``step``)."""

    parameter: str
    first: int = 0
    step: Annotated[int, Field(ge=1)] = 1


class CONFIG(Descriptor):
    """``item``: selector of what holds one resource; ``fields``: inside it, our words → selectors
    (« h3 a », « a@href », « time@datetime »; see ``portal.kernel.markup.html``). ``next``: selector of the
    link to the following page; or ``numbered``; or neither, for a list on one page."""

    kind: Literal["html_list"]
    url: Url
    item: Selector
    fields: Mapping[Name, Selector] = {"title": "a", "url": "a@href"}
    next: Selector | None = None
    numbered: Numbered | None = None
    most_pages: Annotated[int, Field(ge=1, le=2000)] = 200

    @model_validator(mode="after")
    def _check(self) -> CONFIG:
        if self.next and self.numbered:
            raise ValueError("give “next” or “numbered”, not both.")
        if not {"title", "url"} <= set(self.fields):
            raise ValueError("fields: “title” and “url” are needed.")
        return self


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Every page of the list, from the address ``after`` on."""
    del since
    walk = Walk(config.url, most_pages=config.most_pages)
    url = after or _number(config, config.url, None)
    before: tuple[str, ...] = ()
    while url:
        walk.enter(url)
        content = asking.get(url, accept=HTML, is_page=True)
        root, notes = _read(content)
        items = select(root, config.item)
        if not items and not before and not after:
            raise refuse(content, "une liste était attendue : rien n’y répond au sélecteur « item ».")
        records = [_build(item, content.url, config) for item in items]
        keys = tuple(one.remote_id for one in records)
        is_over = not items or (config.numbered is not None and keys == before)
        url = "" if is_over else _find_next(config, root, url, content.url)
        before = keys
        yield Page(() if is_over and items else walk.keep_new(records), url, None, (), notes)


def _read(content: Content) -> tuple[Element, tuple[str, ...]]:
    try:
        return read_html(content.body, charset=content.charset)
    except MarkupError as error:
        raise refuse(content, f"une page web était attendue. {error}") from error


def _find_next(config: CONFIG, root: Element, asked: str, base: str) -> str:
    """The address of the following page; empty after the last."""
    if config.numbered is not None:
        return _number(config, asked, config.numbered.step)
    if config.next is None:
        return ""
    links = (one if isinstance(one, str) else one.get("href") for one in select(root, config.next))
    return next((url for one in links if one and (url := clean_url(one, base=base))), "")


def _number(config: CONFIG, url: str, step: int | None) -> str:
    """The same address with the number of the first page (``step`` None), or of the following one."""
    if config.numbered is None:
        return url
    parts = urlsplit(url)
    told = dict(parse_qsl(parts.query, keep_blank_values=True))
    name = config.numbered.parameter
    number = config.numbered.first if step is None else int(told.get(name, "0")) + step
    return urlunsplit(parts._replace(query=urlencode({**told, name: str(number)})))


def _build(item: Element, base: str, config: CONFIG) -> Harvested | Faulty:
    """One resource of the list."""
    said = Said(base)
    found = {name: select(item, selector) for name, selector in config.fields.items()}
    url = said.address(_take_link(found["url"]))
    fields: dict[str, Any] = {}
    for name in get_args(Name):
        values = [write_html(one) for one in found.get(name, [])]
        if name in _APART or not values:
            continue
        if name in _LISTS:
            fields[name] = said.lines(values)
        else:
            fields[name] = said.text("<br>".join(values)) if name in _LONG else said.line(values[0])
    links = [one for one in found.get("files", []) if isinstance(one, str) or one.get("href")]
    fields["files"] = [_build_file(said, one) for one in links]
    fields["image_url"] = said.address(_take_link(found.get("image_url", [])))
    title = next((words for one in found["title"] if (words := said.line(write_html(one)))), "")
    return said.build(build_url_key(url) if url else "", title, url, **fields)


def _build_file(said: Said, link: Any) -> Any:
    if isinstance(link, str):
        return said.file(link)
    return said.file(link.get("href"), write_html(link))


def _take_link(found: list[Any]) -> str:
    """The address of the first link or image."""
    told = (one if isinstance(one, str) else one.get("href") or one.get("src") or "" for one in found)
    return next((one for one in told if one.strip()), "")
