"""``/bibliotheque.atom``: the latest documents that answer a question (RFC 4287).

An entry is dated by its document, never by the day it was harvested, unless nothing else is known. Its
identifier rests on the number of the document: titles and addresses may change, it does not (RFC 4151).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Final
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings

from portal.library.addresses import LIBRARY_PATH
from portal.library.queries.documents import Card, list_cards
from portal.library.queries.producers import name_producer
from portal.library.queries.recent import list_added
from portal.library.search.asked import Facet, Order
from portal.library.search.engine import search_documents
from portal.library.words import word_kind
from portal.ui.exports.tables import clean_text
from portal.web.documents.asked import Question
from portal.web.documents.facets import FACETS

FEED_PATH: Final = f"{LIBRARY_PATH}.atom"
CONTENT_TYPE: Final = "application/atom+xml; charset=utf-8"
MOST_ENTRIES: Final = 50

_MINTED: Final = "2026"
"""The year when this way of naming documents began: part of their names, for ever."""
_EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""A feed without entries has not changed since."""


def build_feed(question: Question) -> str:
    """The feed of a question: its first page whatever page is asked, the latest first."""
    found = search_documents(question.build_asked(limit=MOST_ENTRIES, order=Order.DATE, first=0), facets=())
    cards = list_cards(found.ids)
    return write_feed(question, cards, list_added([card.id for card in cards]))


def write_feed(question: Question, cards: Sequence[Card], added: Mapping[int, datetime]) -> str:
    """The text of the feed. ``added``: when each document came into the library."""
    path = question.address(order=Order.RELEVANCE)
    entries = [(card, _date_entry(card, added.get(card.id, _EPOCH))) for card in cards]
    updated = max((moment for _, moment in entries), default=_EPOCH)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr">',
        f"<id>{escape(name_tag(path.removeprefix(LIBRARY_PATH)))}</id>",
        f"<title>{_write(write_feed_title(question))}</title>",
        f"<updated>{_write_moment(updated)}</updated>",
        f"<author><name>{_write(settings.SITE_NAME)}</name><uri>{escape(settings.SITE_URL)}</uri></author>",
        _link(
            "self",
            settings.SITE_URL + question.address(FEED_PATH, order=Order.RELEVANCE),
            "application/atom+xml",
        ),
        _link("alternate", settings.SITE_URL + path, "text/html"),
        *(_write_entry(card, moment) for card, moment in entries),
        "</feed>\n",
    ]
    return "\n".join(parts)


def write_feed_title(question: Question) -> str:
    """« Open Collectivités – Bibliothèque : dotations, Publication »."""
    chosen = [FACETS[facet].name(value) for facet, values in question.chosen.items() for value in values]
    words = ", ".join([*([question.q] if question.q else []), *chosen])
    return f"{settings.SITE_NAME} – Bibliothèque" + (f" : {words}" if words else "")


def name_tag(specific: str) -> str:
    """« tag:exemple.fr,2026:bibliotheque/12 »: the name of a document or of a feed."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{_MINTED}:bibliotheque{quote(specific, safe='/?=&:,;@-._~')}"


def _date_entry(card: Card, added_at: datetime) -> datetime:
    """The last date that the document gives; a day that is not over yet counts as the day it was added."""
    days = [day for day in (card.published_on, card.modified_on) if day is not None]
    if not days:
        return added_at
    return min(datetime.combine(max(days), time(), UTC), max(added_at, _EPOCH))


def _write_entry(card: Card, moment: datetime) -> str:
    lines = [
        "<entry>",
        f"<id>{escape(name_tag(f'/{card.id}'))}</id>",
        f"<title>{_write(card.title)}</title>",
        f"<updated>{_write_moment(moment)}</updated>",
        _link("alternate", settings.SITE_URL + card.path, "text/html"),
        _link("via", card.url),
        *_list_authors(card),
        *(
            f"<category term={quoteattr(term)} label={quoteattr(label)}/>"
            for term, label in _list_categories(card)
        ),
        f'<summary type="text">{_write(card.abstract or "Ce document n’a pas de résumé.")}</summary>',
        "</entry>",
    ]
    return "\n".join(lines)


def _list_authors(card: Card) -> Iterator[str]:
    names = [name_producer(slug).name for slug in card.producers] or [card.publisher_words]
    for name in filter(None, names):
        yield f"<author><name>{_write(name)}</name></author>"


def _list_categories(card: Card) -> Iterator[tuple[str, str]]:
    yield card.kind, word_kind(card.kind)
    for slug in card.subjects:
        yield slug, FACETS[Facet.SUBJECT].name(slug)


def _link(relation: str, address: str, media_type: str = "") -> str:
    kind = f' type="{media_type}"' if media_type else ""
    return f'<link rel="{relation}"{kind} href={quoteattr(clean_text(address))}/>'


def _write(text: str) -> str:
    return escape(clean_text(text))


def _write_moment(moment: datetime) -> str:
    """RFC 3339, in universal time, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
