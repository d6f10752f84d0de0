"""Sites that list their pages in a sitemap, each page telling what it is (Open Graph, schema.org…)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Final, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field

from portal.harvest.bounds import Walk
from portal.harvest.formats.answers import refuse
from portal.harvest.formats.page import PageSaid
from portal.harvest.formats.saying import Said
from portal.harvest.formats.sitemap import Listed, read_sitemap
from portal.harvest.pages import Asking, Faulty, Page, PartialHarvest
from portal.kernel.descriptors import Descriptor, Many, Url
from portal.kernel.http import OutboundError, Reason
from portal.kernel.markup import MarkupError
from portal.kernel.markup.html import read_html
from portal.library.harvested import Harvested
from portal.library.naming import build_url_key

MOST_MAPS: Final = 200
MOST_FAILURES: Final = 5
"""Pages in a row that do not come before the site is said to be down."""


def _check_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"“{pattern}” is no regular expression: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_check_pattern)]


class CONFIG(Descriptor):
    """``include``, ``exclude``: regular expressions looked for in addresses. ``reads_pages``: whether each
    page is read for what it says of itself; otherwise its address gives its title. ``most``: pages read."""

    kind: Literal["sitemap"]
    url: Url
    include: Many[Pattern] = ()
    exclude: Many[Pattern] = ()
    reads_pages: bool = True
    batch: Annotated[int, Field(ge=1, le=1000)] = 50
    most: Annotated[int, Field(ge=1, le=50_000)] = 2_000

    def keeps(self, url: str) -> bool:
        """Whether an address is one of those wanted."""
        is_in = not self.include or any(re.search(one, url) for one in self.include)
        return is_in and not any(re.search(one, url) for one in self.exclude)


def fetch_pages(
    config: CONFIG, asking: Asking, *, after: str = "", since: datetime | None = None
) -> Iterator[Page]:
    """Pages of the site in the order of its sitemaps, after the address ``after``; those that the sitemap
    says older than ``since`` are left out."""
    listed, notes = _list_pages(config, asking)
    wanted = [one for one in listed[: config.most] if since is None or not _is_older(one, since)]
    start = next((number for number, one in enumerate(wanted, 1) if one.url == after), 0) if after else 0
    reading = _Reading(config, asking)
    walk = Walk(config.url)
    for number in range(start, len(wanted), config.batch):
        batch = wanted[number : number + config.batch]
        is_last = number + config.batch >= len(wanted)
        records = walk.keep_new(map(reading.read, batch))
        yield Page(records, "" if is_last else batch[-1].url, len(wanted), (), notes)
    if not wanted:
        yield Page((), "", 0, (), notes)
    if len(listed) > config.most:
        raise PartialHarvest(
            f"{config.url} : le plan de site compte {len(listed)} pages ; seules les {config.most} premières"
            " ont été lues. Restreignez « include », ou augmentez « most » dans la fiche de la source."
        )


def _list_pages(config: CONFIG, asking: Asking) -> tuple[list[Listed], tuple[str, ...]]:
    """Every page wanted, each once; and what was left aside."""
    walk = Walk(config.url, most_pages=MOST_MAPS)
    waiting, found, notes = [config.url], dict[str, Listed](), list[str]()
    host = urlsplit(config.url).hostname
    while waiting:
        url = waiting.pop(0)
        walk.enter(url)
        content = asking.get(url, accept="application/xml")
        sitemap = read_sitemap(content)
        if sitemap.rejected:
            notes.append(f"{sitemap.rejected} adresse(s) inutilisable(s) dans {url}.")
        others = [one.url for one in sitemap.maps if urlsplit(one.url).hostname != host]
        if others:
            notes.append(f"{len(others)} plan(s) d’autres sites laissé(s) de côté.")
        waiting += [one.url for one in sitemap.maps if one.url not in others]
        found |= {one.url: one for one in sitemap.pages if config.keeps(one.url) and one.url not in found}
    return list(found.values()), tuple(notes)


def _is_older(listed: Listed, since: datetime) -> bool:
    """Whether the site says that it has not changed; without a date, it may have."""
    try:
        told = datetime.fromisoformat(listed.modified)
    except ValueError:
        return False
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).date() < since.astimezone(UTC).date()


class _Reading:
    """Pages one by one; a site that stops answering ends the run."""

    def __init__(self, config: CONFIG, asking: Asking) -> None:
        self.config, self.asking, self.failures = config, asking, 0

    def read(self, listed: Listed) -> Harvested | Faulty:
        """The document of a page."""
        key = build_url_key(listed.url)
        if not self.config.reads_pages:
            said = Said(listed.url)
            return said.build(key, _guess_title(listed.url), listed.url, modified=said.line(listed.modified))
        try:
            document = self._read_page(listed, key)
        except OutboundError as error:
            self.failures += error.reason not in {Reason.NOT_FOUND, Reason.REFUSED}
            if self.failures >= MOST_FAILURES or error.reason is Reason.RATE_LIMITED:
                raise
            return Faulty(f"Page non lue : {error.sentence}", key, listed.url[:300])
        except (MarkupError, PartialHarvest) as error:
            return Faulty(f"Page non lue : {error}", key, listed.url[:300])
        self.failures = 0
        return document

    def _read_page(self, listed: Listed, key: str) -> Harvested | Faulty:
        content = self.asking.get(listed.url, accept="text/html", is_page=True)
        if content.media_type not in {"", "text/html", "application/xhtml+xml"}:
            raise refuse(content, "une page web était attendue, pas un fichier.")
        root, notes = read_html(content.body, charset=content.charset)
        said = Said(content.url)
        said.notes += notes
        page = PageSaid(root, said)
        is_here = urlsplit(page.canonical).hostname == urlsplit(listed.url).hostname
        return said.build(
            key,
            page.line("title") or _guess_title(listed.url),
            page.canonical if is_here else listed.url,
            kind=page.kind,
            abstract=page.text("abstract"),
            publishers=page.lines("publishers"),
            creators=page.lines("creators"),
            issued=page.line("issued"),
            modified=page.line("modified") or said.line(listed.modified),
            period=page.line("period"),
            keywords=page.lines("keywords"),
            language=page.line("language")[:10].lower(),
            licence=page.line("licence"),
            identifiers=tuple(
                one for one in page.lines("identifiers") if re.match(r"(?:ark:/|doi:|10\.)", one)
            ),
            spatial=page.lines("spatial"),
            image_url=said.address(page.line("image_url")),
            files=page.list_files(),
        )


def _guess_title(url: str) -> str:
    """« Rapport annuel 2024 » of « …/rapport-annuel-2024.html »."""
    name = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    words = re.sub(r"[-_+]+", " ", re.sub(r"\.\w{2,5}$", "", name)).strip()
    return words[:1].upper() + words[1:]
