"""What an address of the library asks: words, choices within facets, dates, an order, a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from portal.library.addresses import LIBRARY_PATH
from portal.library.search.asked import DEEPEST, LONGEST_QUESTION, Asked, Facet, Order
from portal.ui.refusing import Impossible
from portal.web.documents.facets import FACETS, FacetWords

API_PATH: Final = "/api/v1/documents"
PAGE_SIZE: Final = 20
DEEPEST_PAGE: Final = DEEPEST // PAGE_SIZE
MOST_VALUES: Final = 50
"""Values that may be chosen within one facet."""

SINCE, UNTIL, ORDER, PAGE, PLACE = "du", "au", "tri", "page", "lieu"

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_NOTHING: Final[Mapping[Facet, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True)
class Question:
    """All that an address says, checked. ``chosen``: codes of each facet, without repetition, in order.

    ``order`` is by relevance when the address does not say: the latest first where there are no words.
    """

    q: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    since: date | None = None
    until: date | None = None
    order: Order = Order.RELEVANCE
    page: int = 1

    @property
    def is_bare(self) -> bool:
        """Whether it asks for everything."""
        return not (self.q or self.chosen or self.since or self.until)

    def build_asked(self, *, limit: int = PAGE_SIZE, order: Order | None = None, first: int = -1) -> Asked:
        """The question for the index: its page, or any other part of the results."""
        return Asked(
            q=self.q,
            chosen={facet: frozenset(values) for facet, values in self.chosen.items()},
            since=self.since,
            until=self.until,
            order=order or self.order,
            first=(self.page - 1) * limit if first < 0 else first,
            limit=limit,
        )

    def address(self, path: str = LIBRARY_PATH, **changes: Any) -> str:
        """Its address, with other fields; any change but that of the page goes back to the first one."""
        if changes.keys() - {"page"}:
            changes.setdefault("page", 1)
        query = urlencode(list(replace(self, **changes).list_pairs()), safe=":,")
        return f"{path}?{query}" if query else path

    def api_path(self) -> str:
        """The address of the API that gives the same documents."""
        pairs = [("q", self.q)] if self.q else []
        pairs += [(facet.value, code) for facet in FACETS for code in self.chosen.get(facet, ())]
        pairs += [
            (name, day.isoformat()) for name, day in (("since", self.since), ("until", self.until)) if day
        ]
        return f"{API_PATH}?{urlencode(pairs, safe=':,')}" if pairs else API_PATH

    def list_pairs(self) -> Iterator[tuple[str, str]]:
        """Names and values of its address, always in one order."""
        if self.q:
            yield "q", self.q
        for facet in FACETS:
            for value in self.chosen.get(facet, ()):
                yield facet.parameter, FACETS[facet].write(value)
        for name, day in ((SINCE, self.since), (UNTIL, self.until)):
            if day:
                yield name, day.isoformat()
        if self.order != Order.RELEVANCE:
            yield ORDER, self.order
        if self.page > 1:
            yield PAGE, str(self.page)

    def drop(self, facet: Facet, value: str = "") -> str:
        """Its address without a value of a facet, or without any."""
        kept = tuple(one for one in self.chosen.get(facet, ()) if value and one != value)
        chosen = {one: values for one, values in self.chosen.items() if one != facet}
        return self.address(chosen=chosen | ({facet: kept} if kept else {}))

    def choose(self, facet: Facet, value: str) -> Question:
        """The same with one more value, from the first page."""
        values = tuple(sorted({*self.chosen.get(facet, ()), value}))
        return replace(self, chosen={**self.chosen, facet: values}, page=1)


def read_question(sent: QueryDict) -> Question:
    """What an address asks. Raises Impossible for a value that cannot be, Http404 for no such page."""
    for name in sent:
        if name.partition("[")[0] in _NAMES and name not in _NAMES:
            wanted = name.partition("[")[0]
            raise Impossible(
                f"L’adresse contient « {name[:40]} ». Pour donner plusieurs valeurs, répétez « {wanted}= »."
            )
    chosen = {facet: values for facet in FACETS if (values := _read_values(facet, sent))}
    since, until = _read_date(SINCE, sent), _read_date(UNTIL, sent)
    if since and until and since > until:
        raise Impossible(
            "La date de début (« du ») vient après celle de fin (« au ») : aucun document ne peut convenir. "
            "Échangez les deux dates, ou effacez-en une."
        )
    return Question(
        q=_read_words(sent.get("q", "")),
        chosen=chosen,
        since=since,
        until=until,
        order=_read_order(sent.get(ORDER, "")),
        page=_read_page(sent.get(PAGE, "")),
    )


_NAMES: Final = frozenset({"q", SINCE, UNTIL, ORDER, PAGE, PLACE, *(facet.parameter for facet in Facet)})


def _read_words(text: str) -> str:
    words = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(words) > LONGEST_QUESTION:
        raise Impossible(
            f"La recherche compte {len(words)} caractères, {LONGEST_QUESTION} au plus sont lus. "
            "Gardez les quelques mots qui comptent."
        )
    return words


def _read_values(facet: Facet, sent: QueryDict) -> tuple[str, ...]:
    words = FACETS[facet]
    texts = [text for text in sent.getlist(facet.parameter) if text]
    if len(texts) > MOST_VALUES:
        raise Impossible(
            f"L’adresse donne {len(texts)} valeurs à « {facet.parameter} », {MOST_VALUES} au plus sont lues."
        )
    return tuple(sorted({_read_value(words, text) for text in texts}))


def _read_value(words: FacetWords, text: str) -> str:
    code = words.parse(text)
    if code is None:
        shown = "".join(one for one in text[:60] if one.isprintable())
        raise Impossible(
            f"« {words.facet.parameter}={shown} » : cette valeur n’existe pas. {words.expected} "
            "Vous pouvez aussi partir de la page « Bibliothèque » et cocher ce que vous cherchez."
        )
    return code


def _read_date(name: str, sent: QueryDict) -> date | None:
    text = sent.get(name, "").strip()
    if not text:
        return None
    whole, french = _DATE.fullmatch(text), _FRENCH_DATE.fullmatch(text)
    try:
        if whole:
            return date(*map(int, whole.groups()))
        if french:
            day, month, year = map(int, french.groups())
            return date(year, month, day)
    except ValueError:
        pass
    shown = "".join(one for one in text[:30] if one.isprintable())
    raise Impossible(f"« {name}={shown} » n’est pas une date. Écrivez-la 2024-03-12 ou 12/03/2024.")


def _read_order(text: str) -> Order:
    if not text:
        return Order.RELEVANCE
    if text not in set(Order):
        raise Impossible(f"« tri={text[:30]} » : cet ordre n’existe pas. Les ordres sont {', '.join(Order)}.")
    return Order(text)


def _read_page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) < 7 and 0 < int(text) <= DEEPEST_PAGE):
        raise Http404(f"no page {text[:20]!r}")
    return int(text)
