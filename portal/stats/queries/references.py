"""How addresses name what is put side by side: a territory, a saved group, the middle of a group.

``commune:35238`` · ``group:x7k2`` · ``mediane:commune@strate:10000-19999`` · ``moyenne:epci@region:53``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from portal.kernel.french import fix_name, of_place
from portal.stats.store.layout import summary_key_of
from portal.territories.models import GROUP_KIND, Kind
from portal.territories.queries.named import Key, NamedTerritory
from portal.territories.queries.universe import get_universe
from portal.territories.strates import find_strate

Stat = Literal["", "median", "mean"]

LONGEST: Final = 100

_STATS: Final[dict[str, Stat]] = {"mediane": "median", "moyenne": "mean"}
_WORDS: Final = {stat: word for word, stat in _STATS.items()}
_TITLES: Final[dict[Stat, str]] = {"median": "Médiane", "mean": "Moyenne"}
_OF_TERRITORY: Final = re.compile(r"^([a-z_]{2,30}):([0-9A-Za-z][0-9A-Za-z-]{0,39})$")
_OF_SUMMARY: Final = re.compile(r"^(mediane|moyenne):([a-z_]{2,30})@([a-z_]{2,30}):([0-9A-Za-z-]{1,40})$")
_NOUNS: Final = {
    "commune": "communes",
    "epci": "intercommunalités",
    "departement": "départements",
    "region": "régions",
}
GROUPINGS_OF: Final[dict[str, tuple[str, ...]]] = {
    "commune": ("strate", "departement", "region", "france"),
    "epci": ("strate", "departement", "region", "france"),
    "departement": ("strate", "region", "france"),
    "region": ("strate", "france"),
}
"""Kind → the groups of which the middle can be asked, nearest first."""


@dataclass(frozen=True, slots=True)
class Reference:
    """``kind`` and ``code`` of a territory or of a saved group (kind ``group``).

    With a ``stat``, the median or the mean of the territories of ``kind`` in one group: ``grouping`` says
    which sort of group (strate, departement, region, france) and ``code`` which one.
    """

    kind: str
    code: str
    grouping: str = ""
    stat: Stat = ""
    text: str = field(init=False, repr=False, compare=False, default="")
    """As addresses have it; written once, for a page has hundreds of them."""

    def __post_init__(self) -> None:
        stated = f"{_WORDS[self.stat]}:{self.kind}@{self.grouping}:{self.code}" if self.stat else ""
        object.__setattr__(self, "text", stated or f"{self.kind}:{self.code}")

    def __str__(self) -> str:
        return self.text

    @property
    def summary_key(self) -> str:
        """Key of the stored summary of a reference that has a ``stat``."""
        return summary_key_of(self.kind, self.grouping, self.code)

    @property
    def place(self) -> Key:
        """The territory that its name needs: itself, or the département or région of its group."""
        return (self.grouping, self.code) if self.stat else (self.kind, self.code)


def parse_reference(text: str) -> Reference | None:
    """The reference; None for what has not its form. Whether it exists is not looked at."""
    if len(text) > LONGEST:
        return None
    if found := _OF_TERRITORY.match(text):
        kind, code = found.groups()
        if kind == GROUP_KIND:
            return Reference(kind, code)
        return Reference(kind, code.upper()) if kind in Kind.values else None
    if found := _OF_SUMMARY.match(text):
        word, kind, grouping, code = found.groups()
        if grouping in GROUPINGS_OF.get(kind, ()):
            return Reference(kind, code if grouping == "strate" else code.upper(), grouping, _STATS[word])
    return None


def count_members(reference: Reference) -> int:
    """How many territories the group of a median or mean has today; 0 when there is no such group."""
    return len(get_universe().members_of(reference.grouping, reference.code, reference.kind))


def name_stat(reference: Reference) -> str:
    """« Médiane », « Moyenne »."""
    return _TITLES[reference.stat]


def name_members(reference: Reference, place: NamedTerritory | None) -> str:
    """« des communes de 10 000 à 19 999 habitants », « des communes d’Ille-et-Vilaine », « des régions de
    France ». ``place`` is the département or région of the group."""
    nouns = _NOUNS[reference.kind]
    if reference.grouping == "strate":
        strate = find_strate(reference.kind, reference.code)
        return f"des {_word_strate(nouns, fix_name(strate.label) if strate else reference.code)}"
    if reference.grouping == "france" or place is None:
        return f"des {nouns} de France"
    return f"des {nouns} {of_place(place.name, place.article_kind, place.kind)}"


def _word_strate(nouns: str, label: str) -> str:
    """« communes de moins de 100 habitants », « métropoles »: some labels hold the noun, some only a size."""
    if label[0].isdigit():
        return f"{nouns} de {label}"
    lowered = label if label[1:2].isupper() else label[0].lower() + label[1:]
    if lowered.startswith("de "):
        return f"{nouns} {lowered}"
    return f"{nouns} de {lowered}" if lowered.startswith("moins ") else lowered
