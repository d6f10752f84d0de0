"""Writes the first pages and messages, once; what an editor changed since is never touched."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from wagtail.models import Page, Site

from portal.cms.initial_content import (
    InitialMessage,
    InitialPage,
    compute_fingerprint,
    read_home,
    read_messages,
    read_pages,
)
from portal.cms.models import ContentPage, HomePage, InitialContent, TerritoryMessage


@dataclass(slots=True)
class Outcome:
    """Keys of what was written now, kept as edited, or already there."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def load_initial_content(*, hostname: str, port: int, site_name: str) -> Outcome:
    """Create the home page, the editorial pages and the messages that are missing. Idempotent.

    A text that nobody edited follows the version shipped with the code; an edited or deleted one
    is left as it is.
    """
    outcome = Outcome()
    home = _ensure_home(outcome, hostname=hostname, port=port, site_name=site_name)
    for page in read_pages():
        _load_page(home, page, outcome)
    for message in read_messages():
        _load_message(message, outcome)
    return outcome


def _ensure_home(outcome: Outcome, *, hostname: str, port: int, site_name: str) -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        for welcome in root.get_children().filter(slug="home", title__startswith="Welcome"):
            welcome.delete()
        root.refresh_from_db()
        home = HomePage(slug="accueil", live=True, locale=root.locale, **read_home())
        root.add_child(instance=home)
        outcome.created.append("home")
    # A visitor is given the default site whatever the host: one portal, one tree of pages.
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": hostname,
            "port": port,
            "site_name": site_name,
            "root_page": Page.objects.get(pk=home.pk),
        },
    )
    return home


def _load_page(home: HomePage, initial: InitialPage, outcome: Outcome) -> None:
    key = f"page:{initial.slug}"
    known = InitialContent.objects.filter(key=key).first()
    page = ContentPage.objects.child_of(home).filter(slug=initial.slug).first()
    wanted = compute_fingerprint(initial.title, initial.description, initial.lead, initial.body)
    if known is None and page is None:
        page = ContentPage(slug=initial.slug, live=True)
        _fill(page, initial)
        home.add_child(instance=page)
        page.save_revision().publish()
        InitialContent.objects.create(key=key, fingerprint=f"{wanted[:32]}{_read_state(page)[:32]}")
        outcome.created.append(key)
    elif known is None or page is None or known.fingerprint[32:] != _read_state(page)[:32]:
        outcome.kept.append(key)
    elif known.fingerprint[:32] != wanted[:32]:
        _fill(page, initial)
        page.save_revision().publish()
        page.refresh_from_db()
        known.fingerprint = f"{wanted[:32]}{_read_state(page)[:32]}"
        known.save()
        outcome.updated.append(key)


def _fill(page: ContentPage, initial: InitialPage) -> None:
    page.title = page.draft_title = initial.title
    page.search_description = initial.description
    page.lead = initial.lead
    page.body = json.dumps(initial.body)


def _read_state(page: ContentPage) -> str:
    """Fingerprint of the page as its editors last left it, drafts included."""
    latest: Any = page.get_latest_revision_as_object()
    body = [{"type": block["type"], "value": _drop_ids(block["value"])} for block in latest.body.raw_data]
    return compute_fingerprint(latest.title, latest.search_description, latest.lead, body, page.live)


def _drop_ids(value: Any) -> Any:
    """Stream values without the identifiers that Wagtail adds to each block when it saves."""
    if isinstance(value, dict):
        if set(value) == {"type", "value", "id"}:
            return _drop_ids(value["value"])
        return {key: _drop_ids(item) for key, item in value.items()}
    return [_drop_ids(item) for item in value] if isinstance(value, list) else value


def _load_message(initial: InitialMessage, outcome: Outcome) -> None:
    key = f"message:{initial.kind}:{initial.code}"
    if InitialContent.objects.filter(key=key).exists():
        return
    TerritoryMessage.objects.create(
        kind=initial.kind, code=initial.code, title=initial.title, text=initial.text
    )
    InitialContent.objects.create(key=key, fingerprint=compute_fingerprint(initial.title, initial.text))
    outcome.created.append(key)
