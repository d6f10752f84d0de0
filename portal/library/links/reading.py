"""What readers and the search are told of the links of documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from django.utils.timezone import localdate

from portal.kernel.french import format_date
from portal.library.links.models import Link, LinkUse
from portal.library.links.states import ANSWERING, DEAD, Facet, Role, find_facet

Level = Literal["ok", "dead", "unknown"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What to put beside the address of a document. ``words`` is a French sentence, never empty.

    ``archive_url``: an archived copy that an agent accepted; empty when there is none.
    """

    level: Level
    words: str
    archive_url: str = ""

    @property
    def is_dead(self) -> bool:
        return self.level == "dead"


def describe_link(document_id: int) -> Mark:
    """The mark of one document, by its page. What is only doubtful is not told to readers."""
    return describe_links([document_id])[document_id]


def describe_links(document_ids: Collection[int]) -> dict[int, Mark]:
    """The marks of several documents, in one statement."""
    uses = LinkUse.objects.filter(document__in=document_ids, role=Role.MAIN)
    columns = ("document_id", *(f"link__{name}" for name in Told._fields))
    found = {document: build_mark(Told(*told)) for document, *told in uses.values_list(*columns)}
    return {one: found.get(one) or _UNKNOWN for one in document_ids}


def list_dead_files(document_id: int) -> frozenset[str]:
    """Addresses of the files of a document that no longer answer."""
    dead = Link.objects.filter(uses__document=document_id, uses__role=Role.FILE, state__in=DEAD)
    return frozenset(dead.values_list("url", flat=True))


class Told(NamedTuple):
    """What the words for an address are made of: columns of ``Link``."""

    state: str
    since: datetime | None
    checked_at: datetime | None
    archive_url: str


def build_mark(link: Link | Told) -> Mark:
    """The words for one address."""
    if link.state in DEAD:
        since = f" depuis le {_word_day(link.since)}" if link.since else ""
        said = "Ce lien ne mène plus à rien" if link.state == "dead" else "Le site de ce lien a disparu"
        return Mark("dead", f"{said}{since}.", link.archive_url)
    if link.state in ANSWERING and link.checked_at is not None:
        return Mark("ok", f"Lien vérifié le {_word_day(link.checked_at)}.", link.archive_url)
    return _UNKNOWN


def read_states(document_ids: Collection[int]) -> dict[int, Facet]:
    """The value of the search's facet for each document, in one statement.

    That of its page; « à vérifier » when the page answers and one of its files is dead.
    """
    rows = LinkUse.objects.filter(document__in=document_ids).values_list("document_id", "role", "link__state")
    return fold_states(document_ids, rows)


def fold_states(document_ids: Iterable[int], rows: Iterable[tuple[int, str, str]]) -> dict[int, Facet]:
    """From (document, role, state) to one value a document."""
    pages: dict[int, Facet] = {}
    broken: set[int] = set()
    for document, role, state in rows:
        if role == Role.MAIN:
            pages[document] = find_facet(state)
        elif state in DEAD:
            broken.add(document)
    found = {one: pages.get(one, Facet.UNKNOWN) for one in document_ids}
    return {
        one: Facet.CHECK if facet == Facet.OK and one in broken else facet for one, facet in found.items()
    }


def _word_day(moment: datetime) -> str:
    return format_date(localdate(moment))


_UNKNOWN = Mark("unknown", "Lien pas encore vérifié.")
