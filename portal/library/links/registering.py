"""The addresses that documents use, kept beside the documents as they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from portal.library.actions.revising import touch_documents
from portal.library.links.domains import find_domain, find_host, hash_url
from portal.library.links.models import Link, LinkClock, LinkUse
from portal.library.links.reading import read_states
from portal.library.links.states import Role
from portal.library.models import Document, DocumentFile

_BATCH: Final = 500
_ONLY: Final = 1

Use = tuple[int, str, str]
"""A document, the role of an address in it, the digest of that address."""


def register_links(*, now: datetime) -> int:
    """Take note of every document that changed since the last time; how many. Resumes where it was cut."""
    clock, _ = LinkClock.objects.get_or_create(pk=_ONLY)
    changed = list(
        Document.objects.filter(revision__gt=clock.revision)
        .order_by("revision", "pk")
        .values_list("pk", "revision")
    )
    for first in range(0, len(changed), _BATCH):
        batch = changed[first : first + _BATCH]
        is_last = first + _BATCH >= len(changed)
        with transaction.atomic():
            _register([pk for pk, _ in batch], now)
            # Several documents may share a revision: the one that the batch cut is taken again.
            LinkClock.objects.filter(pk=_ONLY).update(revision=batch[-1][1] - (not is_last))
    return len(changed)


def _register(ids: Sequence[int], now: datetime) -> None:
    before = read_states(ids)
    wanted, urls = _list_wanted(ids)
    known = dict(Link.objects.filter(digest__in=urls).values_list("digest", "pk"))
    new = [_build_link(digest, url, now) for digest, url in urls.items() if digest not in known]
    Link.objects.bulk_create(new, ignore_conflicts=True)
    known = dict(Link.objects.filter(digest__in=urls).values_list("digest", "pk"))
    kept = {
        (document, role, digest): pk
        for pk, document, role, digest in LinkUse.objects.filter(document__in=ids).values_list(
            "pk", "document", "role", "link__digest"
        )
    }
    LinkUse.objects.filter(pk__in=[pk for use, pk in kept.items() if use not in wanted]).delete()
    LinkUse.objects.bulk_create(
        [
            LinkUse(document_id=document, role=role, link_id=known[digest])
            for document, role, digest in sorted(wanted - set(kept))
        ]
    )
    _forget_unused({digest for _, _, digest in set(kept) - wanted})
    after = read_states(ids)
    touch_documents([pk for pk in ids if before[pk] != after[pk]])


def _list_wanted(ids: Sequence[int]) -> tuple[set[Use], dict[str, str]]:
    """The uses that the documents make, and the addresses by digest."""
    shown = {one.pk: one.url for one in Document.objects.filter(pk__in=ids) if one.is_shown}
    files = DocumentFile.objects.filter(document__in=shown).values_list("document", "url")
    pairs: Iterable[tuple[int, str, str]] = [
        *((pk, Role.MAIN, url) for pk, url in shown.items()),
        *((pk, Role.FILE, url) for pk, url in files if url != shown[pk]),
    ]
    wanted: set[Use] = set()
    urls: dict[str, str] = {}
    for pk, role, url in pairs:
        if url:
            digest = hash_url(url)
            urls[digest] = url
            wanted.add((pk, str(role), digest))
    return wanted, urls


def _build_link(digest: str, url: str, now: datetime) -> Link:
    host = find_host(url)
    domain = find_domain(host)
    return Link(url=url, digest=digest, host=host, domain=domain, added_at=now, next_check_at=now)


def _forget_unused(digests: set[str]) -> None:
    """Addresses that nothing uses any more, unless an agent answered something about them."""
    Link.objects.filter(digest__in=digests, uses=None, proposals=None).delete()
