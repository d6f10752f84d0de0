"""Whether it is the others who are silent, or this machine that has no network.

A name that does not resolve, a connection that nobody takes: such a look is believed only once somebody
else has answered after it. Without network, everything falls silent at once, and nothing is believed.
"""

from __future__ import annotations

from typing import Final

from portal.kernel.http import Session
from portal.library.links.looking import HEADERS, Look
from portal.library.links.models import Link

WORRIED_FROM: Final = 10
"""Silences in a row, of three domains at least, after which somebody known is asked."""
_DOMAINS: Final = 3
_ASKED: Final = 3


class Witness:
    """Holds silent looks until somebody answers."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: list[Look] = []
        self._heard: dict[str, str] = {}

    def doubt(self, look: Look) -> None:
        self._held.append(look)

    def hear(self, look: Look) -> None:
        """Somebody answered: an address to ask again."""
        self._heard[look.target.domain] = look.target.url

    @property
    def has_doubts(self) -> bool:
        return bool(self._held)

    @property
    def has_heard(self) -> bool:
        return bool(self._heard)

    @property
    def is_worried(self) -> bool:
        return len(self._held) >= WORRIED_FROM and len({one.target.domain for one in self._held}) >= _DOMAINS

    def release(self) -> list[Look]:
        """What was held, once."""
        held, self._held = self._held, []
        return held

    def ask(self) -> bool:
        """Whether somebody who answered before, of another domain, still does; True frees what is held."""
        silent = {one.target.domain for one in self._held}
        for domain, url in self._list_known(silent)[:_ASKED]:
            if self._session.probe(url, method="HEAD", headers=HEADERS).status is not None:
                self._heard[domain] = url
                return True
        return False

    def _list_known(self, silent: set[str]) -> list[tuple[str, str]]:
        recent = [(domain, url) for domain, url in reversed(self._heard.items()) if domain not in silent]
        if len(recent) >= _ASKED:
            return recent
        answered = Link.objects.exclude(ok_at=None).exclude(domain__in=silent).order_by("-ok_at")
        older = dict(answered.values_list("domain", "url")[:50])
        return recent + [pair for pair in older.items() if pair not in recent]
