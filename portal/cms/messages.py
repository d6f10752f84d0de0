"""Messages on territories, ready to be shown: there are some dozens, so each process keeps them all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from portal.cms.blocks import write_rich_text
from portal.cms.models import TerritoryMessage
from portal.cms.versions import get_editorial_version


@dataclass(frozen=True, slots=True)
class Message:
    """A note of the back-office: ``html`` was cleaned by its editor."""

    title: str
    html: SafeString


def list_messages(kind: str, code: str) -> tuple[Message, ...]:
    """Notes shown on the page of a territory, a few seconds after an editor changed them."""
    return _read_all(get_editorial_version()).get((kind, code), ())


@lru_cache(maxsize=1)
def _read_all(version: str) -> dict[tuple[str, str], tuple[Message, ...]]:
    """Every shown message, by kind and code, for one version of the texts."""
    found: dict[tuple[str, str], tuple[Message, ...]] = {}
    for row in TerritoryMessage.objects.filter(is_shown=True):
        message = Message(row.title, write_rich_text(row.text))
        found[row.kind, row.code] = (*found.get((row.kind, row.code), ()), message)
    return found


def forget_messages() -> None:
    """Drop what is kept: for tests."""
    _read_all.cache_clear()
