"""Where a choice of zone goes back to: a page of the explorer or a dashboard, and nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from portal.stats.addresses import EXPLORE_PATH
from portal.ui.refusing import Impossible

_OURS: Final = re.compile(r"/(explorer|tableaux-de-bord)(/[a-z0-9][a-z0-9-]{0,79})?")
_LONGEST: Final = 2000
_MOST_FIELDS: Final = 20
_OF_A_ZONE: Final = frozenset({"zone", "niveau", "ici", "page", "tri", "q", "annee", "depuis"})
"""What a new zone makes meaningless."""
_OF_THE_HUB: Final = frozenset({"zone", "ici"})


@dataclass(frozen=True, slots=True)
class Back:
    """``path`` is one of ours; ``fields`` what its address keeps when the zone changes."""

    path: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def is_hub(self) -> bool:
        """The page that takes a place and no zone."""
        return self.path == EXPLORE_PATH

    @property
    def address(self) -> str:
        """The page, without any zone."""
        return self.build()

    @property
    def adding(self) -> str:
        """The beginning of the address of the hub that the script completes with a place."""
        return f"{self.address}{'&' if self.fields else '?'}ici="

    def build(self, *, zone: str = "", here: str = "") -> str:
        """The page with this zone, the reader's place marked."""
        pairs = [*self.fields, *((name, value) for name, value in (("zone", zone), ("ici", here)) if value)]
        return f"{self.path}?{urlencode(pairs, safe=':,')}" if pairs else self.path


def read_back(text: str) -> Back:
    """The page to go back to, the explorer when none is named. Raises Impossible for any other."""
    if not text:
        return Back(EXPLORE_PATH)
    path, _, query = text.partition("?")
    if len(text) > _LONGEST or not _OURS.fullmatch(path):
        raise Impossible(
            f"« retour={text[:60]} » : attendu l’adresse d’une carte ou d’un tableau de bord, "
            "comme « /explorer/population »."
        )
    try:
        pairs = parse_qsl(query, max_num_fields=_MOST_FIELDS)
    except ValueError:
        pairs = []
    dropped = _OF_THE_HUB if path == EXPLORE_PATH else _OF_A_ZONE
    return Back(path, tuple((name, value) for name, value in pairs if name not in dropped))
