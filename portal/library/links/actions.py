"""What agents do to addresses: each act is signed, dated, and tells the documents it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from portal.kernel.markup.text import clean_url
from portal.library.actions.editing import edit_document
from portal.library.actions.revising import touch_documents
from portal.library.links.models import Link, LinkUse, Proposal
from portal.library.links.recording import read_story
from portal.library.links.registering import register_links
from portal.library.links.rules.story import identify
from portal.library.links.states import LinkState, ProposalKind, ProposalState, Role
from portal.library.models import Change, Document


class LinkError(ValueError):
    """An act that cannot be done; the message, in French, says why and what can."""


def accept_proposals(ids: Iterable[int], *, by: str, now: datetime) -> int:
    """Accept several proposals; how many. Those that others answered meanwhile are left as they are.

    A new address is written in every document that sends readers to the old one, with its provenance; an
    archived copy is shown beside the dead link.
    """
    accepted = 0
    for pk in ids:
        with transaction.atomic():
            proposal = _take(pk, ProposalState.ACCEPTED, by, now)
            if proposal is not None:
                _apply(proposal, by, now)
                accepted += 1
    register_links(now=now)
    return accepted


def refuse_proposals(ids: Iterable[int], *, by: str, now: datetime) -> int:
    """Refuse several proposals, which are not made again; how many."""
    refused = 0
    for pk in ids:
        with transaction.atomic():
            refused += _take(pk, ProposalState.REFUSED, by, now) is not None
    return refused


def _take(pk: int, state: ProposalState, by: str, now: datetime) -> Proposal | None:
    waiting = Proposal.objects.select_for_update().filter(pk=pk, state=ProposalState.WAITING)
    proposal = waiting.select_related("link").first()
    if proposal is not None:
        proposal.state, proposal.by, proposal.answered_at = state, by, now
        proposal.save()
    return proposal


def _apply(proposal: Proposal, by: str, now: datetime) -> None:
    link = proposal.link
    if proposal.kind == ProposalKind.ARCHIVE_COPY:
        Link.objects.filter(pk=link.pk).update(archive_url=proposal.value)
        _touch(link)
        return
    for document in Document.objects.filter(link_uses__link=link, link_uses__role=Role.MAIN, url=link.url):
        before = document.url
        edit_document(document, changes={"url": proposal.value}, by=by, now=now)
        Change.objects.create(
            document=document, at=now, act=Change.Act.LINKED, by=by, fields={"url": [before, proposal.value]}
        )


def recheck_links(ids: Iterable[int], *, now: datetime) -> int:
    """Have addresses checked at the next turn, also those that were ignored; how many."""
    return Link.objects.filter(pk__in=list(ids)).update(next_check_at=now, is_ignored=False)


def ignore_link(link: Link, *, by: str, now: datetime) -> None:
    """No longer check an address: an agent answers for it."""
    with transaction.atomic():
        link.is_ignored, link.state, link.since = True, LinkState.SKIPPED, now
        link.detail, link.failures, link.doubts = f"Écartée par {by}."[:300], [], []
        link.save()
        _touch(link)


def confirm_link(link: Link, *, by: str, now: datetime) -> None:
    """Say that a doubtful or changed page is the right one: it is doubted again when it changes.

    Raises LinkError for an address that was never seen answering.
    """
    story = read_story(link)
    if story.last is None:
        raise LinkError("Cette adresse n’a encore jamais répondu : demandez plutôt une vérification.")
    with transaction.atomic():
        link.trusted = identify(story.last)
        link.first, link.doubts = link.last, []
        link.state, link.since, link.detail = LinkState.OK, now, f"Confirmée par {by}."[:300]
        link.save()
        _touch(link)


def replace_address(link: Link, *, value: str, by: str, now: datetime) -> int:
    """Write an address found by an agent in every document that sends readers to this one; how many.

    Raises LinkError for what is no address of a page.
    """
    address = clean_url(value)
    if address is None:
        raise LinkError(
            f"« {value[:100]} » n’est pas l’adresse d’une page : recopiez-la depuis votre navigateur, avec"
            " https:// au début."
        )
    with transaction.atomic():
        proposal = Proposal(link=link, kind=ProposalKind.NEW_ADDRESS, value=address)
        count = Document.objects.filter(link_uses__link=link, link_uses__role=Role.MAIN).count()
        _apply(proposal, by, now)
    register_links(now=now)
    return count


def _touch(link: Link) -> None:
    touch_documents(list(LinkUse.objects.filter(link=link).values_list("document", flat=True).distinct()))
