"""``/bibliotheque``: documents that answer a question, what narrows it, and what to do when none does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from django.http import Http404

from portal.kernel.french import NO_BREAK_SPACE, format_count
from portal.library.addresses import LIBRARY_PATH
from portal.library.links.reading import describe_links
from portal.library.queries.documents import list_cards
from portal.library.search.asked import DEEPEST, Order
from portal.library.search.engine import search_documents
from portal.library.search.found import Found, IndexState, Match
from portal.ui.paging import Paging
from portal.web.documents.asked import DEEPEST_PAGE, PAGE_SIZE, Question
from portal.web.documents.cards import build_results
from portal.web.documents.choices import list_facets, list_tags
from portal.web.documents.facets import FACETS
from portal.web.documents.feed import FEED_PATH
from portal.web.documents.files import CSV_PATH, XLSX_PATH

ORDERS: Final = {
    Order.RELEVANCE: "Pertinence, puis date",
    Order.DATE: "Date de publication",
    Order.TITLE: "Titre",
}

EXAMPLES: Final = (
    "dépenses des communes",
    "dotation globale de fonctionnement",
    "fonction publique territoriale",
    "intercommunalité",
)


def present_list(question: Question, notice: str = "") -> dict[str, Any]:
    """Everything the template places. Raises Http404 for a page beyond the last."""
    found = search_documents(question.build_asked())
    paging = Paging(question.page, min(found.total, DEEPEST), PAGE_SIZE)
    if paging.is_beyond:
        raise Http404(f"page {question.page} of {paging.pages}")
    cards = list_cards(found.ids)
    marks = describe_links([card.id for card in cards]) if cards else {}
    first = (question.page - 1) * PAGE_SIZE
    return {
        "question": question,
        "title": write_title(question),
        "count": _count(found),
        "range": f"{first + 1} à {first + len(cards)}" if found.total > PAGE_SIZE and cards else "",
        "notices": [notice] if notice else [],
        "match": found.match if question.q else Match.ALL,
        "state": found.state,
        "is_empty": found.state == IndexState.READY and question.is_bare and not found.total,
        "proposal": (found.proposal, question.address(q=found.proposal)) if found.proposal else None,
        "results": build_results(cards, marks),
        "facets": list_facets(question, found),
        "tags": list_tags(question),
        "reliefs": list(_list_reliefs(question, found)),
        "orders": list(_list_orders(question)),
        "page": question.page,
        "pages": paging.pages,
        "is_cut": found.total > DEEPEST and question.page == DEEPEST_PAGE,
        "address_of_page": lambda page: question.address(page=page),
        "all_path": question.address(chosen={}, since=None, until=None),
        "feed": question.address(FEED_PATH, order=Order.RELEVANCE),
        "csv": question.address(CSV_PATH),
        "xlsx": question.address(XLSX_PATH),
        "api": question.api_path(),
        "is_csv_cut": found.total > DEEPEST,
        "canonical": question.address(),
        "is_indexed": is_indexed(question),
        "examples": [(words, f"{LIBRARY_PATH}?q={words.replace(' ', '+')}") for words in EXAMPLES],
    }


def is_indexed(question: Question) -> bool:
    """Whether search engines may keep it: the whole library and each value of a facet, first page."""
    chosen = sum(map(len, question.chosen.values()))
    return not (question.q or question.since or question.until or question.order != Order.RELEVANCE) and (
        chosen <= 1 and question.page == 1
    )


def write_title(question: Question) -> str:
    """« Bibliothèque : dotations, Publication, page 2 »."""
    parts = [question.q] if question.q else []
    parts += [FACETS[facet].name(value) for facet, values in question.chosen.items() for value in values][:4]
    parts += [f"page {question.page}"] if question.page > 1 else []
    return f"Bibliothèque{NO_BREAK_SPACE}: {', '.join(parts)}" if parts else "Bibliothèque"


def _count(found: Found) -> str:
    return format_count(found.total, "document")


def _list_orders(question: Question) -> Iterator[tuple[str, str, bool]]:
    """Value in the address (nothing for the order that goes without saying), label, whether it is chosen."""
    for order, label in ORDERS.items():
        yield "" if order == Order.RELEVANCE else order.value, label, order == question.order


def _list_reliefs(question: Question, found: Found) -> Iterator[tuple[str, str, str]]:
    """What could be given up: label, address, what it would give."""
    for one in found.reliefs:
        gives = format_count(one.count, "document")
        if one.facet is None:
            yield "sans les dates", question.address(since=None, until=None), gives
        else:
            yield f"sans « {FACETS[one.facet].title} »", question.drop(one.facet), gives
    if found.reliefs or not question.q or question.is_bare:
        return
    narrowed = replace(question, q="")
    if not narrowed.is_bare:
        yield "sans les mots de la recherche", question.address(q=""), ""
