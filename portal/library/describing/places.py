"""Territories that a text names: whole words, the longest name first, proof where a name is also a word.

« Variation » is not the Var, « Chercheurs » not the Cher, « Pays de la Loire » not the Loire, « les Tours »
not the city, « Seine-Normandie » not the région. What is doubtful is left out: a document without
territory is found all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from portal.library.describing.words import Words, cut_words
from portal.library.naming import fold

LARGE: Final = 20_000
"""Inhabitants from which a commune is recognised without « commune de » before its name."""

_DOMINANT: Final = 10
"""How many times larger a commune must be than its homonyms to be the one that is meant."""

_LINKS: Final = frozenset(
    ("de", "la", "le", "les", "l", "d", "du", "des", "et", "en", "sur", "sous", "a", "aux")
)
_ARTICLES: Final = frozenset(("le", "la", "les", "l"))
_WORDS_TOO: Final = frozenset(
    (
        "ain", "aisne", "allier", "ardeche", "ardennes", "ariege", "aube", "aude", "aveyron", "charente",
        "cher", "correze", "creuse", "dordogne", "doubs", "drome", "eure", "gard", "gers", "gironde",
        "herault", "indre", "isere", "jura", "landes", "loire", "loiret", "lot", "manche", "marne",
        "mayenne", "meuse", "moselle", "nievre", "nord", "oise", "orne", "rhone", "sarthe", "somme",
        "tarn", "var", "vienne", "vosges", "yonne", "essonne", "savoie", "seine", "centre", "tours",
        "nice", "sens", "lens", "orange", "vannes", "cannes", "grasse", "gap", "laval", "angers", "arras",
        "troyes", "valence", "royan", "bron", "vichy", "foix",
    )
)  # fmt: skip
"""Names that are also everyday words, rivers, seas, directions or names of people: they need proof."""

_OTHERS: Final = frozenset(
    (
        "bassin", "bassins", "vallee", "vallees", "val", "fleuve", "riviere", "rives", "bords",
        "estuaire", "chateau", "chateaux", "pays", "haute", "haut", "basse", "bas", "sources", "gorges",
        "canal", "agence", "europe", "amerique", "afrique", "asie", "mer", "gare", "accord", "accords",
        "traite", "universite", "protocole", "bourse", "tour", "metropole",
        "eurometropole", "lots", "lot", "grand", "grande", "academie", "rectorat", "appel", "administratif",
        "judiciaire",
    )
)  # fmt: skip
"""Before a name: it is that of a river, a continent, a treaty…, or the end of a longer name."""

_DIRECTIONS: Final = frozenset(("nord", "centre", "manche", "seine"))
_FOLLOWING: Final = frozenset(("de", "du", "d", "est", "ouest"))
"""After « nord » or « centre »: of something else."""

_PAST_REGIONS: Final = (
    "nord pas de calais", "midi pyrenees", "languedoc roussillon", "poitou charentes", "champagne ardenne",
    "haute normandie", "basse normandie", "franche comte", "rhone alpes",
)  # fmt: skip
"""They hide the names that they contain, and are no territory any more."""

_ASKING: Final = frozenset({"departement", "departemental", "departementale", "prefecture", "sdis", "ddt"})
_COMMUNE_WORDS: Final = frozenset({"commune", "ville", "mairie", "municipalite"})
_EPCI_PREFIX: Final = re.compile(r"^(?:cc|ca|cu) (?:du |de la |de l |des |de |d )?")
_EPCI_WORDS: Final = ("communaute de communes", "communaute d agglomeration", "communaute urbaine")
_CODE: Final = re.compile(
    r"(?:fr:)?(?P<kind>commune|epci|ept|departement|region|france|com|dep|reg)[:\-]"
    r"(?P<code>[0-9AB]{2,9}|FR)(?:@.*)?",
    re.IGNORECASE,
)
_KINDS: Final = {"com": "commune", "dep": "departement", "reg": "region"}
_WHOLE: Final = "france:FR"
_FRANCE: Final = frozenset(
    {"france", "country fr", "fr", "france entiere", "france metropolitaine", "france metropolitaine et dom"}
)


class Place(NamedTuple):
    """A territory: ``population`` settles between homonyms."""

    kind: str
    code: str
    name: str
    population: int


_Name = tuple[tuple[str, ...], Place | None, bool]
"""Words of a name, its territory (None: it only hides others), whether it needs proof."""


class _Named(NamedTuple):
    """A name found in a text: words from ``start`` to ``end``, excluded."""

    start: int
    end: int
    place: Place
    is_proved: bool


@dataclass(frozen=True)
class Gazetteer:
    """Names by their first word. ``keys``: all that exist, « kind:code »; ``exact``: folded name → places."""

    names: Mapping[str, tuple[_Name, ...]]
    exact: Mapping[str, tuple[Place, ...]]
    keys: frozenset[str]

    def find(self, text: str) -> tuple[str, ...]:
        """Territories that a text surely names, « kind:code », in the order of the text, each once."""
        words = cut_words(text)
        named = list(self._iter_named(words))
        sure = [one for one in named if one.is_proved or _is_coordinated(words, one, named)]
        return tuple(dict.fromkeys(f"{one.place.kind}:{one.place.code}" for one in sure))

    def _iter_named(self, words: Words) -> Iterator[_Named]:
        """The longest name at each word. One that lacks proof still hides the shorter ones within it,
        unless it is that of a commune: « la Creuse » is not the village, and may be the département."""
        at = 0
        while at < len(words.plain):
            size = 0
            for name, place, needs_proof in self.names.get(words.plain[at], ()):
                if not _is_here(words, at, name):
                    continue
                is_proved = place is not None and _is_proved(words, at, name, place, needs_proof=needs_proof)
                if place is not None and (is_proved or place.kind != "commune"):
                    yield _Named(at, at + len(name), place, is_proved)
                if place is None or is_proved or place.kind != "commune":
                    size = len(name)
                    break
            at += max(size, 1)

    def resolve(self, words: str) -> str | None:
        """The territory that a source declares, by code or by name; None when it is unknown or doubtful."""
        found = _CODE.fullmatch(words.strip())
        if found is not None:
            kind = found["kind"].lower()
            key = f"{_KINDS.get(kind, kind)}:{found['code'].upper()}"
            return key if key in self.keys or key == _WHOLE else None
        plain = re.sub(r"^\d{2,3} ", "", fold(words))
        if plain in _FRANCE:
            return _WHOLE
        stripped = re.sub(
            r"^(?:region|departement|commune|ville) (?:de la |de l |des |du |de |d )?", "", plain
        )
        places = self.exact.get(plain) or self.exact.get(stripped) or ()
        place = _choose(places, re.match(r"region|departement|commune|ville", plain))
        return f"{place.kind}:{place.code}" if place else None


def build_gazetteer(places: Iterable[Place]) -> Gazetteer:
    """Names of current territories, ready to be found."""
    rows = list(places)
    exact: dict[str, list[Place]] = {}
    for place in rows:
        exact.setdefault(fold(place.name), []).append(place)
    names: dict[str, list[_Name]] = {}
    for past in _PAST_REGIONS:
        names.setdefault(past.split()[0], []).append((tuple(past.split()), None, False))
    for plain, found in exact.items():
        chosen = _choose(found, None)
        if chosen is None:
            continue
        for form in _list_forms(plain, chosen):
            split = tuple(form.split())
            names.setdefault(split[0], []).append((split, chosen, _needs_proof(split, chosen)))
    ordered = {
        first: tuple(sorted(group, key=lambda one: (-len(one[0]), one[0]))) for first, group in names.items()
    }
    return Gazetteer(
        ordered,
        {plain: tuple(found) for plain, found in exact.items()},
        frozenset(f"{place.kind}:{place.code}" for place in rows),
    )


_RANK: Final = {"departement": 0, "region": 1, "epci": 2, "ept": 2, "commune": 3}


def _choose(places: Iterable[Place], said: re.Match[str] | None) -> Place | None:
    """One of the territories that have a name: of the kind that is said, else a département (which its région
    contains), then the commune that dwarfs its homonyms. Paris is the commune."""
    found = list(places)
    if said is not None:
        kind = {"ville": "commune"}.get(said.group(), said.group())
        found = [place for place in found if place.kind == kind] or found
    found.sort(key=lambda place: (_RANK.get(place.kind, 9), -place.population))
    communes = [place for place in found if place.kind == "commune"]
    if (
        found
        and found[0].kind == "departement"
        and communes
        and communes[0].population == found[0].population
    ):
        return communes[0]
    if found and found[0].kind == "commune" and len(communes) > 1:
        dwarfs = communes[0].population >= _DOMINANT * max(communes[1].population, 1)
        return communes[0] if dwarfs else None
    return found[0] if found else None


def _list_forms(plain: str, place: Place) -> Iterator[str]:
    """How a text may write the name."""
    if place.kind != "epci":
        yield plain
        return
    core = _EPCI_PREFIX.sub("", plain)
    if core == plain:
        if len(plain.split()) > 1:
            yield plain
        return
    for kind in _EPCI_WORDS:
        for link in ("", "du ", "de la ", "de l ", "des ", "de ", "d "):
            yield f"{kind} {link}{core}"


def _needs_proof(name: tuple[str, ...], place: Place) -> bool:
    if place.kind == "commune":
        return True
    return "-".join(name) in _WORDS_TOO


def _is_here(words: Words, at: int, name: tuple[str, ...]) -> bool:
    """Whether a name is written there, with its capitals and no punctuation inside."""
    size = len(name)
    if words.plain[at : at + size] != name or any(words.opens[at + 1 : at + size]):
        return False
    if words.joins[at] or any(words.joins[at + size : at + size + 1]):  # part of a longer name
        return False
    span = range(at, at + size)
    is_kind = name[0] in {"communaute", "metropole"} and words.is_capital[at + size - 1]
    telling = [i for i in span if words.plain[i] not in _LINKS and not words.plain[i].isdigit()]
    return is_kind or all(words.is_capital[i] for i in telling)


def _is_coordinated(words: Words, one: _Named, named: Iterable[_Named]) -> bool:
    """« le Nord et le Pas-de-Calais »: beside a département that is sure, joined by « et »."""
    if one.place.kind != "departement":
        return False
    for other in named:
        if not other.is_proved or other.place.kind != "departement":
            continue
        first, second = (other, one) if other.start < one.start else (one, other)
        between = words.plain[first.end : second.start]
        if "et" in between and len(between) <= 3 and all(word in _LINKS for word in between):
            return True
    return False


def _is_proved(words: Words, at: int, name: tuple[str, ...], place: Place, *, needs_proof: bool) -> bool:
    """Whether what stands around a name says that the territory is meant."""
    size = len(name)
    before = words.plain[max(at - 4, 0) : at]
    if not needs_proof:
        return not (size == 1 and before and before[-1] in _OTHERS)
    if place.kind == "commune":
        return _is_commune(words, at, name, place, before)
    noun = next((word for word in reversed(before) if word not in _LINKS), "")
    if _stands_alone(words, at, size) or (noun in _ASKING and before[-1] in _LINKS):
        return True
    following = words.plain[at + size : at + size + 1]
    has_more = bool(following) and following[0] in _FOLLOWING
    link = before[-2:]
    is_within = len(link) == 2 and link[0] == "dans" and link[1] in _ARTICLES
    if is_within:
        return not (has_more and name[0] in _DIRECTIONS)
    is_of = bool(before) and (
        before[-1] == "du" or link in {("de", "la"), ("de", "l")} or before[-1] == "des"
    )
    return (
        is_of and noun not in _OTHERS and name[0] not in _DIRECTIONS and not has_more and not words.opens[at]
    )


def _is_commune(words: Words, at: int, name: tuple[str, ...], place: Place, before: tuple[str, ...]) -> bool:
    noun = next((word for word in reversed(before) if word not in _LINKS), "")
    is_of = bool(before) and before[-1] in {"de", "d", "du", "des"}
    if noun in _COMMUNE_WORDS and is_of:
        return True
    if place.population < LARGE:
        return False
    if before and before[-1] == "a":
        return True
    if "-".join(name) in _WORDS_TOO or noun in _OTHERS:
        return False
    return is_of or (bool(before) and before[-1] in {"et", "sur"}) or _stands_alone(words, at, len(name))


def _stands_alone(words: Words, at: int, size: int) -> bool:
    """Between two marks of punctuation: « (Ain) », « Agriculture : Var »; not as the first words."""
    return at > 0 and words.opens[at] and words.closes[at + size - 1]
