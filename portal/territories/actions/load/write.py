"""Record a draft: the only place of the load that writes. Identities and positions never change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import models

from portal.territories.actions.load.draft import Draft, Key
from portal.territories.models import (
    Contact,
    Event,
    Head,
    Membership,
    Neighbour,
    Outline,
    Territory,
    Version,
)

BATCH: Final = 2000
_IDENTITY: Final = frozenset({"id", "kind", "code", "position"})
UPDATED_FIELDS: Final = [f.name for f in Territory._meta.concrete_fields if f.name not in _IDENTITY]

_Row = TypeVar("_Row", bound=models.Model)


def record_draft(draft: Draft) -> dict[str, int]:
    """Write everything; call it inside a transaction. Returns the number of rows by table.

    Territories already known keep their id and position, new ones are appended within their kind,
    current ones first; those that the draft has no more stay, marked as not current. What hangs
    on them is replaced.
    """
    ids = _record_territories(draft)
    tables: list[tuple[type[models.Model], Iterable[models.Model]]] = [
        (Version, _versions(draft, ids)),
        (Membership, _memberships(draft, ids)),
        (Event, _events(draft, ids)),
        (Outline, _outlines(draft, ids)),
        (Neighbour, _neighbours(draft, ids)),
        (Contact, _contacts(draft, ids)),
        (Head, _heads(draft, ids)),
    ]
    counts = {"territory": len(ids)}
    for model, rows in tables:
        counts[model._meta.model_name or ""] = _replace(model, rows)
    return counts


def _record_territories(draft: Draft) -> dict[Key, int]:
    rows = Territory.objects.values_list("kind", "code", "position")
    known = {(kind, code): position for kind, code, position in rows}
    following: dict[str, int] = {}
    for (kind, _), position in known.items():
        following[kind] = max(following.get(kind, 0), position + 1)
    ordered = sorted(draft.territories.items(), key=lambda item: (not item[1].is_current, item[0]))
    for key, territory in ordered:
        if key not in known:
            known[key] = following.get(key[0], 0)
            following[key[0]] = known[key] + 1
        territory.position = known[key]
    Territory.objects.update(is_current=False)
    Territory.objects.bulk_create(
        list(draft.territories.values()),
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=UPDATED_FIELDS,
        batch_size=500,
    )
    return {(kind, code): pk for kind, code, pk in Territory.objects.values_list("kind", "code", "pk")}


def _replace(model: type[_Row], rows: Iterable[_Row]) -> int:
    manager: Any = model._default_manager
    queryset = manager.all()
    queryset._raw_delete(queryset.db)  # nothing refers to these rows: no cascade to look for
    written, remaining = 0, iter(rows)
    while batch := list(islice(remaining, BATCH)):
        manager.bulk_create(batch)
        written += len(batch)
    return written


def _versions(draft: Draft, ids: dict[Key, int]) -> Iterator[Version]:
    for span in draft.spans:
        yield Version(
            territory_id=ids[span.key], name=span.name, starts_on=span.starts_on, ends_on=span.ends_on
        )


def _memberships(draft: Draft, ids: dict[Key, int]) -> Iterator[Membership]:
    for link in draft.links:
        yield Membership(
            member_id=ids[link.member],
            group_id=ids[link.group],
            first_year=link.first_year,
            last_year=link.last_year,
        )


def _events(draft: Draft, ids: dict[Key, int]) -> Iterator[Event]:
    for arrow in draft.arrows:
        yield Event(
            what=arrow.what,
            effective_on=arrow.effective_on,
            before_id=ids[arrow.before] if arrow.before else None,
            after_id=ids[arrow.after] if arrow.after else None,
            name_before=arrow.name_before,
            name_after=arrow.name_after,
            source=arrow.source,
        )


def _outlines(draft: Draft, ids: dict[Key, int]) -> Iterator[Outline]:
    for shape in draft.shapes:
        x0, y0, x1, y1 = shape.box
        yield Outline(
            territory_id=ids[shape.key], detail=shape.detail, zone=shape.zone, path=shape.path,
            x0=x0, y0=y0, x1=x1, y1=y1,
        )  # fmt: skip


def _neighbours(draft: Draft, ids: dict[Key, int]) -> Iterator[Neighbour]:
    for one, other in draft.neighbours:
        yield Neighbour(territory_id=ids[one], other_id=ids[other])


def _contacts(draft: Draft, ids: dict[Key, int]) -> Iterator[Contact]:
    for contact in draft.addresses:
        yield Contact(
            territory_id=ids[contact.key],
            address=contact.address,
            phone=contact.phone,
            email=contact.email,
            website=contact.website,
            opening_hours=contact.opening_hours,
        )


def _heads(draft: Draft, ids: dict[Key, int]) -> Iterator[Head]:
    for person in draft.persons:
        yield Head(
            territory_id=ids[person.key],
            title=person.title,
            first_name=person.first_name,
            last_name=person.last_name,
            since=person.since,
        )
