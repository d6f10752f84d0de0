"""Archived copies looked for when an address is dead, and proposed to agents (standards.md, L-08)."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from portal.kernel.french import format_date
from portal.kernel.http import OutboundError, Session
from portal.library.links.archives import INTERNET_ARCHIVE, Archive, find_memento
from portal.library.links.models import Link
from portal.library.links.recording import propose
from portal.library.links.states import DEAD, ProposalKind
from portal.library.models import Document

_LOG: Final = logging.getLogger(__name__)
_AGAIN: Final = timedelta(days=30)
_MOST: Final = 50


def propose_archives(
    session: Session, *, now: datetime, archive: Archive = INTERNET_ARCHIVE, limit: int = _MOST
) -> int:
    """Ask for copies of dead addresses that were not asked about for a month; how many are proposed.

    An archive that does not answer ends the turn: it is asked again at the next.
    """
    dead = Link.objects.filter(state__in=DEAD, archive_url="", is_ignored=False, uses__isnull=False)
    due = dead.exclude(archive_asked_at__gt=now - _AGAIN).distinct().order_by("pk")[:limit]
    found = 0
    for link in due:
        document = Document.objects.filter(link_uses__link=link).order_by("link_uses__role", "pk").last()
        near = document.published_on if document else None
        try:
            memento = find_memento(session, link.url, near=near, archive=archive)
        except OutboundError as error:
            _LOG.warning("no archive asked about %s: %s", link.url, error)
            break
        Link.objects.filter(pk=link.pk).update(archive_asked_at=now)
        if memento is not None:
            day = format_date(localdate(memento.taken_at))
            propose(link, ProposalKind.ARCHIVE_COPY, memento.url, f"Copie du {day}.", now=now)
            found += 1
    return found
