"""The words of the comparators of a page: what its reader may compare a territory with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from portal.kernel.french import APOSTROPHE, NO_BREAK_SPACE, fix_name, of_place, typeset
from portal.territories.models import Territory
from portal.territories.queries.surroundings import get_directory
from portal.territories.queries.universe import get_universe
from portal.territories.strates import load_strates

DEPARTEMENT, STRATE, NEIGHBOURS, SIMILAR, REGION, FRANCE, GROUP = (
    "departement", "strate", "voisins", "similaires", "region", "france", "groupe",
)  # fmt: skip
"""Values of ``?avec=``; that of a saved group is followed by its public id."""

AROUND: Final = frozenset({NEIGHBOURS, SIMILAR})
"""Those that a territory is not one of: its rank counts it in."""
_NOUNS: Final = {
    "commune": "communes",
    "epci": "intercommunalités",
    "ept": "établissements publics territoriaux",
    "departement": "départements",
    "region": "régions",
}
_FEMININE: Final = frozenset({"commune", "epci", "region"})
_SIZED: Final = {
    "CC": "communautés de communes de même taille",
    "CA": f"communautés d{APOSTROPHE}agglomération de même taille",
    "CU": "communautés urbaines",
    "METRO": "métropoles",
    "MET69": "métropoles",
}
"""Type of an intercommunality → those of its strate, in a sentence."""
_ORDERS: Final = {
    "commune": (DEPARTEMENT, STRATE, NEIGHBOURS, SIMILAR, REGION, FRANCE),
    "epci": (DEPARTEMENT, STRATE, NEIGHBOURS, SIMILAR, REGION, FRANCE),
    "ept": (NEIGHBOURS, FRANCE),
    "departement": (STRATE, NEIGHBOURS, SIMILAR, FRANCE),
    "region": (STRATE, NEIGHBOURS, SIMILAR, FRANCE),
}
_DEFAULTS: Final = {
    "commune": (STRATE, DEPARTEMENT, FRANCE),
    "epci": (STRATE, DEPARTEMENT, FRANCE),
    "ept": (FRANCE,),
    "departement": (FRANCE,),
    "region": (FRANCE,),
}
_LABELS: Final = {
    DEPARTEMENT: "Département",
    STRATE: "Même taille",
    NEIGHBOURS: "Voisins",
    SIMILAR: "Territoires similaires",
    REGION: "Région",
    FRANCE: "France",
}
_OVERSEAS: Final = "com"
_OF_OVERSEAS: Final = frozenset({DEPARTEMENT, NEIGHBOURS})
"""Communes of collectivités d’outre-mer are in no strate, and not in the statistics of France."""
_FEWEST: Final = 2
"""A group of one is the territory itself: Paris is alone in its département."""


@dataclass(frozen=True, slots=True)
class ComparatorWords:
    """How one comparator is named.

    ``label`` is its link (« Même taille »), ``heading`` the group in full (« communes de 10 000 à
    19 999 habitants »), ``members`` what follows « la médiane des » and « 12e sur 332 » (« communes de
    même taille »).
    """

    key: str
    label: str
    heading: str
    members: str
    is_default: bool = False

    @property
    def group(self) -> str:
        """After « la médiane »: « des communes de même taille »."""
        return f"des {self.members}"


def list_comparators(territory: Territory) -> tuple[ComparatorWords, ...]:
    """In the order of the page, the one it opens with marked; none for France and collectivités d’outre-mer.

    Those that make no sense are left out: a département of one commune, a région that is one
    département, no strate. Whether there are neighbours or similar territories is not known here.
    """
    if territory.kind == "departement" and territory.type == "com":
        return ()
    return _list_words(
        get_universe().version,
        territory.kind,
        territory.type,
        territory.strate,
        territory.departement_code,
        territory.region_code,
    )


def name_group_comparator(public_id: str, name: str, kind: str) -> ComparatorWords:
    """The saved group of that public id and name, whose members are of ``kind``."""
    words = f"{_NOUNS.get(kind, 'territoires')} du groupe «{NO_BREAK_SPACE}{fix_name(name)}{NO_BREAK_SPACE}»"
    return ComparatorWords(f"{GROUP}-{public_id}", fix_name(name), words, words)


@lru_cache(maxsize=8192)
def _list_words(
    version: int, kind: str, type_: str, strate: str, departement: str, region: str
) -> tuple[ComparatorWords, ...]:
    """The same for all the territories of a strate and a département, until the territories change."""
    place = _Place(kind, type_, strate, departement, region)
    found = [words for words in place.list_words() if type_ != _OVERSEAS or words.key in _OF_OVERSEAS]
    keys = {one.key for one in found}
    default = next((key for key in _DEFAULTS.get(kind, ()) if key in keys), None)
    return tuple(replace(one, is_default=one.key == default) for one in found)


def forget_words() -> None:
    """Drop what is kept: for tests."""
    _list_words.cache_clear()


@dataclass(frozen=True, slots=True)
class _Place:
    kind: str
    type: str
    strate: str
    departement: str
    region: str

    @property
    def noun(self) -> str:
        return _NOUNS[self.kind]

    def list_words(self) -> Iterator[ComparatorWords]:
        for key in _ORDERS.get(self.kind, ()):
            words = self._word(key)
            if words is not None:
                yield ComparatorWords(key, _label(self.kind, key, self.type), *words)

    def _word(self, key: str) -> tuple[str, str] | None:
        """Heading and members."""
        if key == STRATE:
            return self._word_strate()
        if key == NEIGHBOURS:
            words = f"{self.noun} {'voisines' if self.kind in _FEMININE else 'voisins'}"
        elif key == SIMILAR:
            words = f"{self.noun} similaires"
        elif key == FRANCE:
            words = self.noun if self.kind == "ept" else f"{self.noun} de France"
        else:
            return self._word_within(key)
        return words, words

    def _word_within(self, key: str) -> tuple[str, str] | None:
        """« communes d’Ille-et-Vilaine » and « communes du département »."""
        code = self.departement if key == DEPARTEMENT else self.region
        found = get_directory().by_code.get((key, code))
        count = self._count(key, code)
        if found is None or count < _FEWEST:
            return None
        if key == REGION and count == self._count(DEPARTEMENT, self.departement):
            return None  # overseas: the région is the département
        where = of_place(found.name, found.article_kind, found.kind)
        noun = "du département" if key == DEPARTEMENT else "de la région"
        if found.type == _OVERSEAS:
            noun = "de la collectivité"
        return f"{self.noun} {where}", f"{self.noun} {noun}"

    def _count(self, key: str, code: str) -> int:
        return len(get_universe().members_of(key, code, self.kind)) if code else 0

    def _word_strate(self) -> tuple[str, str] | None:
        scale = load_strates().get(self.kind)
        label = next((one.label for one in scale.strates if one.key == self.strate), "") if scale else ""
        if not label:
            return None
        lowered = typeset(label[:1].lower() + label[1:])
        if self.kind == "epci":
            return lowered, _SIZED.get(self.type, lowered)
        if self.kind == "region":
            return lowered, lowered
        of = lowered if lowered.startswith("de ") else f"de {lowered}"
        return f"{self.noun} {of}", f"{self.noun} de même taille"


def _label(kind: str, key: str, type_: str) -> str:
    if key == DEPARTEMENT and type_ == _OVERSEAS:
        return "Collectivité"
    if key == STRATE and kind == "epci":
        return "Même type et taille"
    if key == STRATE and kind == "region":
        return "Même groupe"
    if key == FRANCE and kind == "ept":
        return "Tous les établissements"
    return _LABELS[key]
