"""What the portal has to read, each with one example to open: those whose territories are loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from portal.kernel.french import typeset
from portal.library.addresses import LIBRARY_PATH
from portal.territories.addresses import path_of
from portal.territories.queries.surroundings import list_relatives
from portal.territories.queries.universe import get_universe

Place = tuple[str, str]
_RENNES: Final[Place] = ("commune", "35238")


@dataclass(frozen=True, slots=True)
class Example:
    """``pattern`` is an address: « {sheet} » is the path of the first place, « {first} » its reference,
    « {all} » those of all of them as a query."""

    label: str
    pattern: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """``path`` is empty when each territory has its page and there is none for all; ``example`` is
    (label, path), None without any."""

    title: str
    path: str
    words: str
    example: tuple[str, str] | None


_TOPICS: Final[tuple[tuple[str, str, str, Example | None], ...]] = (
    (
        "Des comparaisons",
        "/comparer",
        "Jusqu’à huit territoires de tous niveaux côte à côte, avec les médianes, sur dix ans.",
        Example(
            "Rennes, Nantes et Brest",
            "/comparer?{all}",
            (_RENNES, ("commune", "44109"), ("commune", "29019")),
        ),
    ),
    (
        "Des cartes et des classements",
        "/explorer",
        "Posez une question : la réponse est une carte, un classement, une courbe, où vous voulez.",
        Example(
            "la population des communes d’Ille-et-Vilaine",
            "/explorer/population?zone={first}",
            (("departement", "35"),),
        ),
    ),
    (
        "Des tableaux de bord",
        "/tableaux-de-bord",
        "Les chiffres d’un thème ou d’un territoire réunis sur une page, à imprimer ou à intégrer.",
        None,
    ),
    (
        "Des groupes sur mesure",
        "/groupes",
        "Collez une liste de communes : le portail les additionne et vous donne une adresse à partager.",
        Example(
            "Paris et ses communes voisines", "/groupes/nouveau?voisins-de={first}", (("commune", "75056"),)
        ),
    ),
    (
        "Des finances expliquées",
        "",
        "D’où vient l’argent, à quoi il sert, ce qu’il en reste : en phrases, avec les calculs.",
        Example("les comptes de la Haute-Garonne", "{sheet}/finances", (("departement", "31"),)),
    ),
    (
        "Des chiffres définis",
        "/indicateurs",
        "Pour chaque indicateur : sa définition, son calcul, sa source, ses années et ce qu’il couvre.",
        Example("la population de Rennes", "{sheet}/indicateurs/population", (_RENNES,)),
    ),
    (
        "Une bibliothèque",
        LIBRARY_PATH,
        "Publications, jeux de données, outils et documents de référence, trouvés par mots, thèmes et lieux.",
        None,
    ),
    (
        "Des données à réutiliser",
        "/donnees",
        "Chaque page se télécharge : tableur, données, portrait en PDF. L’API a tous les chiffres.",
        Example("le portrait de Rennes (PDF)", "{sheet}.pdf", (_RENNES,)),
    ),
)


def list_topics(counted: Sequence[str]) -> list[Topic]:
    """``counted`` are the territories there are: « 34 875 communes »…"""
    there_are = (
        f"{', '.join(counted)} et les collectivités d’outre-mer" if counted else "Tous les territoires"
    )
    sheets = f"{there_are} : chiffres, élus, carte, histoire, et les territoires qui leur ressemblent."
    first = Example("qui ressemble à Rennes ?", "{sheet}/similaires", (_RENNES,))
    sheet: tuple[str, str, str, Example | None] = ("Une fiche par territoire", "/recherche", sheets, first)
    entries = [sheet, *_TOPICS]
    return [
        Topic(typeset(title), path, typeset(words), _find_example(example))
        for title, path, words, example in entries
    ]


def _find_example(example: Example | None) -> tuple[str, str] | None:
    """None without one, and when a place of it is not among the data loaded."""
    if example is None:
        return None
    universe = get_universe()
    known = [(kind, universe.position(kind, code)) for kind, code in example.places]
    if any(position is None for _, position in known):
        return None
    kind, position = known[0]
    relatives = list_relatives(kind, [position] if position is not None else [])
    if not relatives:
        return None
    [place] = relatives
    references = [f"{kind}:{code}" for kind, code in example.places]
    address = example.pattern.format(
        sheet=path_of(place.kind, place.code, place.slug),
        first=references[0],
        all="&".join(f"t={one}" for one in references),
    )
    return typeset(example.label), address
