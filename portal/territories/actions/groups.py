"""Saving the groups of readers, and taking one away."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from portal.kernel.pace import Pace
from portal.territories.actions.load.naming import build_slug
from portal.territories.models import Group
from portal.territories.queries.groups import MEMBER_KINDS

LONGEST_NAME: Final = 80
LONGEST_DEFINITION: Final = 400
MOST_MEMBERS: Final = 2000
MOST_A_DAY: Final = 5000
"""Nobody signs what is saved: a script must not fill the disk. Sixteen kilobytes each at most."""

PACE: Final = Pace(limit=60, window_s=600)
"""New groups from one address, in each process. Behind a proxy that hides addresses: from everyone."""

_ID_LENGTHS: Final = (12, 16, 20)
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is taken for a digit."""


_UNREADABLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn"})
"""Controls, marks that turn the direction of a text, accents piled up without a letter of their own."""


class GroupRefused(ValueError):
    """This group is not saved; the message says why, to a reader."""


class GroupRemovedError(GroupRefused):
    """It was saved once, then removed: it stays so."""


class TooManyGroupsError(GroupRefused):
    """Enough for one day, or for one address."""


def clean_name(text: str) -> str:
    """One line of at most 80 characters that can be read: no control, no invisible nor turning character."""
    plain = unicodedata.normalize("NFC", text)
    kept = "".join(" " if char.isspace() else char for char in plain if char.isspace() or _is_visible(char))
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in _UNREADABLE


@transaction.atomic
def record_group(
    *, name: str, member_kind: str, codes: Collection[str], definition: str = "", by: str = ""
) -> Group:
    """The group of this name and these members: a new one, or the one saved before.

    ``codes`` are known to exist. The definition of the first who saved it stays. ``by`` is the network
    address of who saves, kept for ten minutes in memory and nowhere else. Raises GroupRefused.
    """
    cleaned, kept = clean_name(name), sorted(set(codes))
    if not cleaned:
        raise GroupRefused("Donnez un nom au groupe.")
    if member_kind not in MEMBER_KINDS:
        raise GroupRefused("Un groupe réunit des communes, intercommunalités, départements ou régions.")
    if not 1 <= len(kept) <= MOST_MEMBERS:
        raise GroupRefused(f"Un groupe réunit de 1 à {MOST_MEMBERS} territoires.")
    for public_id in _list_ids(cleaned, member_kind, kept):
        if not Group.objects.filter(public_id=public_id).exists():
            _ensure_room(by)
        columns = {
            "name": cleaned,
            "slug": build_slug(cleaned)[:LONGEST_NAME].strip("-") or "groupe",
            "member_kind": member_kind,
            "codes": kept,
            "definition": definition[:LONGEST_DEFINITION],
        }
        found, _ = Group.objects.get_or_create(public_id=public_id, defaults=columns)
        if (found.name, found.member_kind, found.codes) == (cleaned, member_kind, kept):
            if found.is_removed:
                raise GroupRemovedError("Ce groupe a été retiré par les responsables du portail.")
            return found
    raise GroupRefused("Ce groupe ne peut pas être enregistré : changez son nom.")


def _list_ids(name: str, member_kind: str, codes: list[str]) -> list[str]:
    """Ids of a content, from the shortest: a longer one serves when another content has the same."""
    content = json.dumps([member_kind, codes, name], ensure_ascii=False)
    number = int.from_bytes(hashlib.sha256(content.encode()).digest(), "big")
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_ID_LENGTHS[-1]))
    return [letters[:length] for length in _ID_LENGTHS]


def _ensure_room(by: str) -> None:
    if by and not PACE.allows(by):
        raise TooManyGroupsError(
            "Trop de groupes enregistrés depuis votre adresse : réessayez dans dix minutes."
        )
    since = timezone.now() - timedelta(days=1)
    if Group.objects.filter(created_at__gte=since).count() >= MOST_A_DAY:
        raise TooManyGroupsError("Trop de groupes ont été enregistrés aujourd’hui : réessayez demain.")


def remove_group(public_id: str) -> Group:
    """Take a group away: its page answers 410, and nobody can save it again. Raises Group.DoesNotExist."""
    group = Group.objects.get(public_id=public_id.lower())
    group.is_removed = True
    group.save(update_fields=["is_removed"])
    return group


def forget_pace() -> None:
    """Forget who saved what: for tests."""
    PACE.forget()
