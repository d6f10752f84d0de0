"""The words of the page of results: groups by kind of territory, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import Http404

from portal.kernel.french import NO_BREAK_SPACE, fix_name, format_count, typeset
from portal.library.addresses import library_path
from portal.library.briefs import Brief, build_briefs
from portal.library.queries.documents import list_cards
from portal.library.search import asked as documents
from portal.library.search.engine import search_documents
from portal.library.search.found import Match
from portal.stats.addresses import EXPLORE_PATH, explore_path
from portal.stats.descriptors.catalogue import get_catalogue
from portal.stats.queries.finding import find_indicators
from portal.territories.search.answers import Hit
from portal.territories.search.engine import HIGHEST_LIMIT

PAGE_SIZE: Final = 20
SHOWN_IN_A_GROUP: Final = 10
INDICATORS_SHOWN: Final = 4
DOCUMENTS_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Heading of a group, and the noun that counts its members."""

    heading: str
    singular: str
    plural: str
    kinds: tuple[str, ...]


GROUPS: Final[dict[str, GroupWords]] = {
    "communes": GroupWords("Communes", "commune", "communes", ("commune",)),
    "intercommunalites": GroupWords(
        "Intercommunalités", "intercommunalité", "intercommunalités", ("epci", "ept")
    ),
    "departements": GroupWords("Départements", "département", "départements", ("departement",)),
    "regions": GroupWords("Régions et France", "région", "régions", ("region", "france")),
    "parties": GroupWords(
        "Parties de commune",
        "partie de commune",
        "parties de commune",
        ("arrondissement_municipal", "commune_deleguee"),
    ),
}
"""In the address → the group. « Parties de commune »: arrondissements, communes déléguées."""

_KIND_WORDS: Final = {
    "commune": "Commune",
    "epci": "Intercommunalité",
    "ept": "Établissement public territorial",
    "departement": "Département",
    "region": "Région",
    "france": "Pays",
    "arrondissement_municipal": "Arrondissement municipal",
    "commune_deleguee": "Commune déléguée ou associée",
}

EXAMPLES: Final = (
    ("un nom, même mal orthographié", "monpelier"),
    ("un code postal ou un code Insee", "42100"),
    ("le numéro d’un département", "974"),
    ("une intercommunalité", "rennes metropole"),
    ("un homonyme et son département", "saint denis 93"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the visitor wants: ``group`` is a key of GROUPS, or "" for all."""

    q: str
    group: str = ""
    page: int = 1

    def build_address(self, *, group: str = "", page: int = 1) -> str:
        """Address of this search in another group or page."""
        parts = {"q": self.q, "nature": group, "page": page if page > 1 else ""}
        return "/recherche?" + urlencode({name: part for name, part in parts.items() if part})


@dataclass(frozen=True, slots=True)
class Row:
    """One territory found."""

    label: str
    path: str
    details: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Some territories of alike kinds; ``more`` is the address of all of them, ``more_label`` its words."""

    key: str
    heading: str
    rows: tuple[Row, ...]
    more: str = ""
    more_label: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """All that the page says."""

    asked: Asked
    title: str
    count: str
    groups: tuple[Group, ...]
    filters: tuple[tuple[str, str, bool], ...]
    """Label, address, whether it is the one shown."""
    did_you_mean: tuple[Row, ...]
    pages: int
    examples: tuple[tuple[str, str, str], ...]
    indicators: tuple[tuple[str, str, str], ...] = ()
    """Figures that the words name: label, question, address of the map."""
    all_indicators: str = ""
    documents: tuple[Brief, ...] = ()
    """Documents of the library that have every word."""
    all_documents: str = ""

    def address_of_page(self, page: int) -> str:
        return self.asked.build_address(group=self.asked.group, page=page)


def build_results(asked: Asked, hits: Sequence[Hit]) -> Results:
    """The page for these answers, best first. Raises Http404 for a page beyond the last."""
    by_group = {key: [hit for hit in hits if hit.kind in words.kinds] for key, words in GROUPS.items()}
    order = sorted((key for key in GROUPS if by_group[key]), key=lambda key: hits.index(by_group[key][0]))
    chosen = by_group[asked.group] if asked.group else hits
    pages = max(1, -(-len(chosen) // PAGE_SIZE)) if asked.group else 1
    if asked.page > pages:
        raise Http404(f"page {asked.page} of {pages}")
    groups = tuple(_build_opening(asked, key, by_group[key]) for key in order)
    if asked.group:
        first = (asked.page - 1) * PAGE_SIZE
        shown = chosen[first : first + PAGE_SIZE]
        groups = tuple(_build_group(asked.group, part) for part in (shown,) if part)
    is_guess = bool(hits) and hits[0].is_approximate
    return Results(
        asked=asked,
        title=_write_title(asked),
        count=_count(len(chosen), is_cut=len(hits) == HIGHEST_LIMIT) if asked.q else "",
        groups=groups,
        filters=_build_filters(asked, order, by_group, len(hits)),
        did_you_mean=tuple(map(build_row, hits[:3])) if is_guess else (),
        pages=pages,
        examples=tuple((words, q, Asked(q).build_address()) for words, q in EXAMPLES),
        indicators=tuple(list_indicators(asked)),
        all_indicators=f"{EXPLORE_PATH}?{urlencode({'q': asked.q})}",
        documents=list_documents(asked),
        all_documents=library_path(q=asked.q),
    )


def list_indicators(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """The first figures that surely answer: nothing approximate, for most questions name a place."""
    if asked.group or asked.page > 1:
        return
    indicators = get_catalogue().indicators
    for slug in find_indicators(asked.q).sure[:INDICATORS_SHOWN]:
        one = indicators[slug]
        yield typeset(one.label), typeset(one.question or ""), explore_path(slug)


def list_documents(asked: Asked) -> tuple[Brief, ...]:
    """The first documents that have every word of the question: one statement."""
    if asked.group or asked.page > 1 or not asked.q:
        return ()
    found = search_documents(documents.Asked(q=asked.q, limit=DOCUMENTS_SHOWN), facets=())
    return build_briefs(list_cards(found.ids)) if found.match == Match.ALL else ()


def _write_title(asked: Asked) -> str:
    if not asked.q:
        return "Rechercher un territoire"
    parts = [f"Recherche{NO_BREAK_SPACE}: {asked.q}"]
    parts += [GROUPS[asked.group].heading] if asked.group else []
    parts += [f"page {asked.page}"] if asked.page > 1 else []
    return " – ".join(parts)


def _count(found: int, *, is_cut: bool) -> str:
    """« 12 résultats », « 50 premiers résultats » when the search stopped there."""
    return (
        format_count(found, "premier résultat", "premiers résultats")
        if is_cut
        else format_count(found, "résultat")
    )


def _build_opening(asked: Asked, key: str, hits: Sequence[Hit]) -> Group:
    """The first of a group, and the way to the others."""
    left = len(hits) - SHOWN_IN_A_GROUP
    if left <= 0:
        return _build_group(key, hits)
    words = GROUPS[key]
    label = f"Voir les {len(hits)} {words.plural}"
    return Group(
        key,
        words.heading,
        tuple(map(build_row, hits[:SHOWN_IN_A_GROUP])),
        asked.build_address(group=key),
        label,
    )


def _build_group(key: str, hits: Sequence[Hit]) -> Group:
    return Group(key, GROUPS[key].heading, tuple(map(build_row, hits)))


def build_row(hit: Hit) -> Row:
    """A territory in words: kind, département, inhabitants, and why it answers."""
    is_overseas = hit.kind == "departement" and hit.type == "com"
    details = ["Collectivité ou territoire d’outre-mer" if is_overseas else _KIND_WORDS[hit.kind]]
    if hit.departement_name and hit.kind != "departement":
        details.append(fix_name(hit.departement_name))
    if hit.population is not None:
        details.append(format_count(hit.population, "habitant"))
    why = fix_name(hit.matched)
    return Row(fix_name(hit.label), hit.path, tuple(details), why[:1].upper() + why[1:])


def _build_filters(
    asked: Asked, order: Sequence[str], by_group: dict[str, list[Hit]], total: int
) -> tuple[tuple[str, str, bool], ...]:
    if len(order) < 2 and not asked.group:
        return ()
    everything = (f"Tout ({total})", asked.build_address(), not asked.group)
    return (
        everything,
        *(
            (
                f"{GROUPS[key].heading} ({len(by_group[key])})",
                asked.build_address(group=key),
                key == asked.group,
            )
            for key in order
        ),
    )
